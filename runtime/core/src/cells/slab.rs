//! The slab: the cells of each thread, so that recording threads never share a cache line.
//!
//! A declaration gets a slot when it is first recorded into. Each thread has a directory, which points to the thread's
//! block of cells for each slot. A thread writes only into its own blocks, with a plain load and a plain store. A
//! reader adds up the blocks of all threads.
//!
//! Slot 0 is never used, and its block is null. A declaration without a slot, a thread without a directory and a
//! missing block are therefore one test and one cold path, on which [`Slot::make_row`] creates the missing parts. A
//! disabled metric takes that path, too. If memory is exhausted, or if the thread is about to exit, the shared cells of
//! the declaration are used.
//!
//! A slot that is dropped is kept for the next slot with as many cells: its cells are zeroed in all slabs. No thread
//! writes to them at that moment, because writing needs a reference to the slot. The next owner takes the slot before
//! it is passed to a thread, so that all of its threads see the zeros.
//!
//! The module `share` gives tests slabs of their own, which a reader adds up apart from all others.
//!
//! A signal handler that records while it interrupts a record of the same series on the same thread may lose that
//! record. After a `fork`, the child continues with the counts of the parent.
//!
//! # Facts
//!
//! This module contains the unsafe code of the core, which relies on these facts:
//!
//! 1. The indices of a [`Slot`] are 0, or the index that [`give`] gave only to it, which is less than [`n_slots`]. A
//!    dropped slot leaves its index to a slot with as many cells.
//! 2. [`n_slots`] never changes, and is at most [`MAX_SLOTS`].
//! 3. [`DIRECTORY`] points to [`NOBODYS`], which has `MAX_SLOTS` entries, or to the directory of a slab, which has
//!    `n_slots`.
//! 4. An entry of a directory is null, or points to as many cells as the `Slot` with that index has; these are never
//!    freed.
//! 5. An address in the list of slabs is null, or the address of a slab that is never freed.
//! 6. From a slab's `free` on there are `n_free` unused cells, and one thread at a time takes from them.
//! 7. Zero bytes are an `AtomicU64` of zero, and a null `AtomicPtr`.
//! 8. The index of an [`OwnRow`] is 0, or the index of a slot that contains its cells.
//!
//! Safety does not rely on a single writer for each block: cells are atomics, so two writers would only lose counts.

#![expect(unsafe_code, reason = "the unsafe code of the core is in this module")]

mod list;
mod memory;
#[cfg(all(gapless_loom, test))]
mod model;
#[cfg(feature = "testing")]
mod share;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::{Mutex, OnceLock};

use list::{Slab, Slabs};
#[cfg(feature = "testing")]
pub use share::CurrentRuntime;
#[cfg(feature = "testing")]
pub(crate) use share::Share;

use memory::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};

use crate::unwind::lock;

/// The maximum number of slots, so that an empty directory can be a static. Declarations beyond it use shared cells.
const MAX_SLOTS: usize = 1 << 14;

/// Spare slots for libraries that are loaded later, and for metrics of structs. A directory takes memory only for the
/// slots that its thread uses.
const SPARE_SLOTS: usize = 4096;

static SLABS: Slabs = Slabs::new(AtomicPtr::new(ptr::null_mut()));

/// The directory of threads without a slab. It is never written to, so its pages take no memory.
static NOBODYS: [AtomicPtr<AtomicU64>; MAX_SLOTS] = [const { AtomicPtr::new(ptr::null_mut()) }; MAX_SLOTS];

thread_local! {
    /// The first entry of this thread's directory. Without a destructor, reading it is one instruction, and it is valid
    /// for as long as the thread runs.
    static DIRECTORY: Cell<*const AtomicPtr<AtomicU64>> = const { Cell::new(NOBODYS.as_ptr()) };

    /// Returns the slab when the thread exits. Only the cold path uses it.
    static TENANCY: Tenancy = const { Tenancy(Cell::new(None)) };
}

