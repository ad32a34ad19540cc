//! Instrumented functions: how a call is counted from its start to whatever ends it.
//!
//! `#[instrument_metric]` gives a function one static [`Function`] and sends its body through [`call`] or
//! [`CallFuture`]. Each call ends in exactly one [`Outcome`]:
//!
//! - A body that returns is `ok` or `error`.
//! - A body that unwinds is `panic`. That is seen by a value that is dropped without having been told of a return, not
//!   by `thread::panicking()`, which is wrong where a call is dropped while some other panic unwinds.
//! - A future that was polled and is dropped before it is ready is `cancelled`.
//!
//! The calls in flight are the starts less the outcomes, so they take one cell and not two.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::descriptor::{Descriptor, Kind, Label, LabelPattern, Origin, Precision, Seed, Site};
use crate::family::Family;
use crate::histogram::Histogram;
use crate::label::{LabelValue, LabelValues};
use crate::up_down_counter::UpDownCounter;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It returned, and not an `Err`.
    Ok,
    /// It returned an `Err`.
    Error,
    /// It panicked.
    Panic,
    /// Its future was dropped before it was ready.
    Cancelled,
}

impl LabelValue for Outcome {
    const VALUES: LabelValues = LabelValues::new(&["ok", "error", "panic", "cancelled"]);

    fn index(&self) -> usize {
        *self as usize
    }
}

impl Outcome {
    /// The label by which calls are told apart.
    pub const LABEL: Label = Label::new("outcome", Outcome::VALUES);

    /// Series that a function which returns no `Result` does not have.
    pub const NO_ERROR: &'static [LabelPattern] = &[("outcome", "error")];

    /// Series that a function which is not async does not have.
    pub const NO_CANCELLED: &'static [LabelPattern] = &[("outcome", "cancelled")];
}

/// Upper bounds, in seconds, of the durations of calls that name no buckets of their own.
pub const DEFAULT_BUCKETS: &[f64] =
    &[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What is known of an instrumented function at compile time.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDescriptor {
    /// The names of the three families: calls, duration, in-flight.
    pub names: [&'static str; 3],
    /// `function` and `module`.
    pub constant_labels: &'static [LabelPattern],
    /// The labels that the attribute declares.
    pub labels: &'static [Label],
    /// The same, and `outcome` after them.
    pub labels_and_outcome: &'static [Label],
    /// The outcomes that are not exported before they happen.
    pub unseeded: &'static [&'static [LabelPattern]],
    /// Upper bounds of the duration's buckets, in seconds.
    pub buckets: &'static [f64],
    /// Where the function is.
    pub site: Site,
}

/// The metrics of one instrumented function.
#[derive(Debug)]
pub struct Function {
    calls: Family,
    duration: Family,
    in_flight: Family,
}

impl Function {
    /// The metrics of the function that `this` is the static of.
    #[must_use]
    pub const fn new(of: FunctionDescriptor, this: &'static Function) -> Self {
        let [calls, duration, in_flight] = of.names;
        let calls = Descriptor::new(Kind::Counter, calls, "Calls that have ended, by outcome.", of.site)
            .with_seed(Seed::Except(of.unseeded))
            .with_labels(of.labels_and_outcome);
        let duration =
            Descriptor::new(Kind::Histogram, duration, "Time from a call's start to its end.", of.site)
                .with_precision(Precision::Nanoseconds)
                .with_unit("seconds")
                .with_buckets(of.buckets)
                .with_labels(of.labels);
        let in_flight = Descriptor::new(
            Kind::UpDownCounter,
            in_flight,
            "Calls that have started and not ended.",
            of.site,
        )
        .with_labels(of.labels);
        Function {
            calls: Family::new(of.complete(calls)),
            duration: Family::new(of.complete(duration)),
            in_flight: Family::in_flight(of.complete(in_flight), &this.calls),
        }
    }

    /// The three families, for the registry.
    pub(crate) fn families(&'static self) -> [&'static Family; 3] {
        [&self.calls, &self.duration, &self.in_flight]
    }
}

impl FunctionDescriptor {
    /// Fails the build of a function whose metrics have more series than each may have.
    #[track_caller]
    pub const fn check_budget(&self, max_series: usize) {
        let [calls, duration, _] = self.names;
        let calls = Descriptor::new(Kind::Counter, calls, "", self.site).with_labels(self.labels_and_outcome);
        let duration = Descriptor::new(Kind::Histogram, duration, "", self.site).with_labels(self.labels);
        self.complete(calls).check_budget(max_series);
        self.complete(duration).with_buckets(self.buckets).check_budget(max_series);
    }

    const fn complete(&self, descriptor: Descriptor) -> Descriptor {
        descriptor
            .with_constant_labels(self.constant_labels)
            .with_group("functions")
            .with_origin(Origin::Function)
    }
}

/// One call, from its start to its end.
#[derive(Debug)]
struct Call {
    function: &'static Function,
    label_set: usize,
    started: Instant,
    ended: bool,
    /// What it means if this is dropped before the call has ended.
    dropped: Outcome,
}

impl Call {
    fn start(function: &'static Function, label_set: usize, dropped: Outcome) -> Self {
        UpDownCounter::from_parts(&function.in_flight, label_set).inc();
        Call { function, label_set, started: Instant::now(), ended: false, dropped }
    }

    /// Counts the outcome and the time, the first time that it is called.
    fn end(&mut self, outcome: Outcome) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let duration = Histogram::<Duration>::from_parts(&self.function.duration, self.label_set);
        duration.observe(self.started.elapsed());
        let ended = self.label_set * Outcome::CARDINALITY + outcome.index();
        if let Some([calls]) = self.function.calls.row(ended) {
            calls.fetch_add(1, Ordering::Release); // pairs with the Acquire of whoever reads calls in flight
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(self.dropped);
    }
}

/// Runs the body of an instrumented function.
pub fn call<R>(
    function: &'static Function,
    label_set: usize,
    body: impl FnOnce() -> R,
    is_error: impl FnOnce(&R) -> bool,
) -> R {
    let mut call = Call::start(function, label_set, Outcome::Panic);
    let value = body();
    call.end(if is_error(&value) { Outcome::Error } else { Outcome::Ok });
    value
}

/// Makes the future that a function returns, with a body of its own for `return` to leave.
pub fn make<F: Future>(body: impl FnOnce() -> F) -> F {
    body()
}

/// The future of an instrumented `async fn`.
#[derive(Debug)]
#[must_use = "futures do nothing unless polled"]
pub struct CallFuture<'a, F, E> {
    body: Pin<&'a mut F>,
    is_error: Option<E>,
    call: Call,
}

