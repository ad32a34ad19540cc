//! Gauges that are absent again, as what they were set to is not known any more.

use crate::error::Error;
use crate::reading::registry::{Exported, Registry};

impl Registry {
    /// Unsets all gauges and state sets of a group, so that they are absent until they are set again, and be they seeded:
    /// for whoever cannot measure any more what they say, since an old value would be a lie.
    ///
    /// ```
    /// # use gapless_core::{Descriptor, Family, Gauge, Kind, Registry, __private as p};
    /// # static FAMILY: Family = Family::new(
    /// #     Descriptor::new(Kind::Gauge, "disk_free_bytes", "Room.", p::site!()).with_group("disk"),
    /// # );
    /// # p::inventory::submit! { p::Registration::Families(&[&FAMILY]) }
    /// # fn disk_free_bytes() -> Gauge { Gauge::from_parts(&FAMILY, 0) }
    /// disk_free_bytes().set(4096.0);
    /// Registry::global().unset_gauges("disk")?;
    /// assert_eq!(disk_free_bytes().get(), None);
    /// # Ok::<(), gapless_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such group; the error has the name that is nearest.
    pub fn unset_gauges(&self, group: &str) -> Result<(), Error> {
        let sites = self.of_group(group)?.into_iter().flat_map(Exported::sites);
        sites.for_each(|site| site.unset());
        Ok(())
    }
}
