//! The ends of calls: panics, cancellation, and cases that look like them.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use gapless::instrument_metric;

use super::{Calls, ONE_CANCELLED, ONE_PANIC, block_on, plain, poll_once};
use crate::exported;

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

#[instrument_metric]
fn panics() {
    panic!("on purpose");
}

#[instrument_metric]
fn never() -> ! {
    panic!("on purpose");
}

#[instrument_metric]
async fn never_later() -> ! {
    panic!("on purpose");
}

#[instrument_metric]
async fn panics_later() {
    let mut polled = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
    panic!("on purpose");
}

#[instrument_metric]
async fn stalls() {
    pending::<()>().await;
}

#[instrument_metric]
async fn stalls_aborted() {
    pending::<()>().await;
}

#[instrument_metric]
async fn stalls_in_select() {
    pending::<()>().await;
}

#[instrument_metric]
async fn stalls_in_a_panic() {
    pending::<()>().await;
}

#[instrument_metric]
async fn never_polled() {}

#[instrument_metric]
fn catches() -> bool {
    catch_unwind(|| panic!("on purpose")).is_err()
}

#[instrument_metric]
fn in_a_drop() {}

#[test]
fn a_body_that_unwinds_is_a_panic_and_the_panic_continues() {
    for (function, name) in [(panics as fn(), "panics"), (|| never(), "never")] {
        let payload = catch_unwind(function).expect_err("it panics");
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"on purpose"));
        assert_eq!(calls(name), ONE_PANIC);
    }
}

#[test]
fn a_poll_that_unwinds_is_a_panic_at_once() {
    let mut future = Box::pin(panics_later());
    assert!(poll_once(future.as_mut()).is_pending());
    assert_eq!(calls("panics_later").in_flight, 1.0);
    assert!(catch_unwind(AssertUnwindSafe(|| poll_once(future.as_mut()))).is_err());
    let expected = Calls { cancelled: Some(0.0), ..ONE_PANIC };
    assert_eq!(calls("panics_later"), expected);
    drop(future);
    assert_eq!(calls("panics_later"), expected);
    block_on(async { assert!(tokio::spawn(never_later()).await.is_err()) });
    assert_eq!(calls("never_later"), expected);
}

#[test]
fn a_started_future_that_is_dropped_is_cancelled() {
    let mut future = Box::pin(stalls());
    assert!(poll_once(future.as_mut()).is_pending());
    assert_eq!(
        calls("stalls"),
        Calls { ok: Some(0.0), panic: Some(0.0), cancelled: Some(0.0), in_flight: 1.0, ..Calls::default() }
    );
    drop(future);
    assert_eq!(calls("stalls"), ONE_CANCELLED);
}

#[test]
fn an_aborted_task_and_the_loser_of_a_select_are_cancelled() {
    block_on(async {
        let task = tokio::spawn(stalls_aborted());
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.expect_err("it was aborted").is_cancelled());
        tokio::select! {
            biased;
            () = stalls_in_select() => unreachable!("it never ends"),
            () = std::future::ready(()) => {}
        }
    });
    assert_eq!(calls("stalls_aborted"), ONE_CANCELLED);
    assert_eq!(calls("stalls_in_select"), ONE_CANCELLED);
}

#[test]
fn a_future_that_is_dropped_by_a_panic_elsewhere_is_cancelled() {
    let panicked = catch_unwind(|| {
        let mut future = pin!(stalls_in_a_panic());
        assert!(poll_once(future.as_mut()).is_pending());
        panic!("on purpose");
    });
    assert!(panicked.is_err());
    assert_eq!(calls("stalls_in_a_panic"), ONE_CANCELLED);
}

#[test]
fn a_call_that_returns_during_a_panic_elsewhere_is_ok() {
    struct CallsOnDrop;
    impl Drop for CallsOnDrop {
        fn drop(&mut self) {
            in_a_drop();
        }
    }
    let panicked = catch_unwind(|| {
        let _calls = CallsOnDrop;
        panic!("on purpose");
    });
    assert!(panicked.is_err());
    assert_eq!(calls("in_a_drop"), plain(1.0));
    assert!(catches());
    assert_eq!(calls("catches"), plain(1.0));
}

#[test]
fn a_future_that_is_never_polled_is_not_a_call() {
    drop(never_polled());
    assert_eq!(calls("never_polled"), Calls { cancelled: Some(0.0), ..plain(0.0) });
}

#[test]
fn calls_in_flight_are_never_below_zero() {
    let labels = [("function", "busy"), ("module", module_path!())];
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| (0..20_000).for_each(|_| busy()));
        while !worker.is_finished() {
            assert!(exported("function_in_flight", &labels) >= 0.0);
        }
    });
    assert_eq!(calls("busy"), plain(20_000.0));
}

#[instrument_metric]
fn busy() {}
