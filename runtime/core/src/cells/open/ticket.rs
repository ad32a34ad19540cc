//! Tickets: how a handle refers to the series of an open label.
//!
//! A row of cells has one owner after the other, because values are removed and new ones appear. A ticket contains the
//! generation of its owner in the upper half of the handle's number. The number is therefore beyond all cells of the
//! declaration, and every record through it takes the path that checks the owner. Handles of typed labels have zeros
//! there, and pay nothing.

use crate::cells::series::{LabelSetIndex, SeriesRef, HALF};

/// The last generation, after which generations start again at one.
const MAX_GENERATION: u32 = (1 << (HALF - 1)) - 1;

/// A label set, and the generation of its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) label_set: LabelSetIndex,
    pub(crate) generation: u32,
}

impl Ticket {
    /// Returns the ticket in a handle; `None` for typed labels, and for a handle without a row.
    #[inline]
    pub(crate) fn of(series: SeriesRef) -> Option<Self> {
        let (label_set, generation) = series.halves();
        (generation > 0).then_some(Ticket { label_set, generation })
    }

    /// Returns the ticket in a handle, with generation zero for typed labels.
    #[inline]
    pub(crate) fn of_any(series: SeriesRef) -> Self {
        Ticket::of(series).unwrap_or(Ticket { label_set: series.label_set(), generation: 0 })
    }

    /// Returns the series that a handle holds.
    #[inline]
    pub(crate) fn series(self) -> SeriesRef {
        SeriesRef::owned(self.label_set, self.generation)
    }
}

/// Returns the generation after this one.
pub(super) fn next_generation(generation: u32) -> u32 {
    generation % MAX_GENERATION + 1
}
