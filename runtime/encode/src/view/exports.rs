//! The exported names and labels of a view, for catalogs.

use gapless_core::FamilySnapshot;

use super::View;
use crate::added::{Added, LabelPair};
use crate::collected::Collected;

/// The changes of a view to a family. For the crate `gapless`; it may change in any release.
#[doc(hidden)]
#[derive(Debug)]
pub struct Export {
    /// The exported name.
    pub name: String,
    /// The labels that the view adds before all others.
    pub labels: Vec<LabelPair>,
    /// The prefix for labels that have the name of an added label. Without a prefix, such labels keep their names.
    pub renamed: Option<&'static str>,
}

impl Export {
    fn new(of: &str, added: &Added) -> Self {
        let labels = added.labels.iter().filter(|(_, value)| !value.is_empty());
        let renamed = Added::own_prefix(of);
        Export { name: added.name(of).into_owned(), labels: labels.cloned().collect(), renamed }
    }
}

#[doc(hidden)]
impl View {
    /// Returns the export of a declared family with a number and a name, if the view contains it.
    #[must_use]
    pub fn export(&self, number: usize, name: &str) -> Option<Export> {
        self.has(number).then(|| Export::new(name, &self.cache().added))
    }

    /// Returns the families of the sources in the view, with their exports.
    #[must_use]
    pub fn exports_of_sources(&self) -> SourceExports {
        SourceExports(self.families_of_sources())
    }
}

/// The families of sources in a view. For the other crates of Gapless; it may change in any release.
#[doc(hidden)]
#[derive(Debug)]
pub struct SourceExports(Option<Collected>);

impl SourceExports {
    /// Returns each family as its source emitted it, with its export.
    pub fn iter(&self) -> impl Iterator<Item = (&FamilySnapshot, Export)> {
        let families = self.0.iter().flat_map(Collected::families);
        families.map(|(family, added)| (family, Export::new(&family.name, added)))
    }
}
