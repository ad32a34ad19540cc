//! The slab: cells that each thread has for itself, so that recording shares no cache line with another thread.
//!
//! A family has a slot, once something is recorded into it. Each thread has a directory, which says for each slot where
//! this thread's block of cells for that family is. A thread writes into its own blocks alone, by a plain load and a plain
//! store; a reader adds the blocks of all threads up.
//!
//! Slot 0 belongs to nobody and its block is nowhere. A family without a slot, a thread without a directory and a block
//! that is not there yet are thus one test, and one cold path, on which [`Slot::make_row`] makes what is missing; a family that
//! is switched off takes that path too.
//! Where it cannot, for want of memory or because the thread is about to exit, the family's shared cells serve.
//!
//! A signal handler that records while it interrupts a record of the same series on its thread may lose that one. After a
//! `fork` the child goes on with the counts that the parent had.
//!
//! # Facts
//!
//! This module has all unsafe code of Gapless. What it stands on:
//!
//! 1. A [`Slot`]'s indices are 0 or the one that [`give`] gave to it alone, which is less than [`n_slots`].
//! 2. [`n_slots`] never changes, and is at most [`MAX_SLOTS`].
//! 3. [`DIRECTORY`] points to [`NOBODYS`], which has `MAX_SLOTS` entries, or to the directory of a slab, which has `n_slots`.
//! 4. An entry of a directory is null or points to as many cells as the one `Slot` with that index says; those are never freed.
//! 5. An address in the list of slabs is null or that of a slab that is never freed.
//! 6. From a slab's `free` on there are `n_free` cells that nothing else uses, and one thread at a time takes from them.
//! 7. Zero bytes are an `AtomicU64` of zero.
//! 8. The index of an [`OwnRow`] is 0 or that of a slot which has its cells.
//!
//! That one thread alone writes into a block is no such fact: cells are atomics, so that two writers would lose counts, and
//! nothing else.

#![expect(unsafe_code, reason = "this is where all of it is")]

mod list;
mod memory;
#[cfg(all(gapless_loom, test))]
mod model;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::OnceLock;

use list::{Slab, Slabs};
use memory::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};

/// More families than this share cells: a bound, so that a directory without blocks can be a static.
const MAX_SLOTS: usize = 1 << 14;

/// Slots beyond those of the declared families, for what is loaded later.
const SPARE_SLOTS: usize = 64;

static SLABS: Slabs = Slabs::new(AtomicPtr::new(ptr::null_mut()));

/// The directory of a thread that has none. It is never written to, so that none of its pages takes memory.
static NOBODYS: [AtomicPtr<AtomicU64>; MAX_SLOTS] = [const { AtomicPtr::new(ptr::null_mut()) }; MAX_SLOTS];

thread_local! {
    /// The first entry of this thread's directory. It has no destructor, so that to read it is one instruction, and it is
    /// there as long as the thread is.
    static DIRECTORY: Cell<*const AtomicPtr<AtomicU64>> = const { Cell::new(NOBODYS.as_ptr()) };

    /// What gives the slab back when the thread exits; for the cold path alone.
    static TENANCY: Tenancy = const { Tenancy(Cell::new(None)) };
}

