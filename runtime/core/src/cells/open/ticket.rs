//! Tickets: what a handle names the series of an open label by.
//!
//! A row of cells has one owner after the other, as values are removed and new ones come. A ticket says which owner it
//! means, in the upper half of the number that a handle has. So it is beyond all cells of its family, and every record
//! through it takes the path on which the family asks whose the row is; a handle of typed labels has nothing there,
//! and pays nothing for it.

use crate::cells::series::{LabelSetIndex, SeriesRef, HALF};

/// Owners are counted from one, and anew after this.
const MAX_GENERATION: u32 = (1 << (HALF - 1)) - 1;

/// A label set, and which of its owners is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) label_set: LabelSetIndex,
    pub(crate) generation: u32,
}

impl Ticket {
    /// What is in a handle; `None` where all labels are typed, and where there is no row.
    #[inline]
    pub(crate) fn of(series: SeriesRef) -> Option<Self> {
        let (label_set, generation) = series.halves();
        (generation > 0).then_some(Ticket { label_set, generation })
    }

    /// The same, with nobody for the owner where all labels are typed.
    #[inline]
    pub(crate) fn of_any(series: SeriesRef) -> Self {
        Ticket::of(series).unwrap_or(Ticket { label_set: series.label_set(), generation: 0 })
    }

    /// What a handle has of it.
    #[inline]
    pub(crate) fn series(self) -> SeriesRef {
        SeriesRef::owned(self.label_set, self.generation)
    }
}

/// The owner after this one.
pub(super) fn next_generation(generation: u32) -> u32 {
    generation % MAX_GENERATION + 1
}
