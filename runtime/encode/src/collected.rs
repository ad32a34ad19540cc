//! Merges the families of sources with the declared families.
//!
//! These families are never cached: the next collection can have other families and series.

use gapless_core::{Collection, FamilySnapshot, Registry};

use crate::added::Added;
use crate::format::Format;
use crate::snapshot;
use crate::writer::Writer;

/// The families of a collection that are in a view, in name order.
#[derive(Debug)]
pub(crate) struct Collected {
    collection: Collection,
    positions: Vec<Position>,
    /// The index in `positions` of the next family.
    next: usize,
}

/// The position of a family in the output.
#[derive(Debug)]
struct Position {
    /// The index in the collection.
    index: usize,
    /// The number of the declared family after it.
    before: usize,
    /// The prefix and the labels that the view adds to it.
    added: Added,
}

impl Collected {
    /// Selects families of a collection, and determines what the view adds to each.
    pub(crate) fn new(
        collection: Collection,
        added: &Added,
        is_selected: impl Fn(&FamilySnapshot) -> bool,
    ) -> Self {
        let declared: Vec<_> = Registry::global().descriptors().map(|of| of.name).collect();
        let families = collection.families().iter().enumerate().filter(|(_, family)| is_selected(family));
        let position = |(index, family): (usize, &FamilySnapshot)| Position {
            index,
            before: declared.partition_point(|name| *name < &*family.name),
            added: added.beside(family),
        };
        let positions = families.map(position).collect();
        Collected { collection, positions, next: 0 }
    }

    /// Returns all families, each with the prefix and the labels that the view adds to it.
    pub(crate) fn families(&self) -> impl Iterator<Item = (&FamilySnapshot, &Added)> {
        self.positions.iter().map(|position| (&self.collection.families()[position.index], &position.added))
    }

    /// Returns the number of the declared family after the next family, if a family is left.
    pub(crate) fn before(&self) -> Option<usize> {
        self.positions.get(self.next).map(|position| position.before)
    }

    /// Writes series of the next family until the output has `enough` bytes. Returns the index of the next series, or
    /// `None` at the end of the family.
    pub(crate) fn write(
        &mut self,
        from: usize,
        format: Format,
        out: &mut Writer<'_>,
        enough: usize,
    ) -> Option<usize> {
        let Position { index, added, .. } = &self.positions[self.next];
        let family = &self.collection.families()[*index];
        let next = snapshot::write_family(family, from, added, format, out, enough);
        self.next += usize::from(next.is_none());
        next
    }
}
