//! Unsets the gauges of a group, so that the registry does not export outdated values.

use crate::error::Error;
use crate::reading::registry::{Family, Registry};

impl Registry {
    /// Unsets all gauges and state sets of a group, including seeded ones. They are not exported until they are set
    /// again.
    ///
    /// Call it when the values can no longer be measured, so that old values are not exported.
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
    /// Returns an error if a group of that name does not exist. The error suggests the nearest name.
    pub fn unset_gauges(&self, group: &str) -> Result<(), Error> {
        let declarations = self.of_group(group)?.into_iter().flat_map(Family::declarations);
        declarations.for_each(|declaration| declaration.unset());
        Ok(())
    }
}