impl<'a, F: Future, E: FnOnce(&F::Output) -> bool> CallFuture<'a, F, E> {
    /// Starts the call; made inside of the `async fn`, so at its first poll.
    pub fn start(function: &'static Function, label_set: usize, body: Pin<&'a mut F>, is_error: E) -> Self {
        let call = Call::start(function, label_set, Outcome::Cancelled);
        CallFuture { body, is_error: Some(is_error), call }
    }
}

// `body` is a pointer and nothing else here is pinned.
impl<F, E> Unpin for CallFuture<'_, F, E> {}

impl<F: Future, E: FnOnce(&F::Output) -> bool> Future for CallFuture<'_, F, E> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let unwinding = OnUnwind(&mut this.call);
        let polled = this.body.as_mut().poll(context);
        let error = match &polled {
            Poll::Ready(value) => this.is_error.take().is_some_and(|is_error| is_error(value)),
            Poll::Pending => false,
        };
        std::mem::forget(unwinding);
        if polled.is_ready() {
            this.call.end(if error { Outcome::Error } else { Outcome::Ok });
        }
        polled
    }
}

/// Ends its call as a panic, at once, if the poll that it guards unwinds.
struct OnUnwind<'a>(&'a mut Call);

impl Drop for OnUnwind<'_> {
    fn drop(&mut self) {
        self.0.end(Outcome::Panic);
    }
}

/// A returned value, of which the compiler finds out whether it is a `Result`.
///
/// `Returned(&value).is_error()` is the inherent method for a `Result`, through whatever alias, and that of
/// [`NotAResult`] for anything else.
#[derive(Debug)]
pub struct Returned<'a, T: ?Sized>(pub &'a T);

impl<T, E> Returned<'_, Result<T, E>> {
    /// Whether it is an `Err`.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.0.is_err()
    }
}

/// What is not a `Result` is not an error.
pub trait NotAResult {
    /// Never.
    fn is_error(&self) -> bool {
        false
    }
}

impl<T: ?Sized> NotAResult for Returned<'_, T> {}
