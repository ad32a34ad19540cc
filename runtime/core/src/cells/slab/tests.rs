use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::{Slot, Threads};

/// Adds to a cell of this thread.
fn add(slot: &Slot, cell: usize, amount: u64) {
    let row = slot.own(cell).or_else(|| slot.make_row(cell, 1)?.first());
    let cell = row.expect("slots and memory are available");
    cell.store(cell.load(Ordering::Relaxed) + amount, Ordering::Relaxed);
}

fn sum(slot: &Slot, cell: usize) -> u64 {
    slot.blocks(Threads::ALL).map(|block| block[cell].load(Ordering::Relaxed)).sum()
}

#[test]
fn each_thread_has_separate_cells_and_readers_see_all() {
    let slot = Slot::new(3);
    assert_eq!(slot.blocks(Threads::ALL).count(), 0);
    add(&slot, 1, 5);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                assert!(slot.own(1).is_none(), "a thread begins without a block");
                add(&slot, 1, 10);
            });
        }
    });
    assert_eq!([0, 1, 2].map(|cell| sum(&slot, cell)), [0, 25, 0]);
}

#[test]
fn a_stored_row_finds_the_same_cells_in_each_thread() {
    let slot = Slot::new(6);
    let row = slot.row(2, 3);
    assert!(row.own(0).is_none(), "no thread has a block");
    (0..6).for_each(|cell| add(&slot, cell, 10 + cell as u64));
    let read = |cell| row.own(cell).map(|cell| cell.load(Ordering::Relaxed));
    assert_eq!([0, 1, 2, 3, usize::MAX].map(read), [Some(12), Some(13), Some(14), None, None]);
    thread::scope(|scope| {
        scope.spawn(|| {
            assert!(row.own(0).is_none());
            add(&slot, 2, 5);
            assert_eq!(read(0), Some(5));
        });
    });
    for (first, width) in [(4, 3), (7, 0), (usize::MAX, 2)] {
        assert!(slot.row(first, width).own(0).is_none());
    }
}

#[test]
fn cells_beyond_the_slot_do_not_exist() {
    let slot = Slot::new(3);
    add(&slot, 0, 1);
    assert!(slot.own_row(0, 3).is_some_and(|cells| cells.len() == 3));
    for (first, width) in [(0, 4), (3, 1), (2, 2), (usize::MAX, 1), (1, usize::MAX)] {
        assert!(slot.own_row(first, width).is_none(), "{width} from {first} on");
    }
}

#[test]
fn a_large_slot_that_is_touched_early_changes_no_other() {
    let (large, small): (Slot, Vec<Slot>) = (Slot::new(2000), (0..50).map(|_| Slot::new(1)).collect());
    (0..2000).for_each(|cell| add(&large, cell, 7));
    assert!(small.iter().all(|slot| sum(slot, 0) == 0));
    small.iter().for_each(|slot| add(slot, 0, 1));
    assert!((0..2000).all(|cell| sum(&large, cell) == 7));
    assert!(small.iter().all(|slot| sum(slot, 0) == 1));
}

#[test]
fn threads_that_come_and_go_share_a_few_slabs_and_lose_nothing() {
    let slot = Slot::new(1);
    for _ in 0..200 {
        thread::scope(|scope| drop(scope.spawn(|| add(&slot, 0, 1)).join()));
    }
    assert_eq!(sum(&slot, 0), 200);
    // The slabs of other tests may be among them.
    assert!(slot.blocks(Threads::ALL).count() < 100, "{} blocks", slot.blocks(Threads::ALL).count());
}

#[test]
fn readings_never_fall_while_short_threads_count() {
    const THREADS: u64 = if cfg!(miri) { 40 } else { 20_000 };
    static SLOT: Slot = Slot::new(2);
    static DONE: AtomicBool = AtomicBool::new(false);
    let reader = thread::spawn(|| {
        let mut last = 0;
        while !DONE.load(Ordering::Acquire) {
            let now = sum(&SLOT, 0);
            assert!(now >= last, "the sum went back from {last} to {now}");
            last = now;
        }
    });
    for _ in 0..THREADS / 4 {
        thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| add(&SLOT, 0, 1)))));
    }
    DONE.store(true, Ordering::Release);
    reader.join().expect("no sum went back");
    assert_eq!(sum(&SLOT, 0), THREADS);
}

/// Counts when the values of the thread are destroyed.
struct Late(&'static Slot, &'static AtomicU64);

impl Drop for Late {
    fn drop(&mut self) {
        match self.0.make_row(0, 1) {
            Some(_) => add(self.0, 0, 1),
            None => drop(self.1.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

#[test]
fn a_destructor_that_runs_after_the_slab_was_left_gets_no_cells() {
    static SLOT: Slot = Slot::new(1);
    static ELSEWHERE: AtomicU64 = AtomicU64::new(0);
    thread_local!(static LATE: Late = const { Late(&SLOT, &ELSEWHERE) });
    // The platform decides whether the value that a thread uses first is destroyed first or last.
    let late_first = thread::spawn(|| {
        LATE.with(|_| ());
        add(&SLOT, 0, 1);
    });
    let late_last = thread::spawn(|| {
        add(&SLOT, 0, 1);
        LATE.with(|_| ());
    });
    // Unlike the end of a scope, a join waits for destructors.
    late_first.join().expect("it only counts");
    late_last.join().expect("it only counts");
    assert_eq!(sum(&SLOT, 0) + ELSEWHERE.load(Ordering::Relaxed), 4);
    assert_eq!(ELSEWHERE.load(Ordering::Relaxed), 1, "one of them was late");
}

#[test]
fn a_slot_starts_at_zero_in_the_cells_of_a_dropped_slot() {
    const WIDTH: usize = 1013; // a width that other tests do not use
    let slot = Slot::reusable(WIDTH);
    let index = slot.given.load(Ordering::Relaxed);
    add(&slot, 7, 5);
    thread::scope(|scope| drop(scope.spawn(|| add(&slot, 8, 6)).join()));
    drop(slot);
    let other = Slot::reusable(WIDTH);
    assert_eq!(other.given.load(Ordering::Relaxed), index);
    assert_eq!([7, 8].map(|cell| sum(&other, cell)), [0, 0]);
    add(&other, 7, 1);
    assert_eq!(sum(&other, 7), 1);
    assert_ne!(Slot::reusable(WIDTH).given.load(Ordering::Relaxed), index, "the slot is in use");
}
