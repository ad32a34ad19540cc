//! The list of all slabs, which threads add to and readers walk without a lock.
//!
//! A slab is never freed. When a thread exits, the next thread that starts takes over its slab with all counts. Counts
//! are therefore never moved, readers neither miss them nor see them twice, and the number of slabs is the maximum
//! number of simultaneous threads.

use std::ptr::{self, NonNull};

use super::memory::{allocate, allocate_directory, AtomicPtr, AtomicU64, AtomicUsize, Ordering};

/// The number of cells in a chunk from which small blocks are cut: 1 KiB.
const CHUNK: usize = 128;

/// All slabs, newest first.
#[derive(Debug)]
pub(super) struct Slabs {
    newest: AtomicPtr<Slab>,
}

/// The cells of one thread at a time.
#[derive(Debug)]
pub(super) struct Slab {
    /// The number of users: the thread that records into the slab, and tests that keep it. Only a slab without users is
    /// taken over.
    n_users: AtomicUsize,
    /// The next older slab. Written only before the slab is in the list.
    older: AtomicPtr<Slab>,
    /// The first cell of the block in each slot, or null.
    directory: Box<[AtomicPtr<AtomicU64>]>,
    /// The unused cells of the last chunk. Only the thread that uses the slab accesses it.
    free: AtomicPtr<AtomicU64>,
    n_free: AtomicUsize,
}

impl Slabs {
    /// Creates an empty list; `newest` is null.
    pub(super) const fn new(newest: AtomicPtr<Slab>) -> Self {
        Slabs { newest }
    }

    /// Returns a slab for the current thread: the slab of an exited thread, or a new slab with `n_slots` slots.
    ///
    /// Returns `None` if memory is exhausted.
    pub(super) fn take(&self, n_slots: usize) -> Option<&'static Slab> {
        self.iter().find(|slab| slab.take()).or_else(|| self.add(n_slots))
    }

    /// Returns all slabs that were added before this call.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static Slab> {
        // Acquire pairs with the Release of `add`.
        let newest = slab_at(self.newest.load(Ordering::Acquire));
        std::iter::successors(newest, |slab| slab_at(slab.older.load(Ordering::Relaxed)))
    }

    /// Returns a new slab for the current thread, whose cells are zero; `None` if memory is exhausted.
    pub(super) fn add(&self, n_slots: usize) -> Option<&'static Slab> {
        let slab: &'static Slab = leak(Slab::new(n_slots)?)?;
        let address = ptr::from_ref(slab).cast_mut();
        let mut newest = self.newest.load(Ordering::Acquire);
        loop {
            slab.older.store(newest, Ordering::Relaxed);
            // Acquire, so that a thread that sees this slab also sees the older ones.
            match self.newest.compare_exchange_weak(newest, address, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(slab),
                Err(other) => newest = other,
            }
        }
    }
}

/// Returns the slab at an address in the list, unless the address is null.
fn slab_at(address: *mut Slab) -> Option<&'static Slab> {
    // SAFETY: by fact 5, an address in the list is that of a slab that is never freed.
    unsafe { address.as_ref() }
}

impl Slab {
    fn new(n_slots: usize) -> Option<Self> {
        Some(Slab {
            n_users: AtomicUsize::new(1),
            older: AtomicPtr::new(ptr::null_mut()),
            directory: allocate_directory(n_slots)?,
            free: AtomicPtr::new(ptr::null_mut()),
            n_free: AtomicUsize::new(0),
        })
    }

    /// Takes the slab, if it is free.
    fn take(&self) -> bool {
        // Acquire pairs with `leave`: this thread sees the cells as the last thread left them.
        self.n_users.load(Ordering::Relaxed) == 0
            && self.n_users.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Keeps a slab that has users from being taken over. Each call is paired with a call of [`leave`](Self::leave).
    #[cfg(any(feature = "testing", all(gapless_loom, test)))]
    pub(super) fn keep(&self) {
        self.n_users.fetch_add(1, Ordering::Relaxed); // relaxed: publishes nothing else
    }

    /// Leaves the slab to another thread, once all users have left it.
    pub(super) fn leave(&self) {
        let n_users = self.n_users.fetch_sub(1, Ordering::Release);
        debug_assert!(n_users > 0, "each user leaves once");
    }

    /// Returns the first entry of the directory.
    pub(super) fn directory(&self) -> *const AtomicPtr<AtomicU64> {
        self.directory.as_ptr()
    }

    /// Returns the first cell of the block in a slot, if the block exists.
    pub(super) fn block(&self, slot: usize) -> Option<NonNull<AtomicU64>> {
        // Acquire pairs with the Release of `make_block`: the cells are initialized.
        self.directory.get(slot).and_then(|entry| NonNull::new(entry.load(Ordering::Acquire)))
    }

    /// Creates a block of `n` cells in a slot. Only the thread that uses the slab calls it.
    ///
    /// Returns `None` if memory is exhausted.
    pub(super) fn make_block(&self, slot: usize, n: usize) -> Option<NonNull<AtomicU64>> {
        let entry = self.directory.get(slot)?;
        let block = if n > CHUNK / 4 { allocate(n)? } else { self.cut(n)? };
        entry.store(block.as_ptr(), Ordering::Release);
        Some(block)
    }

    /// Cuts `n` cells from the chunk, or from a new chunk.
    fn cut(&self, n: usize) -> Option<NonNull<AtomicU64>> {
        if self.n_free.load(Ordering::Relaxed) < n {
            self.free.store(allocate(CHUNK)?.as_ptr(), Ordering::Relaxed);
            self.n_free.store(CHUNK, Ordering::Relaxed);
        }
        let cells = self.free.load(Ordering::Relaxed);
        // SAFETY: by fact 6, there are `n_free` cells from `free` on, and `n` is at most that.
        self.free.store(unsafe { cells.add(n) }, Ordering::Relaxed);
        self.n_free.store(self.n_free.load(Ordering::Relaxed) - n, Ordering::Relaxed);
        NonNull::new(cells)
    }
}

/// Allocates a value that is never freed; `None` if memory is exhausted.
fn leak<T>(value: T) -> Option<&'static T> {
    let mut place = Vec::new();
    place.try_reserve_exact(1).ok()?;
    place.push(value);
    place.leak().first()
}
