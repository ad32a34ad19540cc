//! The sources of a view, and which of their families it has.

use gapless_core::{Collecting, Collection, FamilySnapshot, Sources};

use super::filter::{self, Filter};
use super::names::Names;
use super::Added;
use crate::collected::Collected;

/// The sources of a view, and what they have emitted, if they were asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sourced {
    sources: Sources,
    chosen: Filter,
    dropped: Filter,
    /// What a client has asked for; one after the other.
    asked: Vec<Names>,
    collection: Option<Collection>,
}

impl Sourced {
    pub(super) fn new(sources: Sources, (chosen, dropped): (Filter, Filter)) -> Self {
        Sourced { sources, chosen, dropped, asked: Vec::new(), collection: None }
    }

    /// Those of their families that have these names.
    pub(super) fn of_names(&self, names: Names) -> Self {
        let mut part = self.clone();
        part.asked.push(names);
        part
    }

    /// The same with what they have emitted.
    pub(super) fn with(&self, collection: Collection) -> Self {
        Sourced { collection: Some(collection), ..self.clone() }
    }

    pub(super) fn collection(&self) -> Option<&Collection> {
        self.collection.as_ref()
    }

    /// Asks the sources, unless they were asked.
    pub(super) fn collect(&self) -> Option<Collecting> {
        self.collection.is_none().then(|| self.sources.collect())
    }

    /// What they have emitted, and is of the view. If they were not asked yet, this waits for them.
    pub(super) fn families(&self, added: &Added) -> Collected {
        let collection = self.collection.clone().unwrap_or_else(|| self.sources.collect().wait());
        Collected::new(collection, added, |family| self.has(family, added))
    }

    fn has(&self, of: &FamilySnapshot, added: &Added) -> bool {
        filter::mean(&self.chosen, &self.dropped, &of.name, &of.group)
            && self.asked.iter().all(|names| names.have_any_of(&added.name(&of.name), of.kind))
    }
}
