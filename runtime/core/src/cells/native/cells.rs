//! The cells of a declaration with native buckets.
//!
//! ```text
//! native buckets    | zero  |    1    |    2    |    3    |    4    | ..
//! classic buckets   | 0               |  1     | 2                  | ..
//! cells of the row  | 0     |         |  1     | 2 |
//! cells of pages            |    1    |        |   |  3   |    4    | ..
//! ```
//!
//! Each intersection of a native and a classic bucket has one cell. If the lower bound of the classic bucket is within
//! the native bucket, it is the cell of the classic bucket, in the row that a histogram without native buckets also
//! has. Any other intersection is the first one of its native bucket, and uses the cell of that bucket. One record
//! therefore adds to one cell, and readers find the same number in both kinds of buckets.
//!
//! Cells of native buckets are in pages of several octaves each, so that octaves without observations take no memory. A
//! page gets a slot with its first record. If slots are exhausted, the page uses shared cells.

use std::sync::atomic::{AtomicUsize, Ordering};

use once_cell::race::OnceBox;

use super::positions::Positions;
use super::Native;
use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::row::{add_alone, Row, SharedCells};
use crate::cells::series::LabelSetIndex;
use crate::cells::slab::{Slot, Threads};
use crate::declared::descriptor::{Descriptor, Storage};
use crate::declared::kind::ValueType;

/// The minimum number of cells of a label set in a page, as a power of two.
const MIN_WIDTH_BITS: u32 = 6;

/// The minimum number of octaves in a page, as a power of two.
const MIN_OCTAVE_BITS: u32 = 2;

/// The maximum number of pages with a slot. Values rarely span more octaves, and each thread's directory has room for
/// all slots.
const MAX_SLOTS: usize = 16;

/// The cells of a declaration with native buckets.
#[derive(Debug)]
pub(crate) struct NativeCells {
    positions: Positions,
    /// For each classic bucket, the native bucket that contains its lower bound.
    lower_bounds: Box<[u32]>,
    /// The pages, which are created by their first record.
    pages: Box<[OnceBox<Page>]>,
    /// The number of cells of a label set in a page, as a power of two.
    width_bits: u32,
    n_label_sets: usize,
    /// The number of further pages that may get a slot. Written by records that create pages. Relaxed: publishes
    /// nothing else.
    n_slots: AtomicUsize,
}

/// The cells of consecutive native buckets.
#[derive(Debug)]
pub(super) struct Page {
    slot: Slot,
    /// Whether the page may use its slot.
    has_slot: bool,
    /// The cells that all threads share.
    shared: SharedCells,
}

/// Returns the maximum number of slots of a declaration's pages.
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

    /// Adds to the cell of an integer in a classic and a native bucket.
    #[inline(never)] // keeps it out of the code of histograms without native buckets
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

    /// Adds to the cell of a non-negative double in a classic and a native bucket.
    #[inline(never)] // keeps it out of the code of histograms without native buckets
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
            true => row.add(classic, n, Ordering::Relaxed), // relaxed: publishes nothing else
            false => self.add_in_page(label_set, position, n),
        }
    }

    #[inline]
    fn add_in_page(&self, label_set: LabelSetIndex, position: u32, n: u64) {
        let index = (position as usize).wrapping_sub(1);
        let (page, cell) = (index >> self.width_bits, index & (self.width() - 1));
        let cell = label_set.get() << self.width_bits | cell;
        match self.pages.get(page).and_then(OnceBox::get).and_then(|page| page.slot.own(cell)) {
            Some(cell) => add_alone(cell, n, Ordering::Relaxed), // relaxed: publishes nothing else
            None => self.add_elsewhere(page, cell, n),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_elsewhere(&self, page: usize, cell: usize, n: u64) {
        let Some(page) = self.pages.get(page) else { return };
        let page = page.get_or_init(|| Box::new(self.make_page()));
        if let Some(cell) = page.make_own(cell) {
            add_alone(cell, n, Ordering::Relaxed); // relaxed: publishes nothing else
        } else if let Some(cell) = page.shared_cell(cell) {
            cell.fetch_add(n, Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    fn make_page(&self) -> Page {
        let one_less = |n: usize| n.checked_sub(1);
        let has_slot = self.n_slots.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        let n_cells = self.n_label_sets << self.width_bits;
        let slot = if has_slot { Slot::reusable_at_once(n_cells) } else { Slot::new(n_cells) };
        Page { slot, has_slot, shared: SharedCells::new() }
    }

    /// Returns the number of cells of a label set in a page.
    #[inline]
    pub(super) fn width(&self) -> usize {
        1 << self.width_bits
    }

    /// Returns whether a page uses cells that all threads share.
    #[cfg(feature = "testing")]
    pub(crate) fn is_shared(&self) -> bool {
        self.pages().any(|(_, page)| page.shared.get().is_some())
    }

    /// Returns the existing pages, each with the position of its first cell.
    pub(super) fn pages(&self) -> impl Iterator<Item = (u32, &Page)> {
        let firsts = (1..).step_by(self.width());
        firsts.zip(&self.pages).filter_map(|(first, page)| Some((first, page.get()?)))
    }

    /// Returns the counts in the row that belong to native buckets, by position.
    pub(super) fn in_row<'a>(&'a self, row: &'a [u64]) -> impl Iterator<Item = (u32, u64)> + 'a {
        let all = self.lower_bounds.iter().zip(row).map(|(position, count)| (*position, *count));
        all.filter(|(_, count)| *count > 0)
    }

    /// Returns the bucket index of a position, except for the zero bucket.
    pub(super) fn index(&self, position: u32) -> i32 {
        self.positions.before.wrapping_add_unsigned(position)
    }

    /// Returns the classic bucket of a native bucket's cell in its page: the last one whose lower bound is before it.
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

    /// Returns the cells of each of these threads, and the shared cells if these are all threads.
    pub(super) fn blocks<'a>(&'a self, of: Threads<'a>) -> impl Iterator<Item = &'a [AtomicU64]> {
        self.slot.blocks(of).chain(self.shared.get().filter(|_| of.are_all()))
    }
}
