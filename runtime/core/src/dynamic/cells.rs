//! The cells of series that are made while the program runs.
//!
//! As for declared metrics, each thread has cells of its own, in the [`slab`](crate::cells::slab). A slot there is given for good,
//! so series that come and go share some of them: a slot is cut into rows, and each is twice as large as the one before. A thread
//! has memory for those parts of a slot that it has touched.
//!
//! A row that a series has left is set to zero, in all threads, and given to another one. Nobody writes to it then, as
//! whoever can has the series; and who gets it next sees the zeros, as whatever hands the new series on is ordered after them.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use crate::cells::atomic::AtomicU64;
use crate::cells::row::{add_alone, add_f64_alone, Row, SharedCells};
use crate::cells::slab::{OwnRow, Slot, SlotCount};

/// How many slots are cut into rows.
const N_SLOTS: usize = 18;

inventory::submit! { SlotCount(|| N_SLOTS) }

/// The cells of the first slot: of all of them there are 33 million.
const FIRST: usize = 128;

static SLOTS: [Slot; N_SLOTS] = slots();

/// Where series are that no slot has room for. It has no cells, so they get shared ones.
static NONE: Slot = Slot::new(0);

static ROWS: Mutex<Rows> = Mutex::new(Rows { slot: 0, first: 0, left: BTreeMap::new() });

const fn slots() -> [Slot; N_SLOTS] {
    let (mut slots, mut i) = ([const { Slot::new(0) }; N_SLOTS], 0);
    while i < N_SLOTS {
        slots[i] = Slot::new(FIRST << i);
        i += 1;
    }
    slots
}

/// The rows that no series has.
#[derive(Debug)]
struct Rows {
    /// From this cell of this slot on, no row was ever given.
    slot: usize,
    first: usize,
    /// Those that series have left, by how many cells they have.
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
    /// For a thread that has no memory for its own, or is about to exit.
    shared: SharedCells,
}

impl Cells {
    /// So many cells, at zero.
    pub(super) fn new(width: usize) -> Self {
        let (slot, first) = rows(|rows| rows.take(width));
        Cells { slot, first, width, shared: SharedCells::new() }
    }

    /// Where they are in each thread, for a handle.
    pub(super) fn place(&self) -> OwnRow {
        self.slot.row(self.first, self.width)
    }

    /// Adds to a cell, which is at that place.
    #[inline]
    pub(super) fn add(&self, place: OwnRow, cell: usize, amount: u64, order: Ordering) {
        match place.own(cell) {
            Some(cell) => add_alone(cell, amount, order),
            None => self.add_elsewhere(cell, amount, order),
        }
    }

    /// Adds to a cell that holds a double.
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

    /// The row that this thread writes to.
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

    /// The row of each thread, and the shared one.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[AtomicU64]> {
        let own = self.slot.blocks().filter_map(|block| block.get(self.first..self.first + self.width));
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
    act(&mut ROWS.lock().unwrap_or_else(PoisonError::into_inner))
}
