//! Timed work: how long a call or a future takes and how it ends, recorded exactly once.
//!
//! Work that returns states its outcome. A poll that unwinds is a panic. A future that was polled and is dropped before
//! it is ready is cancelled. A future that is never polled has not started, so nothing is recorded.
//!
//! Durations are read from the clock of tokio, which tests can pause.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use gapless_core::{guard_poll, Outcome, Unfinished};
use pin_project_lite::pin_project;
use tokio::time::Instant;

/// The result of work that a plugin measures: `()`, or a `Result`.
///
/// Implement it for the return type of your own work:
///
/// ```
/// use gapless::plugins::WorkResult;
///
/// enum Delivery {
///     Sent,
///     Bounced,
/// }
///
/// impl WorkResult for Delivery {
///     fn is_error(&self) -> bool {
///         matches!(self, Delivery::Bounced)
///     }
/// }
///
/// assert!(Delivery::Bounced.is_error() && !Delivery::Sent.is_error());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether the work failed",
    label = "neither `()` nor a `Result`",
    note = "return a `Result`, or implement `WorkResult` for your type"
)]
pub trait WorkResult {
    /// Returns whether the work failed.
    fn is_error(&self) -> bool;

    /// Returns the name of the error of work that failed, for labels. The default is the name of the type, without its
    /// path. The program must have few such names.
    fn error_type(&self) -> &'static str {
        name_of_type::<Self>()
    }
}

/// Returns the name of a type without its path, its generic arguments and a `Box` around it.
fn name_of_type<T: ?Sized>() -> &'static str {
    let name = std::any::type_name::<T>();
    let name = name.strip_prefix("alloc::boxed::Box<").unwrap_or(name);
    let path = name.split(['<', '>', ' ']).find(|part| !matches!(*part, "dyn" | "")).unwrap_or(name);
    path.rsplit("::").next().unwrap_or(path)
}

impl WorkResult for () {
    fn is_error(&self) -> bool {
        false
    }
}

impl<T, E> WorkResult for Result<T, E> {
    fn is_error(&self) -> bool {
        self.is_err()
    }

    fn error_type(&self) -> &'static str {
        name_of_type::<E>()
    }
}

/// The outcomes by index.
pub(crate) const OUTCOMES: [Outcome; 4] = [Outcome::Ok, Outcome::Error, Outcome::Panic, Outcome::Cancelled];

/// How work ended: with a value, or with a panic or a cancellation.
pub(crate) type Ended<'a, R> = Result<&'a R, Outcome>;

/// Returns the outcome of work whose value states whether it failed.
pub(crate) fn outcome<R: WorkResult>(ended: Ended<'_, R>) -> Outcome {
    match ended {
        Ok(value) if value.is_error() => Outcome::Error,
        Ok(_) => Outcome::Ok,
        Err(outcome) => outcome,
    }
}

/// A record of work that returns an `R`.
pub(crate) trait Record<R> {
    /// Records the start, which is the first poll of a future.
    fn start(&mut self) {}

    /// Records the end.
    fn end(self, ended: Ended<'_, R>, elapsed: Duration);
}

/// Runs work and records it. Without a record, nothing is measured.
pub(crate) fn call<R>(record: Option<impl Record<R>>, work: impl FnOnce() -> R) -> R {
    let mut run = record.map(|record| Run::start(record, Outcome::OF_UNFINISHED_CALL));
    let value = work();
    if let Some(run) = &mut run {
        run.end(Ok(&value));
    }
    value
}

pin_project! {
    /// A future that is recorded. Without a record, nothing is measured.
    #[must_use = "futures do nothing unless polled"]
    pub(crate) struct Timed<F: Future, C: Record<F::Output>> {
        #[pin]
        work: F,
        // The record until the first poll.
        record: Option<C>,
        // Dropped after the work, so that the values of cancelled work are dropped before it ends.
        run: Option<Run<F::Output, C>>,
    }
}

impl<F: Future, C: Record<F::Output>> Timed<F, C> {
    pub(crate) fn new(record: Option<C>, work: F) -> Self {
        Timed { work, record, run: None }
    }
}

impl<F: Future, C: Record<F::Output>> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if let Some(record) = this.record.take() {
            *this.run = Some(Run::of_future(record));
        }
        let Some(run) = this.run else { return this.work.poll(context) };
        let polled = guard_poll(run, || this.work.poll(context));
        if let Poll::Ready(value) = &polled {
            run.end(Ok(value));
        }
        polled
    }
}

/// Work that has started. It ends as cancelled, or as a panic of a call, if it is dropped.
pub(crate) struct Run<R, C: Record<R>> {
    /// `None` if the work has ended.
    started: Option<(Instant, C)>,
    /// How the work ends if this is dropped.
    dropped: Outcome,
    value: PhantomData<fn(&R)>,
}

impl<R, C: Record<R>> Run<R, C> {
    /// Starts work in polls.
    pub(crate) fn of_future(record: C) -> Self {
        Run::start(record, Outcome::OF_UNFINISHED_FUTURE)
    }

    fn start(mut record: C, dropped: Outcome) -> Self {
        record.start();
        Run { started: Some((Instant::now(), record)), dropped, value: PhantomData }
    }

    /// Records the end, unless the work has ended.
    pub(crate) fn end(&mut self, ended: Ended<'_, R>) {
        if let Some((started, record)) = self.started.take() {
            record.end(ended, started.elapsed());
        }
    }
}

impl<R, C: Record<R>> Unfinished for Run<R, C> {
    fn panicked(&mut self) {
        self.end(Err(Outcome::Panic));
    }
}

impl<R, C: Record<R>> Drop for Run<R, C> {
    fn drop(&mut self) {
        self.end(Err(self.dropped));
    }
}
