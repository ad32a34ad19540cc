//! What is wrong with the metrics of a program as a whole, though each declaration compiles.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind};
use crate::registry::{Registration, Registry};

gapless_link::register!();

impl Registry {
    /// Whether the program's metrics are whole: there is one copy of the core, all crates that `expect_crates!`
    /// names bring some, and all declarations can stand beside each other.
    ///
    /// # Errors
    ///
    /// With the first of the [problems](Self::problems). A program that goes on nevertheless exports what it can.
    ///
    /// ```
    /// gapless_core::Registry::global().check()?;
    /// # Ok::<(), gapless_core::Error>(())
    /// ```
    pub fn check(&self) -> Result<(), Error> {
        self.problems().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything for which [`check`](Self::check) fails, what explains the others first.
    ///
    /// ```
    /// assert!(gapless_core::Registry::global().problems().is_empty());
    /// ```
    #[must_use]
    pub fn problems(&self) -> Vec<Error> {
        let copies = gapless_link::versions();
        let copies = (copies.len() > 1).then_some(ErrorKind::Copies(copies));
        let silent = silent_crates();
        let silent = (!silent.is_empty()).then_some(ErrorKind::NoMetrics(silent));
        let conflicts = (!self.conflicts.is_empty()).then(|| ErrorKind::Conflicts(self.conflicts.clone()));
        [copies, silent, conflicts].into_iter().flatten().map(Error::from).collect()
    }
}

/// The crates that are expected to declare metrics and declare none.
fn silent_crates() -> Vec<&'static str> {
    let (mut expected, mut declaring) = (BTreeSet::new(), BTreeSet::new());
    for registration in inventory::iter::<Registration> {
        if let Registration::Crates(crates) = registration {
            expected.extend(crates.iter().copied());
        }
        declaring.extend(registration.families().map(|family| family.descriptor().site.crate_name()));
    }
    expected.difference(&declaring).copied().collect()
}
