//! The cells of a family with native buckets.
//!
//! ```text
//! native buckets    | zero  |    1    |    2    |    3    |    4    | ..
//! classic buckets   | 0               |  1     | 2                  | ..
//! cells of the row  | 0     |         |  1     | 2 |
//! cells of pages            |    1    |        |   |  3   |    4    | ..
//! ```
//!
//! Each part that a native and a classic bucket have in common has one cell. Where the lower bound of the classic bucket is
//! in the native one, it is the cell of the classic bucket, in the row that a histogram without native buckets has too. Any
//! other part is the first one of its native bucket, and has the cell of that one. So one record adds to one cell, and what
//! a gathering reads of it is the same number for both kinds of buckets.
//!
//! Cells of native buckets are in pages of some octaves each, so that those of which nothing is observed take no room: a
//! page has a slot of its own, from the first record in it on. Where no slot is left for it, its shared cells serve.

use std::sync::atomic::{AtomicUsize, Ordering};

use once_cell::race::OnceBox;

use super::positions::Positions;
use super::Native;
use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::row::{add_alone, Row, SharedCells};
use crate::cells::series::LabelSetIndex;
use crate::cells::slab::Slot;
use crate::declared::descriptor::{Descriptor, Storage};
use crate::declared::kind::ValueType;

/// Cells of a label set in a page, at least, as a power of two.
const MIN_WIDTH_BITS: u32 = 6;

/// Octaves in a page, at least, as a power of two.
const MIN_OCTAVE_BITS: u32 = 2;

/// The most pages of a family that have a slot. Hardly any family has values of more octaves, and each thread's directory
/// has room for them all.
const MAX_SLOTS: usize = 16;

/// Where the records of a family with native buckets go.
#[derive(Debug)]
pub(crate) struct NativeCells {
    positions: Positions,
    /// For each classic bucket, the native one that its lower bound is in.
    lower_bounds: Box<[u32]>,
    /// Made when something is recorded in them.
    pages: Box<[OnceBox<Page>]>,
    /// Cells of a label set in a page, as a power of two.
    width_bits: u32,
    n_label_sets: usize,
    /// How many pages more may have a slot. Written by the records that make pages; relaxed, it stands for itself.
    n_slots: AtomicUsize,
}

/// The cells of some native buckets, one after the other.
#[derive(Debug)]
pub(super) struct Page {
    slot: Slot,
    /// Whether it may have one.
    has_slot: bool,
    /// Those that no thread has for itself.
    shared: SharedCells,
}

/// How many slots the pages of a family take at most.
pub(crate) fn n_slots(of: &Descriptor) -> usize {
    match (&of.native, of.storage) {
        (Some(native), Storage::Slab) => {
            n_pages(&Positions::new(native, of.value_type), native, of.value_type).min(MAX_SLOTS)
        }
        _ => 0,
    }
}

fn n_pages(positions: &Positions, of: &Native, value_type: ValueType) -> usize {
    (positions.last(value_type) as usize).div_ceil(1 << width_bits(of.schema))
}

fn width_bits(schema: i32) -> u32 {
    MIN_WIDTH_BITS.max(MIN_OCTAVE_BITS + schema.max(0).unsigned_abs())
}

impl NativeCells {
    pub(crate) fn new(native: &Native, of: &Descriptor, index: &BucketIndex) -> Self {
        let positions = Positions::new(native, of.value_type);
        let bounds = index.keys().iter().map(|bound| positions.of_key(*bound, of.value_type));
        NativeCells {
            positions,
            lower_bounds: std::iter::once(0).chain(bounds).collect(),
            pages: (0..n_pages(&positions, native, of.value_type)).map(|_| OnceBox::new()).collect(),
            width_bits: width_bits(native.schema),
            n_label_sets: of.label_set_count(),
            n_slots: AtomicUsize::new(n_slots(of)),
        }
    }

