//! The numbers of series and cells.
//!
//! A declaration numbers its label sets from 0. The row of a label set has that index in each block of cells.
//! A handle carries one number more than that, a [`SeriesRef`]:
//!
//! ```text
//! lower half   the label set
//! upper half   the owner of the label set, for open labels
//! top bit      whether records keep exemplars
//! ```
//!
//! A number with an owner or the top bit is beyond all cells of its declaration. Recording thus needs one comparison
//! to find out that it must take the other path, and a plain series pays nothing for either feature.

/// Half of the bits of a number.
pub(super) const HALF: u32 = usize::BITS / 2;

/// The maximum number of label sets of a declaration with open labels.
pub(super) const MAX_LABEL_SETS: usize = 1 << HALF;

/// The bit of a series whose records keep exemplars.
const MARK: usize = 1 << (usize::BITS - 1);

/// The index of a label set within its declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct LabelSetIndex(usize);

impl LabelSetIndex {
    /// Creates an index, as the macros compute it.
    #[inline(always)]
    #[must_use]
    pub const fn new(index: usize) -> Self {
        LabelSetIndex(index)
    }

    #[inline(always)]
    pub(crate) const fn get(self) -> usize {
        self.0
    }

    /// Returns the label set `n` after this one.
    #[inline(always)]
    pub(crate) const fn plus(self, n: usize) -> Self {
        LabelSetIndex(self.0 + n)
    }
}

/// A series in the form in which a handle carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct SeriesRef(usize);

impl SeriesRef {
    /// The only series of a metric without labels.
    pub const ONLY: SeriesRef = SeriesRef(0);

    /// Returns the series of a label set without an owner, whose labels are all typed.
    #[inline(always)]
    pub(crate) const fn of(label_set: LabelSetIndex) -> Self {
        SeriesRef(label_set.0)
    }

    /// Returns the series with an index of typed labels, as the macros compute it.
    #[inline(always)]
    pub const fn typed(index: usize) -> Self {
        SeriesRef(index)
    }

    /// Returns the series of a label set that belongs to values of open labels.
    #[inline(always)]
    pub(super) const fn owned(label_set: LabelSetIndex, generation: u32) -> Self {
        SeriesRef((generation as usize) << HALF | label_set.0)
    }

    /// Splits the number into its halves.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "half of its bits are left at most")]
    pub(super) const fn halves(self) -> (LabelSetIndex, u32) {
        (LabelSetIndex(self.0 % MAX_LABEL_SETS), (self.0 >> HALF) as u32)
    }

    /// Returns the label set of a series without an owner.
    #[inline(always)]
    pub(crate) const fn label_set(self) -> LabelSetIndex {
        LabelSetIndex(self.0)
    }

    /// Returns the series `n` label sets after this one.
    #[inline(always)]
    pub(crate) const fn plus(self, n: usize) -> Self {
        SeriesRef(self.0 + n)
    }

    /// Returns the series whose records keep exemplars.
    #[must_use]
    pub const fn marked(self) -> Self {
        SeriesRef(self.0 | MARK)
    }

    /// Returns the series without the mark.
    #[inline(always)]
    pub(crate) const fn unmarked(self) -> Self {
        SeriesRef(self.0 & !MARK)
    }

    /// Returns whether records of this series may keep exemplars. A large number of another kind of metric has the bit
    /// too.
    #[inline(always)]
    pub(crate) const fn is_marked(self) -> bool {
        self.0 >= MARK
    }

    /// Returns the only cell of a series whose rows have one.
    #[inline(always)]
    pub(crate) const fn only_cell(self) -> CellRef {
        CellRef(self.0)
    }

    /// Returns a cell of a series whose rows have `width` cells.
    #[inline(always)]
    pub(crate) const fn cell(self, width: usize, cell: usize) -> CellRef {
        CellRef(width * self.0 + cell)
    }

    /// Returns the number of the row's first cell, if that is one.
    #[inline(always)]
    pub(crate) const fn first_cell(self, width: usize) -> Option<usize> {
        self.0.checked_mul(width)
    }
}

/// A cell of a series. Like its series, it may have an owner or the mark.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(crate) struct CellRef(usize);

impl CellRef {
    #[inline(always)]
    pub(crate) const fn get(self) -> usize {
        self.0
    }

    /// Returns the series of a cell that is the only one of its row.
    #[inline(always)]
    pub(crate) const fn series(self) -> SeriesRef {
        SeriesRef(self.0)
    }

    /// Returns the series of the cell and which one of its row it is, for rows of `width` cells.
    #[inline(always)]
    pub(crate) const fn split(self, width: usize) -> (SeriesRef, usize) {
        match width {
            1 => (SeriesRef(self.0), 0), // the usual case, without a slow division
            width => (SeriesRef(self.0 / width), self.0 % width),
        }
    }
}