/// The slab that a thread has taken.
struct Tenancy(Cell<Option<&'static Slab>>);

impl Drop for Tenancy {
    fn drop(&mut self) {
        if let Some(slab) = self.0.take() {
            #[cfg(feature = "testing")]
            share::end(slab);
            DIRECTORY.set(NOBODYS.as_ptr());
            slab.leave();
        }
    }
}

/// The position of a declaration's cells in each slab.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The index that recording uses, or 0 while recording must take the cold path.
    index: AtomicUsize,
    /// The index, once it is given.
    given: AtomicUsize,
    /// Whether recording takes the cold path although the slot has an index.
    off: AtomicBool,
    /// The number of cells.
    n: usize,
}

impl Slot {
    /// Creates a slot for `n` cells, without an index.
    pub(crate) const fn new(n: usize) -> Self {
        Slot { index: AtomicUsize::new(0), given: AtomicUsize::new(0), off: AtomicBool::new(false), n }
    }

    /// Creates a slot for `n` cells that may be dropped while the program runs. The slot takes its index at once.
    pub(crate) fn reusable(n: usize) -> Self {
        Slot::taking(n, lock(&LEFT).get_mut(&n).and_then(Vec::pop))
    }

    /// Creates a slot as [`reusable`](Self::reusable) does, without waiting for a lock, for a recording thread.
    pub(crate) fn reusable_at_once(n: usize) -> Self {
        Slot::taking(n, LEFT.try_lock().ok().and_then(|mut left| left.get_mut(&n)?.pop()))
    }

    /// Creates a slot with the index of a dropped slot, or else with a new index.
    fn taking(n: usize, left: Option<usize>) -> Self {
        let slot = Slot::new(n);
        // Relaxed: whatever passes the slot to another thread orders the index and the zeros of the cells.
        if let Some(index) = left.or_else(|| give(n_slots())) {
            slot.given.store(index, Ordering::Relaxed);
        }
        slot
    }

    /// Changes the number of cells of a slot that is not in use yet.
    pub(crate) const fn resize(&mut self, n: usize) {
        self.n = n;
    }

    /// Returns the number of cells.
    pub(crate) fn n_cells(&self) -> usize {
        self.n
    }

    /// Returns a cell of this thread, if the thread has a block and the slot is enabled.
    #[inline]
    pub(crate) fn own(&self, cell: usize) -> Option<&AtomicU64> {
        if cell >= self.n {
            return None; // checked first, because handles of open labels take this path
        }
        let block = block_in(self.index.load(Ordering::Relaxed))?;
        // SAFETY: by fact 4, the block has `n` cells.
        Some(unsafe { block.add(cell).as_ref() })
    }

    /// Returns cells of this thread from `first` on, if the thread has a block and the slot is enabled.
    #[inline]
    pub(crate) fn own_row(&self, first: usize, width: usize) -> Option<&[AtomicU64]> {
        self.row_in(block_in(self.index.load(Ordering::Relaxed))?, first, width)
    }

    /// Returns cells of this thread from `first` on, even if the slot is disabled, and creates its block if needed.
    ///
    /// Returns `None` if the cells are out of range, if memory or slots are exhausted, or if the thread is about to
    /// exit.
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
        // Of two concurrent threads the first one wins, and the index of the other is given back.
        match self.given.compare_exchange(0, next, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => Some(next),
            Err(given) => {
                give_back(next);
                Some(given)
            }
        }
    }

    /// Lets recording use the index, unless the slot is disabled.
    fn publish(&self, index: usize) {
        if self.is_on() && self.index.load(Ordering::Relaxed) == 0 {
            // Sequentially consistent with `switch`: whichever runs last sees the effect of the other.
            self.index.store(index, Ordering::SeqCst);
            if self.off.load(Ordering::SeqCst) {
                self.index.store(0, Ordering::Relaxed);
            }
        }
    }

    /// Returns whether the slot is enabled.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        !self.off.load(Ordering::Relaxed)
    }

    /// Sends recording to the cold path, which checks [`is_on`](Self::is_on), or back to the fast path.
    pub(crate) fn switch(&self, on: bool) {
        self.off.store(!on, Ordering::SeqCst);
        self.index.store(if on { self.given.load(Ordering::Relaxed) } else { 0 }, Ordering::SeqCst);
    }

    /// Returns whether no thread has asked for an index, or slots were exhausted.
    #[cfg(feature = "testing")]
    pub(crate) fn is_without_index(&self) -> bool {
        self.given.load(Ordering::Relaxed) == 0
    }

    /// Returns the blocks of these threads.
    ///
    /// Blocks that are created after this call may be left out. To see everything that happened before a value was
    /// read, call it after reading that value.
    pub(crate) fn blocks<'a>(&'a self, of: Threads<'a>) -> impl Iterator<Item = &'a [AtomicU64]> {
        let index = self.given.load(Ordering::Relaxed);
        let slabs = (index != 0).then(|| of.slabs()).into_iter().flatten();
        slabs.filter_map(move |slab| self.row_in(slab.block(index)?, 0, self.n))
    }
}