    /// Adds to the cell of what is in a classic bucket and in the native one of an integer.
    #[inline(never)] // so that histograms without native buckets have nothing of it
    pub(crate) fn add_integer(
        &self,
        label_set: LabelSetIndex,
        row: Row<'_>,
        classic: usize,
        value: u64,
        n: u64,
    ) {
        self.add(label_set, row, classic, self.positions.of_integer(value), n);
    }

    /// The same for a double that is not negative.
    #[inline(never)] // as above
    pub(crate) fn add_double(
        &self,
        label_set: LabelSetIndex,
        row: Row<'_>,
        classic: usize,
        value: f64,
        n: u64,
    ) {
        self.add(label_set, row, classic, self.positions.of_double(value), n);
    }

    #[inline]
    fn add(&self, label_set: LabelSetIndex, row: Row<'_>, classic: usize, position: u32, n: u64) {
        match self.lower_bounds.get(classic) == Some(&position) {
            true => row.add(classic, n, Ordering::Relaxed), // stands for itself
            false => self.add_in_page(label_set, position, n),
        }
    }

    #[inline]
    fn add_in_page(&self, label_set: LabelSetIndex, position: u32, n: u64) {
        let index = (position as usize).wrapping_sub(1);
        let (page, cell) = (index >> self.width_bits, index & (self.width() - 1));
        let cell = label_set.get() << self.width_bits | cell;
        match self.pages.get(page).and_then(OnceBox::get).and_then(|page| page.slot.own(cell)) {
            Some(cell) => add_alone(cell, n, Ordering::Relaxed), // stands for itself
            None => self.add_elsewhere(page, cell, n),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_elsewhere(&self, page: usize, cell: usize, n: u64) {
        let Some(page) = self.pages.get(page) else { return };
        let page = page.get_or_init(|| Box::new(self.make_page()));
        if let Some(cell) = page.make_own(cell) {
            add_alone(cell, n, Ordering::Relaxed); // as above
        } else if let Some(cell) = page.shared_cell(cell) {
            cell.fetch_add(n, Ordering::Relaxed); // as above
        }
    }

    fn make_page(&self) -> Page {
        let one_less = |n: usize| n.checked_sub(1);
        let has_slot = self.n_slots.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        let slot = Slot::new(self.n_label_sets << self.width_bits);
        Page { slot, has_slot, shared: SharedCells::new() }
    }

    /// Cells of a label set in a page.
    #[inline]
    pub(super) fn width(&self) -> usize {
        1 << self.width_bits
    }

    /// The pages that there are, with the position of the first cell of each.
    pub(super) fn pages(&self) -> impl Iterator<Item = (u32, &Page)> {
        let firsts = (1..).step_by(self.width());
        firsts.zip(&self.pages).filter_map(|(first, page)| Some((first, page.get()?)))
    }

    /// What is in the row and belongs to native buckets, by position.
    pub(super) fn in_row<'a>(&'a self, row: &'a [u64]) -> impl Iterator<Item = (u32, u64)> + 'a {
        let all = self.lower_bounds.iter().zip(row).map(|(position, count)| (*position, *count));
        all.filter(|(_, count)| *count > 0)
    }

    /// The index of a position, but for the zero bucket's.
    pub(super) fn index(&self, position: u32) -> i32 {
        self.positions.before.wrapping_add_unsigned(position)
    }

    /// The classic bucket of what a native one has in its page: the last one whose lower bound is before it.
    pub(super) fn first_classic(&self, position: u32) -> usize {
        self.lower_bounds.partition_point(|&bound| bound < position).saturating_sub(1)
    }
}

impl Page {
    fn make_own(&self, cell: usize) -> Option<&AtomicU64> {
        self.has_slot.then(|| self.slot.make_row(cell, 1)?.first()).flatten()
    }

    fn shared_cell(&self, cell: usize) -> Option<&AtomicU64> {
        self.shared.get_or_init(self.slot.n_cells(), || 0)?.get(cell)
    }

    /// The cells of each thread, and the shared ones.
    pub(super) fn blocks(&self) -> impl Iterator<Item = &[AtomicU64]> {
        self.slot.blocks().chain(self.shared.get())
    }
}
