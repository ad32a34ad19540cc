//! What sources have emitted, among the declared families.
//!
//! Nothing of it is kept from one scrape to the next, as the next one may have other families and other series.

use gapless_core::{Collection, FamilySnapshot, Registry};

use crate::format::Format;
use crate::snapshot;
use crate::view::Added;
use crate::writer::Writer;

/// The families of a collection that a view has, in name order.
#[derive(Debug)]
pub(crate) struct Collected {
    collection: Collection,
    places: Vec<Place>,
    /// The place of the one that is written next.
    next: usize,
}

/// Where a family comes.
#[derive(Debug)]
struct Place {
    /// Its index in the collection.
    index: usize,
    /// The number of the declared family that comes after it.
    before: usize,
    /// What is added to it.
    added: Added,
}

impl Collected {
    /// Those that are meant, with what is added to them.
    pub(crate) fn new(
        collection: Collection,
        added: &Added,
        is_meant: impl Fn(&FamilySnapshot) -> bool,
    ) -> Self {
        let declared: Vec<_> = Registry::global().descriptors().map(|of| of.name).collect();
        let families = collection.families().iter().enumerate().filter(|(_, family)| is_meant(family));
        let place = |(index, family): (usize, &FamilySnapshot)| Place {
            index,
            before: declared.partition_point(|name| *name < &*family.name),
            added: added.beside(family),
        };
        let places = families.map(place).collect();
        Collected { collection, places, next: 0 }
    }

    /// The number of the declared family before which the next one comes, if there is one.
    pub(crate) fn before(&self) -> Option<usize> {
        self.places.get(self.next).map(|place| place.before)
    }

    /// Writes series of the next family, from one on, until there are `enough` bytes, and returns which one is next; `None` if
    /// that was all of the family.
    pub(crate) fn write(
        &mut self,
        from: usize,
        format: Format,
        out: &mut Writer<'_>,
        enough: usize,
    ) -> Option<usize> {
        let Place { index, added, .. } = &self.places[self.next];
        let family = &self.collection.families()[*index];
        let next = snapshot::write_family(family, from, added, format, out, enough);
        self.next += usize::from(next.is_none());
        next
    }
}
