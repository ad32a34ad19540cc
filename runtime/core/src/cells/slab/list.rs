//! The slabs of a program: a list that threads add to and readers walk, without a lock.
//!
//! A slab is never freed. A thread that exits leaves its slab, counts and all, to the next thread that starts, so that
//! nothing has to be moved to keep what it counted: no reading can miss it or see it twice, and there are as many slabs as
//! there were threads at once.

use std::ptr::{self, NonNull};

use super::memory::{allocate, AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};

/// Cells in the chunks that small blocks are cut from: 1 KiB.
const CHUNK: usize = 128;

/// All slabs, newest first.
#[derive(Debug)]
pub(super) struct Slabs {
    newest: AtomicPtr<Slab>,
}

/// The cells of one thread at a time.
#[derive(Debug)]
pub(super) struct Slab {
    /// Whether a thread counts in it.
    taken: AtomicBool,
    /// Written before the slab is in the list, and never after that.
    older: AtomicPtr<Slab>,
    /// The first cell of the block in each slot, or null.
    directory: Box<[AtomicPtr<AtomicU64>]>,
    /// The cells that are left of the last chunk; for the thread that counts here alone.
    free: AtomicPtr<AtomicU64>,
    n_free: AtomicUsize,
}

impl Slabs {
    /// No slab yet; `newest` is null.
    pub(super) const fn new(newest: AtomicPtr<Slab>) -> Self {
        Slabs { newest }
    }

    /// A slab for a thread that has none: one that an exited thread has left, or a new one with `n_slots` slots.
    ///
    /// `None` when there is no memory for it.
    pub(super) fn take(&self, n_slots: usize) -> Option<&'static Slab> {
        self.iter().find(|slab| slab.take()).or_else(|| self.add(n_slots))
    }

    /// Every slab that was added before this was called.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static Slab> {
        // Acquire pairs with the Release of `add`.
        let newest = slab_at(self.newest.load(Ordering::Acquire));
        std::iter::successors(newest, |slab| slab_at(slab.older.load(Ordering::Relaxed)))
    }

    fn add(&self, n_slots: usize) -> Option<&'static Slab> {
        let slab: &'static Slab = leak(Slab::new(n_slots)?)?;
        let address = ptr::from_ref(slab).cast_mut();
        let mut newest = self.newest.load(Ordering::Acquire);
        loop {
            slab.older.store(newest, Ordering::Relaxed);
            // Acquire, so that whoever sees this slab sees the older ones too.
            match self.newest.compare_exchange_weak(newest, address, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(slab),
                Err(other) => newest = other,
            }
        }
    }
}

/// The slab at an address in the list, unless it is null.
fn slab_at(address: *mut Slab) -> Option<&'static Slab> {
    // SAFETY: by fact 5, an address in the list is that of a slab that is never freed.
    unsafe { address.as_ref() }
}

impl Slab {
    fn new(n_slots: usize) -> Option<Self> {
        let mut directory = Vec::new();
        directory.try_reserve_exact(n_slots).ok()?;
        directory.extend((0..n_slots).map(|_| AtomicPtr::new(ptr::null_mut())));
        Some(Slab {
            taken: AtomicBool::new(true),
            older: AtomicPtr::new(ptr::null_mut()),
            directory: directory.into_boxed_slice(),
            free: AtomicPtr::new(ptr::null_mut()),
            n_free: AtomicUsize::new(0),
        })
    }

    /// Takes this slab if no thread has it.
    fn take(&self) -> bool {
        // Acquire pairs with `leave`: the cells are as the last thread left them.
        !self.taken.load(Ordering::Relaxed)
            && self.taken.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Leaves this slab to another thread.
    pub(super) fn leave(&self) {
        self.taken.store(false, Ordering::Release);
    }

    /// The first entry of the directory.
    pub(super) fn directory(&self) -> *const AtomicPtr<AtomicU64> {
        self.directory.as_ptr()
    }

    /// The first cell of the block in a slot, if there is one.
    pub(super) fn block(&self, slot: usize) -> Option<NonNull<AtomicU64>> {
        // Acquire pairs with the Release of `make_block`: the cells are zero or later.
        self.directory.get(slot).and_then(|entry| NonNull::new(entry.load(Ordering::Acquire)))
    }

    /// Puts a block of `n` cells into a slot; for the thread that counts here alone.
    ///
    /// `None` when there is no memory for it.
    pub(super) fn make_block(&self, slot: usize, n: usize) -> Option<NonNull<AtomicU64>> {
        let entry = self.directory.get(slot)?;
        let block = if n > CHUNK / 4 { allocate(n)? } else { self.cut(n)? };
        entry.store(block.as_ptr(), Ordering::Release);
        Some(block)
    }

    /// `n` cells of the chunk, or of a new one.
    fn cut(&self, n: usize) -> Option<NonNull<AtomicU64>> {
        if self.n_free.load(Ordering::Relaxed) < n {
            self.free.store(allocate(CHUNK)?.as_ptr(), Ordering::Relaxed);
            self.n_free.store(CHUNK, Ordering::Relaxed);
        }
        let cells = self.free.load(Ordering::Relaxed);
        // SAFETY: by fact 6, there are `n_free` cells from `free` on, and `n` is not more than that.
        self.free.store(unsafe { cells.add(n) }, Ordering::Relaxed);
        self.n_free.store(self.n_free.load(Ordering::Relaxed) - n, Ordering::Relaxed);
        NonNull::new(cells)
    }
}

/// A value that is never freed; `None` when there is no memory for it.
fn leak<T>(value: T) -> Option<&'static T> {
    let mut place = Vec::new();
    place.try_reserve_exact(1).ok()?;
    place.push(value);
    place.leak().first()
}
