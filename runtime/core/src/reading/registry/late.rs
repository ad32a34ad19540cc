//! Declarations of libraries that were loaded after the registry was created.
//!
//! The system runs the constructors of a library when the program loads it, so `inventory` contains its declarations
//! from then on. The registry has already numbered its families by then, and does not accept more.

use super::{Registration, Registry};
use crate::cells::declared::Declared;
use crate::declared::descriptor::Descriptor;

/// The declarations that the registry was created from, by address.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<usize>);

impl Known {
    /// Returns all declarations that the program has now.
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
    /// Returns the metrics that were declared too late to be exported, in source order.
    pub(super) fn late(&self) -> Vec<&'static Descriptor> {
        let late =
            inventory::iter::<Registration>.into_iter().filter(|registration| !self.known.has(registration));
        let mut late: Vec<_> = late.flat_map(Registration::declarations).map(Declared::descriptor).collect();
        late.sort_by_key(|descriptor| (descriptor.location, descriptor.name));
        late
    }
}
