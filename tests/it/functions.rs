//! Instrumented functions of each shape, and each way in which a call can end.

mod arguments;
mod blocks;
mod ends;
mod errors;
mod futures;
mod labels;
mod own_metrics;
mod responses;
mod shapes;
mod streams;
mod timing;

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::{exported, exported_or_absent};

/// Returns the calls by outcome (`None` if absent), the durations and the calls in flight of a function.
#[derive(Debug, PartialEq, Default, Clone, Copy)]
struct Calls {
    ok: Option<f64>,
    error: Option<f64>,
    panic: Option<f64>,
    cancelled: Option<f64>,
    durations: f64,
    in_flight: f64,
}

fn calls(module: &str, function: &str) -> Calls {
    let labels = [("function", function), ("module", module)];
    let outcome = |outcome| {
        let labels = [labels[0], labels[1], ("outcome", outcome)];
        exported_or_absent("function_calls_total", &labels)
    };
    Calls {
        ok: outcome("ok"),
        error: outcome("error"),
        panic: outcome("panic"),
        cancelled: outcome("cancelled"),
        durations: exported("function_duration_seconds", &labels),
        in_flight: exported("function_in_flight", &labels),
    }
}

/// Returns the expected numbers of a plain function after `ok` calls.
fn plain(ok: f64) -> Calls {
    Calls { ok: Some(ok), panic: Some(0.0), durations: ok, ..Calls::default() }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime needs nothing");
    runtime.block_on(future)
}

fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

const ONE_PANIC: Calls =
    Calls { ok: Some(0.0), error: None, panic: Some(1.0), cancelled: None, durations: 1.0, in_flight: 0.0 };
const ONE_CANCELLED: Calls = Calls {
    ok: Some(0.0),
    error: None,
    panic: Some(0.0),
    cancelled: Some(1.0),
    durations: 1.0,
    in_flight: 0.0,
};
