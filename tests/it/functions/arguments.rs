//! The arguments of a call are dropped within the call, whatever ends it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use gapless::instrument_metric;

use super::{block_on, poll_once};
use crate::exported;

/// The calls in flight of a function, as its arguments see them when they are dropped.
static SEEN: Mutex<Vec<(&str, f64)>> = Mutex::new(Vec::new());

/// Looks at the calls in flight of a function when it is dropped.
struct Witness(&'static str);

impl Drop for Witness {
    fn drop(&mut self) {
        let in_flight = exported("function_in_flight", &[("function", self.0), ("module", module_path!())]);
        SEEN.lock().expect("no test panics with it").push((self.0, in_flight));
    }
}

fn seen(function: &str) -> Vec<f64> {
    let seen = SEEN.lock().expect("no test panics with it");
    seen.iter().filter(|(seen, _)| *seen == function).map(|(_, in_flight)| *in_flight).collect()
}

#[instrument_metric]
fn not_mentioned(_one: Witness, _: Witness) {}

#[instrument_metric]
fn mentioned_in_part((one, _): (Witness, Witness)) {
    let _ = &one;
}

#[instrument_metric]
fn panics(_one: Witness) {
    panic!("as expected");
}

#[instrument_metric]
async fn waits(_one: Witness) {
    tokio::task::yield_now().await;
}

#[instrument_metric]
async fn is_cancelled(_one: Witness, _: Witness) {
    std::future::pending::<()>().await;
}

#[instrument_metric]
async fn panics_later(_one: Witness) {
    tokio::task::yield_now().await;
    panic!("as expected");
}

#[instrument_metric]
fn future_is_cancelled(one: Witness) -> impl Future<Output = ()> {
    let one = Box::new(one);
    async move {
        let _one = one;
        std::future::pending::<()>().await;
    }
}

#[instrument_metric]
fn returns_early(_one: Witness, early: bool) -> Result<(), String> {
    if early {
        return Err("early".to_owned());
    }
    Ok(())
}

struct Owner(Witness);

#[instrument_metric]
impl Owner {
    fn consumed(self) {}

    async fn consumed_later(mut self, next: Witness) {
        tokio::task::yield_now().await;
        self.0 = next;
    }
}

#[test]
fn arguments_are_dropped_while_the_call_is_in_flight() {
    not_mentioned(Witness("not_mentioned"), Witness("not_mentioned"));
    mentioned_in_part((Witness("mentioned_in_part"), Witness("mentioned_in_part")));
    for early in [false, true] {
        let returned = returns_early(Witness("returns_early"), early);
        assert_eq!(returned.is_err(), early);
    }
    let panicked = catch_unwind(|| panics(Witness("panics")));
    assert!(panicked.is_err());
    Owner(Witness("Owner::consumed")).consumed();
    for function in ["not_mentioned", "mentioned_in_part", "returns_early"] {
        assert_eq!(seen(function), [1.0, 1.0], "{function}");
    }
    assert_eq!(seen("panics"), [1.0]);
    assert_eq!(seen("Owner::consumed"), [1.0]);
}

#[test]
fn arguments_of_a_future_are_dropped_while_the_call_is_in_flight() {
    block_on(waits(Witness("waits")));
    let panicked = catch_unwind(AssertUnwindSafe(|| block_on(panics_later(Witness("panics_later")))));
    assert!(panicked.is_err());
    block_on(Owner(Witness("Owner::consumed_later")).consumed_later(Witness("Owner::consumed_later")));
    let mut cancelled = Box::pin(is_cancelled(Witness("is_cancelled"), Witness("is_cancelled")));
    assert!(poll_once(cancelled.as_mut()).is_pending());
    drop(cancelled);
    let mut cancelled = Box::pin(future_is_cancelled(Witness("future_is_cancelled")));
    assert!(poll_once(cancelled.as_mut()).is_pending());
    drop(cancelled);
    for function in ["waits", "panics_later", "future_is_cancelled"] {
        assert_eq!(seen(function), [1.0], "{function}");
    }
    for function in ["is_cancelled", "Owner::consumed_later"] {
        assert_eq!(seen(function), [1.0, 1.0], "{function}");
    }
}
