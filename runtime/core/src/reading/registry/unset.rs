//! Gauges that are absent again, as what they were set to is not known any more.

use crate::error::Error;
use crate::reading::registry::{Family, Registry};

impl Registry {
    /// Unsets all gauges and state sets of a group, so that they are absent until they are set again, and be they seeded:
    /// for whoever cannot measure any more what they say, since an old value would be a lie.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// gapless::defmetrics! {
    ///     #![group = "disk"]
    ///
    ///     /// Free space.
    ///     gauge disk_free_bytes;
    /// }
    ///
    /// disk_free_bytes().set(4096.0);
    /// Registry::global().unset_gauges("disk")?;
    /// assert_eq!(disk_free_bytes().get(), None);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such group; the error has the name that is nearest.
    pub fn unset_gauges(&self, group: &str) -> Result<(), Error> {
        let declarations = self.of_group(group)?.into_iter().flat_map(Family::declarations);
        declarations.for_each(|declaration| declaration.unset());
        Ok(())
    }
}
