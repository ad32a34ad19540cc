//! The list of slabs under the model checker, which runs every order that threads and memory allow.
//!
//! `RUSTFLAGS="--cfg gapless_loom" cargo test --release -p gapless-core --lib slab::model`

#[path = "list.rs"]
mod list;

mod memory {
    use std::ptr::NonNull;

    pub(super) use loom::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};

    pub(super) fn allocate(n: usize) -> Option<NonNull<AtomicU64>> {
        let cells: Vec<_> = (0..n).map(|_| AtomicU64::new(0)).collect();
        NonNull::new(cells.leak().as_mut_ptr())
    }

    pub(super) fn allocate_directory(n: usize) -> Option<Box<[AtomicPtr<AtomicU64>]>> {
        Some((0..n).map(|_| AtomicPtr::new(std::ptr::null_mut())).collect())
    }
}

use std::ptr::{self, NonNull};
use std::sync::Arc;

use list::{Slab, Slabs};
use loom::thread;
use memory::{AtomicPtr, AtomicU64, Ordering};

const SLOT: usize = 1;

fn slabs() -> Arc<Slabs> {
    Arc::new(Slabs::new(AtomicPtr::new(ptr::null_mut())))
}

fn cell(first: NonNull<AtomicU64>, index: usize) -> &'static AtomicU64 {
    // SAFETY: all blocks of these models have two cells, which are leaked.
    unsafe { first.add(index).as_ref() }
}

/// Counts once, in the block of a thread.
fn count(slab: &Slab) {
    let block = slab.block(SLOT).or_else(|| slab.make_block(SLOT, 2)).expect("memory is available");
    let cell = cell(block, 0);
    cell.store(cell.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

/// Runs a thread from its start to its exit.
fn live(slabs: &Slabs) {
    let slab = slabs.take(2).expect("memory is available");
    count(slab);
    slab.leave();
}

fn sum(slabs: &Slabs, index: usize) -> u64 {
    slabs
        .iter()
        .filter_map(|slab| slab.block(SLOT))
        .map(|block| cell(block, index).load(Ordering::Acquire))
        .sum()
}

// The checker reorders an access with the last one before it to the same place, so readers are the threads that begin
// late.

#[test]
fn sums_are_exact_and_never_fall_while_threads_come_and_go() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3); // all of them take two minutes
    model.check(|| {
        let slabs = slabs();
        let other = spawn(&slabs, live);
        let reader = spawn(&slabs, |slabs| {
            let (first, second) = (sum(slabs, 0), sum(slabs, 0));
            assert!(first <= second && second <= 2);
        });
        live(&slabs);
        other.join().expect("it only counts");
        reader.join().expect("no sum went back");
        assert_eq!(sum(&slabs, 0), 2);
    });
}

#[test]
fn a_thread_continues_with_the_counts_of_the_previous_one() {
    loom::model(|| {
        let slabs = slabs();
        let other = spawn(&slabs, live);
        live(&slabs);
        live(&slabs);
        other.join().expect("it only counts");
        assert_eq!(sum(&slabs, 0), 3);
        assert!(slabs.iter().count() <= 2, "there were two threads at most");
    });
}

#[test]
fn a_slab_that_a_test_keeps_is_not_taken_over() {
    loom::model(|| {
        let slabs = slabs();
        let kept = slabs.take(2).expect("memory is available");
        kept.keep();
        let other = spawn(&slabs, live);
        count(kept);
        kept.leave(); // the thread exits
        assert_eq!(cell(kept.block(SLOT).expect("it was counted"), 0).load(Ordering::Relaxed), 1);
        other.join().expect("it only counts");
        assert_eq!(cell(kept.block(SLOT).expect("it was counted"), 0).load(Ordering::Relaxed), 1);
        kept.leave(); // the test ends
        live(&slabs);
        assert_eq!(sum(&slabs, 0), 3);
        assert_eq!(slabs.iter().count(), 2, "the last thread has taken over a slab");
    });
}

#[test]
fn a_counter_that_is_raised_first_is_never_below_zero() {
    loom::model(|| {
        let slabs = slabs();
        // A thread that existed before. Its block does not publish later slabs.
        let lowering = slabs.take(2).expect("memory is available");
        let down = cell(lowering.make_block(SLOT, 2).expect("memory is available"), 1);
        let reader = spawn(&slabs, |slabs| {
            let downs = sum(slabs, 1);
            let ups = sum(slabs, 0); // looks for slabs again
            assert!(downs <= ups, "{ups} up, {downs} down");
        });
        // A guard that one thread creates and another drops.
        count(slabs.take(2).expect("memory is available"));
        let other = thread::spawn(move || down.store(1, Ordering::Release));
        other.join().expect("it only counts");
        reader.join().expect("the level is never below zero");
    });
}

fn spawn(slabs: &Arc<Slabs>, run: fn(&Slabs)) -> thread::JoinHandle<()> {
    let slabs = slabs.clone();
    thread::spawn(move || run(&slabs))
}
