//! What is wrong with the metrics of a program as a whole, though each declaration compiles.

use crate::error::{Error, ErrorKind};
use crate::registry::Registry;

gapless_link::register!();

impl Registry {
    /// Whether the program's metrics are whole: there is one copy of the core, and all declarations can stand beside each
    /// other.
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
        let conflicts = (!self.conflicts.is_empty()).then(|| ErrorKind::Conflicts(self.conflicts.clone()));
        [copies, conflicts].into_iter().flatten().map(Error::from).collect()
    }
}