/// The threads whose cells a reader adds up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threads<'a>(Option<&'a [&'static Slab]>);

impl<'a> Threads<'a> {
    /// All threads, and the cells that they share.
    pub(crate) const ALL: Threads<'static> = Threads(None);

    /// Returns whether these are all threads.
    pub(crate) fn are_all(self) -> bool {
        self.0.is_none()
    }

    fn slabs(self) -> impl Iterator<Item = &'static Slab> + use<'a> {
        let all = self.are_all().then(|| SLABS.iter()).into_iter().flatten();
        all.chain(self.0.unwrap_or_default().iter().copied())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let index = self.given.load(Ordering::Relaxed);
        if index != 0 {
            self.blocks(Threads::ALL).flatten().for_each(|cell| cell.store(0, Ordering::Relaxed));
            lock(&LEFT).entry(self.n).or_default().push(index);
        }
    }
}

/// The indices of dropped slots, by their number of cells.
static LEFT: Mutex<BTreeMap<usize, Vec<usize>>> = Mutex::new(BTreeMap::new());

/// Cells of a slot that is never disabled, which are found without reading the slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnRow {
    index: usize,
    first: usize,
    width: usize,
}

impl Slot {
    /// Returns the cells from `first` on; an empty position if they are out of range, or if slots are exhausted.
    pub(crate) fn row(&self, first: usize, width: usize) -> OwnRow {
        let is_within = first <= self.n && width <= self.n - first;
        let index = is_within.then(|| self.given_or_give()).flatten();
        OwnRow { index: index.unwrap_or(0), first, width }
    }
}

impl OwnRow {
    /// Returns a cell of this thread, if the thread has a block.
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

/// Returns this thread's block in a slot, if it exists; `index` comes from a [`Slot`] or an [`OwnRow`].
#[inline]
fn block_in(index: usize) -> Option<NonNull<AtomicU64>> {
    // SAFETY: by facts 1 to 3, every directory has more than `index` entries.
    let entry = unsafe { &*DIRECTORY.get().add(index) };
    NonNull::new(entry.load(Ordering::Relaxed)) // relaxed: written by this thread
}

impl Tenancy {
    fn slab(&self, n_slots: usize) -> Option<&'static Slab> {
        if self.0.get().is_none() {
            self.move_to(SLABS.take(n_slots)?);
            #[cfg(feature = "testing")]
            share::begin(self);
        }
        self.0.get()
    }

    /// Makes this thread record into a slab that no other thread records into.
    fn move_to(&self, slab: &'static Slab) {
        self.0.set(Some(slab));
        DIRECTORY.set(slab.directory());
    }
}

/// The maximum number of slots that a part of the crate needs.
///
/// Each higher layer submits its own count, so that this module does not depend on it.
pub(crate) struct SlotCount(pub(crate) fn() -> usize);

inventory::collect!(SlotCount);

/// Returns the number of slots, including slot 0; [`MAX_SLOTS`] if a linker has left out the counts.
fn n_slots() -> usize {
    static N_SLOTS: OnceLock<usize> = OnceLock::new();
    *N_SLOTS.get_or_init(|| match inventory::iter::<SlotCount>.into_iter().map(|count| (count.0)()).sum() {
        0 => MAX_SLOTS,
        n => MAX_SLOTS.min(1 + n + SPARE_SLOTS),
    })
}

/// The lowest free slot.
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// Takes a free slot below `n_slots`.
fn give(n_slots: usize) -> Option<usize> {
    let next = |next| (next < n_slots).then_some(next + 1);
    NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok()
}

/// Gives back an unused slot, unless a later slot was taken meanwhile.
fn give_back(given: usize) {
    let _ = NEXT.compare_exchange(given + 1, given, Ordering::Relaxed, Ordering::Relaxed);
}
