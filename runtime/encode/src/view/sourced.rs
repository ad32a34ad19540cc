//! The sources of a view, and the families of the sources that are in the view.

use gapless_core::{Collecting, Collection, FamilySnapshot, Sources};

use super::filter::{self, Filter};
use super::names::Names;
use crate::added::Added;
use crate::collected::Collected;

/// The sources of a view, and their collection, if they were collected.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sourced {
    sources: Sources,
    chosen: Filter,
    dropped: Filter,
    /// The names that clients asked for. A family must match each entry.
    asked: Vec<Names>,
    collection: Option<Collection>,
}

impl Sourced {
    pub(super) fn new(sources: Sources, (chosen, dropped): (Filter, Filter)) -> Self {
        Sourced { sources, chosen, dropped, asked: Vec::new(), collection: None }
    }

    /// Returns the part with these names.
    pub(super) fn of_names(&self, names: Names) -> Self {
        let mut part = self.clone();
        part.asked.push(names);
        part
    }

    /// Returns these sources with a collection.
    pub(super) fn with(&self, collection: Collection) -> Self {
        Sourced { collection: Some(collection), ..self.clone() }
    }

    pub(super) fn collection(&self) -> Option<&Collection> {
        self.collection.as_ref()
    }

    /// Starts a collection, unless the sources were collected.
    pub(super) fn collect(&self) -> Option<Collecting> {
        self.collection.is_none().then(|| self.sources.collect())
    }

    /// Returns the collected families that are in the view. If the sources were not collected yet, this call collects
    /// them and blocks.
    pub(super) fn families(&self, added: &Added) -> Collected {
        let collection = self.collection.clone().unwrap_or_else(|| self.sources.collect().wait());
        Collected::new(collection, added, |family| self.has(family, added))
    }

    fn has(&self, of: &FamilySnapshot, added: &Added) -> bool {
        filter::select(&self.chosen, &self.dropped, &of.name, &of.group)
            && self.asked.iter().all(|names| names.have_any_of(&added.name(&of.name), of.kind))
    }
}
