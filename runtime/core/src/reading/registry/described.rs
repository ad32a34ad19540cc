//! The descriptors of the whole program, for its catalog.

use super::family::Family;
use super::{Registration, Registry};
use crate::declared::descriptor::Descriptor;
use crate::reading::own;

#[doc(hidden)]
impl Registry {
    /// Returns the descriptors of all declarations that macros wrote: also of those that are left out, and of those of
    /// structs and sources. They have catalog lines.
    pub fn all_declared() -> impl Iterator<Item = &'static Descriptor> {
        let of_macros = |of: &&'static Registration| !matches!(of, Registration::Own(..));
        inventory::iter::<Registration>.into_iter().filter(of_macros).flat_map(Registration::descriptors)
    }

    /// Returns the descriptors of all metrics of Gapless's core, used or not. They have no catalog lines.
    pub fn all_own() -> impl Iterator<Item = &'static Descriptor> {
        let of_core =
            inventory::iter::<Registration>.into_iter().filter_map(|registration| match *registration {
                Registration::Own(own, _) => Some(own.descriptor()),
                _ => None,
            });
        own::ALL.into_iter().chain([own::SOURCE_FAILURES]).chain(of_core)
    }

    /// Returns the number of each exported family, and the descriptors of its declarations.
    pub fn exported(&self) -> impl Iterator<Item = (usize, Vec<&Descriptor>)> {
        let is_exported = |(_, family): &(usize, &Family)| family.is_on() && family.is_used(self);
        let exported = self.families.iter().enumerate().filter(is_exported);
        exported.map(|(number, family)| (number, family.descriptors()))
    }
}

impl Family {
    fn descriptors(&self) -> Vec<&Descriptor> {
        match self.declarations() {
            [] => vec![self.descriptor()], // of the registry itself
            declarations => declarations.iter().map(|declaration| declaration.descriptor()).collect(),
        }
    }
}
