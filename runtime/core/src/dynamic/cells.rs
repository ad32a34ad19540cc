//! The cells of run-time series.
//!
//! Each thread has its own cells in the [`slab`](crate::cells::slab), for run-time metrics as for declared metrics. The
//! slab never frees a slot, so run-time series share a few slots: each slot is divided into rows, and each slot is
//! twice as large as the previous slot. A thread allocates memory only for the parts of a slot that it touches.
//!
//! When a series is dropped, its row is set to zero in all threads, and a later series uses it again. No thread writes
//! to the row at that moment, because writing needs a reference to the series. The next owner sees the zeros, because
//! passing the new series to a thread is ordered after them.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::Mutex;

use crate::cells::atomic::AtomicU64;
use crate::cells::row::{add_alone, add_f64_alone, Row, SharedCells};
use crate::cells::slab::{OwnRow, Slot, SlotCount, Threads};
use crate::unwind::lock;

/// The number of slots that are divided into rows.
const N_SLOTS: usize = 18;

inventory::submit! { SlotCount(|| N_SLOTS) }

/// The number of cells in the first slot. All slots together have 33 million cells.
const FIRST: usize = 128;

static SLOTS: [Slot; N_SLOTS] = slots();

/// The slot of series that fit in none of the others. It has no cells, so these series use shared cells.
static NONE: Slot = Slot::new(0);

static ROWS: Mutex<Rows> = Mutex::new(Rows { slot: 0, first: 0, left: BTreeMap::new() });

const fn slots() -> [Slot; N_SLOTS] {
    let mut slots = [const { Slot::new(0) }; N_SLOTS];
    let mut i = 0;
    while i < N_SLOTS {
        slots[i].resize(FIRST << i);
        i += 1;
    }
    slots
}

/// The free rows.
#[derive(Debug)]
struct Rows {
    /// All cells from cell `first` of slot `slot` on were never used.
    slot: usize,
    first: usize,
    /// Rows of dropped series, by their width.
    left: BTreeMap<usize, Vec<(&'static Slot, usize)>>,
}

impl Rows {
    fn take(&mut self, width: usize) -> (&'static Slot, usize) {
        if let Some(row) = self.left.get_mut(&width).and_then(Vec::pop) {
            return row;
        }
        while let Some(slot) = SLOTS.get(self.slot) {
            if self.first + width <= slot.n_cells() {
                self.first += width;
                return (slot, self.first - width);
            }
            (self.slot, self.first) = (self.slot + 1, 0);
        }
        (&NONE, 0)
    }
}

/// The cells of one series.
#[derive(Debug)]
pub(super) struct Cells {
    slot: &'static Slot,
    first: usize,
    width: usize,
    /// Cells for threads that cannot allocate their own, or that are about to exit.
    shared: SharedCells,
}

impl Cells {
    /// Creates `width` cells, at zero.
    pub(super) fn new(width: usize) -> Self {
        let (slot, first) = rows(|rows| rows.take(width));
        Cells { slot, first, width, shared: SharedCells::new() }
    }

    /// Returns the position of the cells in each thread, for a handle.
    pub(super) fn place(&self) -> OwnRow {
        self.slot.row(self.first, self.width)
    }

    /// Adds to a cell of the row at `place`.
    #[inline]
    pub(super) fn add(&self, place: OwnRow, cell: usize, amount: u64, order: Ordering) {
        match place.own(cell) {
            Some(cell) => add_alone(cell, amount, order),
            None => self.add_elsewhere(cell, amount, order),
        }
    }

    /// Adds to a cell that holds an `f64`.
    #[inline]
    pub(super) fn add_f64(&self, place: OwnRow, cell: usize, amount: f64) {
        match place.own(cell) {
            Some(cell) => add_f64_alone(cell, amount),
            None => self.add_f64_elsewhere(cell, amount),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_elsewhere(&self, cell: usize, amount: u64, order: Ordering) {
        if let Some(row) = self.make_row() {
            row.add(cell, amount, order);
        }
    }

    #[cold]
    #[inline(never)]
    fn add_f64_elsewhere(&self, cell: usize, amount: f64) {
        if let Some(row) = self.make_row() {
            row.add_f64(cell, amount);
        }
    }

    /// Returns the row that the current thread writes to.
    #[inline]
    pub(super) fn row(&self) -> Option<Row<'_>> {
        match self.slot.own_row(self.first, self.width) {
            Some(own) => Some(Row::Own(own)),
            None => self.make_row(),
        }
    }

    #[cold]
    fn make_row(&self) -> Option<Row<'_>> {
        let own = self.slot.make_row(self.first, self.width).map(Row::Own);
        own.or_else(|| self.shared.get_or_init(self.width, || 0).map(Row::Shared))
    }

    /// Returns the row of each thread, and the shared row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[AtomicU64]> {
        let own =
            self.slot.blocks(Threads::ALL).filter_map(|block| block.get(self.first..self.first + self.width));
        own.chain(self.shared.get())
    }
}

impl Drop for Cells {
    fn drop(&mut self) {
        self.rows().flatten().for_each(|cell| cell.store(0, Ordering::Relaxed));
        if self.slot.n_cells() > 0 {
            rows(|rows| rows.left.entry(self.width).or_default().push((self.slot, self.first)));
        }
    }
}

fn rows<R>(act: impl FnOnce(&mut Rows) -> R) -> R {
    act(&mut lock(&ROWS))
}
