//! Up-down counters and their guards.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use gapless::defmetrics;

use crate::exported;

defmetrics! {
    #![namespace = "up_down"]

    /// By hand.
    up_down_counter level;

    /// By guards.
    up_down_counter guarded;

    /// By guards of many threads.
    up_down_counter contended;

    /// By guards that move to another thread.
    up_down_counter moved;
}

#[test]
fn an_up_down_counter_rises_and_falls_and_may_be_negative() {
    assert_eq!(exported("up_down_level", &[]), 0.0);
    level().inc_by(2);
    level().dec();
    assert_eq!(level().get(), 1);
    level().dec_by(3);
    assert_eq!(exported("up_down_level", &[]), -2.0);
}

#[test]
fn a_guard_ends_on_return_early_return_and_panic() {
    fn early(leave: bool) -> Option<i64> {
        let _guard = guarded().guard();
        if leave {
            return None;
        }
        Some(guarded().get())
    }
    assert_eq!(early(false), Some(1));
    assert_eq!(early(true), None);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _guard = guarded().guard();
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert_eq!(guarded().get(), 0);
}

#[test]
fn a_guard_ends_when_its_future_is_dropped() {
    let mut future = Box::pin(async {
        let _guard = moved().guard();
        std::future::pending::<()>().await;
    });
    let waker = std::task::Waker::noop();
    assert!(future.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    assert_eq!(moved().get(), 1);
    std::thread::spawn(move || drop(future)).join().expect("dropping a future does not panic");
    assert_eq!(moved().get(), 0);
}

#[test]
fn a_counter_with_guards_only_is_never_below_zero() {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..2).map(|_| scope.spawn(|| (0..200_000).for_each(|_| drop(contended().guard())))).collect();
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert!(contended().get() >= 0);
            }
        });
        workers.into_iter().for_each(|worker| worker.join().expect("a guard does not panic"));
        done.store(true, Ordering::Relaxed);
        reader.join().expect("no reading was out of range");
    });
    assert_eq!(contended().get(), 0);
}