/// The slab that a thread has taken.
struct Tenancy(Cell<Option<&'static Slab>>);

impl Drop for Tenancy {
    fn drop(&mut self) {
        if let Some(slab) = self.0.take() {
            DIRECTORY.set(NOBODYS.as_ptr());
            slab.leave();
        }
    }
}

/// Where the cells of one family are in each slab.
#[derive(Debug)]
pub(crate) struct Slot {
    /// What recording goes by: the index, or 0 as long as it has to take the cold path.
    index: AtomicUsize,
    /// The index, once there is one.
    given: AtomicUsize,
    /// Whether recording takes the cold path though there is an index.
    off: AtomicBool,
    /// How many cells the family has.
    n: usize,
}

impl Slot {
    /// A slot for `n` cells, that is not given yet.
    pub(crate) const fn new(n: usize) -> Self {
        Slot { index: AtomicUsize::new(0), given: AtomicUsize::new(0), off: AtomicBool::new(false), n }
    }

    /// How many cells the family has.
    pub(crate) fn n_cells(&self) -> usize {
        self.n
    }

    /// A cell of this thread, if it has it and the slot is on.
    #[inline]
    pub(crate) fn own(&self, cell: usize) -> Option<&AtomicU64> {
        if cell >= self.n {
            return None; // first, as handles of open labels are here to be sent elsewhere
        }
        let block = block_in(self.index.load(Ordering::Relaxed))?;
        // SAFETY: by fact 4, the block has `n` cells.
        Some(unsafe { block.add(cell).as_ref() })
    }

    /// This thread's cells from `first` on, if it has them and the slot is on.
    #[inline]
    pub(crate) fn own_row(&self, first: usize, width: usize) -> Option<&[AtomicU64]> {
        self.row_in(block_in(self.index.load(Ordering::Relaxed))?, first, width)
    }

    /// This thread's cells from `first` on, made if need be, and be the slot off.
    ///
    /// `None` where there are not that many, where there is no memory or no slot left, and when the thread is about to exit.
    #[cold]
    pub(crate) fn make_row(&self, first: usize, width: usize) -> Option<&[AtomicU64]> {
        let index = self.given_or_give()?;
        let block = match block_in(index) {
            Some(block) => block,
            None => {
                let slab = TENANCY.try_with(|tenancy| tenancy.slab(n_slots())).ok()??;
                slab.block(index).or_else(|| slab.make_block(index, self.n))?
            }
        };
        self.publish(index);
        self.row_in(block, first, width)
    }

    fn row_in(&self, block: NonNull<AtomicU64>, first: usize, width: usize) -> Option<&[AtomicU64]> {
        let is_within = first <= self.n && width <= self.n - first;
        // SAFETY: by fact 4, the block has `n` cells.
        is_within.then(|| unsafe { slice::from_raw_parts(block.add(first).as_ptr(), width) })
    }

    fn given_or_give(&self) -> Option<usize> {
        match self.given.load(Ordering::Relaxed) {
            0 => {}
            given => return Some(given),
        }
        let next = give(n_slots())?;
        // Where two threads are at it at once, the first stands, and the other's index is for somebody else.
        match self.given.compare_exchange(0, next, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => Some(next),
            Err(given) => {
                give_back(next);
                Some(given)
            }
        }
    }

    /// Lets recording go by the index, unless the slot is off.
    fn publish(&self, index: usize) {
        if self.is_on() && self.index.load(Ordering::Relaxed) == 0 {
            // In one order with those of `switch`: whichever is last sees what the other has done.
            self.index.store(index, Ordering::SeqCst);
            if self.off.load(Ordering::SeqCst) {
                self.index.store(0, Ordering::Relaxed);
            }
        }
    }

    /// Whether recording may go by the index.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        !self.off.load(Ordering::Relaxed)
    }

    /// Sends recording to the cold path, or back; there it asks [`is_on`](Self::is_on).
    pub(crate) fn switch(&self, on: bool) {
        self.off.store(!on, Ordering::SeqCst);
        self.index.store(if on { self.given.load(Ordering::Relaxed) } else { 0 }, Ordering::SeqCst);
    }

    /// The blocks of all threads.
    ///
    /// A block that is not there yet when this is called may be left out, so whoever needs what happened before something
    /// that was read calls it after reading that.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &[AtomicU64]> {
        let index = self.given.load(Ordering::Relaxed);
        let slabs = (index != 0).then(|| SLABS.iter()).into_iter().flatten();
        slabs.filter_map(move |slab| self.row_in(slab.block(index)?, 0, self.n))
    }
}

/// Cells of a slot that is never off, for whoever keeps them: found without asking the slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnRow {
    index: usize,
    first: usize,
    width: usize,
}

impl Slot {
    /// Its cells from `first` on; nowhere where there are not that many, or no slot is left.
    pub(crate) fn row(&self, first: usize, width: usize) -> OwnRow {
        let is_within = first <= self.n && width <= self.n - first;
        let index = is_within.then(|| self.given_or_give()).flatten();
        OwnRow { index: index.unwrap_or(0), first, width }
    }
}

impl OwnRow {
    /// A cell of this thread, if it has it.
    #[inline]
    pub(crate) fn own(&self, cell: usize) -> Option<&'static AtomicU64> {
        if cell >= self.width {
            return None;
        }
        let block = block_in(self.index)?;
        // SAFETY: by facts 4 and 8, the block has `first + width` cells.
        Some(unsafe { block.add(self.first + cell).as_ref() })
    }
}

/// This thread's block in a slot, if it is there; `index` is that of a [`Slot`] or an [`OwnRow`].
#[inline]
fn block_in(index: usize) -> Option<NonNull<AtomicU64>> {
    // SAFETY: by facts 1 to 3, every directory has more than `index` entries.
    let entry = unsafe { &*DIRECTORY.get().add(index) };
    NonNull::new(entry.load(Ordering::Relaxed)) // written by this thread
}

impl Tenancy {
    fn slab(&self, n_slots: usize) -> Option<&'static Slab> {
        if self.0.get().is_none() {
            let slab = SLABS.take(n_slots)?;
            self.0.set(Some(slab));
            DIRECTORY.set(slab.directory());
        }
        self.0.get()
    }
}

/// How many slots a part of the crate may take at most.
///
/// The parts above this module submit one each, so that it need not know them.
pub(crate) struct SlotCount(pub(crate) fn() -> usize);

inventory::collect!(SlotCount);

/// How many slots there are, 0 among them: [`MAX_SLOTS`] where a linker has left the counts out.
fn n_slots() -> usize {
    static N_SLOTS: OnceLock<usize> = OnceLock::new();
    *N_SLOTS.get_or_init(|| match inventory::iter::<SlotCount>.into_iter().map(|count| (count.0)()).sum() {
        0 => MAX_SLOTS,
        n => MAX_SLOTS.min(1 + n + SPARE_SLOTS),
    })
}

/// The lowest slot that was not given.
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// A slot that nobody has, below `n_slots`.
fn give(n_slots: usize) -> Option<usize> {
    let next = |next| (next < n_slots).then_some(next + 1);
    NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok()
}

/// Takes back a slot that nobody used, unless a later one was given by now.
fn give_back(given: usize) {
    let _ = NEXT.compare_exchange(given + 1, given, Ordering::Relaxed, Ordering::Relaxed);
}
