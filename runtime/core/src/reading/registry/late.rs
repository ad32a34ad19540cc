//! Declarations of libraries that were loaded after the registry was made.
//!
//! The system runs a library's constructors when the program loads it, so `inventory` has its declarations from then on.
//! The registry has given numbers to its families by then, and does not take in more of them.

use super::{Registration, Registry};
use crate::cells::declared::Declared;
use crate::declared::descriptor::Descriptor;

/// The declarations that the registry was made from, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<usize>);

impl Known {
    /// All that the program has by now.
    pub(super) fn all() -> Self {
        let mut known: Vec<_> = inventory::iter::<Registration>.into_iter().map(address).collect();
        known.sort_unstable();
        Known(known)
    }

    fn has(&self, registration: &Registration) -> bool {
        self.0.binary_search(&address(registration)).is_ok()
    }
}

fn address(registration: &Registration) -> usize {
    std::ptr::from_ref(registration) as usize
}

impl Registry {
    /// The metrics that were declared too late to be exported, in the order of their places in the source.
    pub(super) fn late(&self) -> Vec<&'static Descriptor> {
        let late =
            inventory::iter::<Registration>.into_iter().filter(|registration| !self.known.has(registration));
        let mut late: Vec<_> = late.flat_map(Registration::families).map(Declared::descriptor).collect();
        late.sort_by_key(|descriptor| (descriptor.location, descriptor.name));
        late
    }
}
