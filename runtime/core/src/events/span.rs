//! Spans: work that emits an event when it starts and when it ends, however it ends.
//!
//! A drop guard detects panics and cancellation, for spans as for instrumented functions, so the payload of a panic is
//! never touched. Without handlers, a span costs two branches.

use std::future::{poll_fn, Future};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::Duration;

use super::any::{FieldValue, VisitField};
use super::bus::Bus;
use super::event::{type_of, Event, EventType, Field};
use super::unit::Unit;
use crate::cells::clock::Moment;
use crate::declared::label::LabelValue;
use crate::handles::outcome::{guard_poll, Outcome, Unfinished};

/// An event that is a span: `#[derive(Event)]` with `#[event(span)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a span; add `#[derive(gapless::Event)]` and `#[event(span)]` to the struct",
    label = "not a span"
)]
pub trait Span: Event + 'static {
    #[doc(hidden)]
    const STARTED: &'static EventType;

    #[doc(hidden)]
    const ENDED: &'static EventType;

    #[doc(hidden)]
    fn started() -> &'static Bus<StartedCall<Self>>;

    #[doc(hidden)]
    fn ended() -> &'static Bus<EndedCall<Self>>;
}

/// A handler of starts.
pub type StartedCall<S> = dyn for<'a> Fn(&Started<'a, S>) + Send + Sync;
/// A handler of ends.
pub type EndedCall<S> = dyn for<'a> Fn(&Ended<'a, S>) + Send + Sync;

/// The event of a span's start. Its name is the name of the span, followed by `.started`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Started<'a, S> {
    /// The span.
    pub of: &'a S,
    /// The number of the span, which is equal in [`Ended::id`].
    pub id: u64,
}

/// The event of a span's end. Its name is the name of the span, followed by `.ended`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Ended<'a, S> {
    /// The span, including the changes that its work made.
    pub of: &'a S,
    /// The number of the span, which is equal in [`Started::id`].
    pub id: u64,
    /// The time since the start, as a measurement.
    pub duration: Duration,
    /// How the span ended.
    pub outcome: Outcome,
    /// The [type name](type_of) of the error, if the outcome is an error.
    pub error: Option<&'static str>,
}

const ID: Field = Field::new("id", None);

/// The fields of a start, before the fields of the span.
pub const STARTED: &[Field] = &[ID];

/// The fields of an end, before the fields of the span.
pub const ENDED: &[Field] = &[
    ID,
    Field::new("duration", Some(Unit::Seconds)),
    Field::new("outcome", None),
    Field::new("error", None),
];

impl<S: Span> Event for Started<'_, S> {
    const TYPE: &'static EventType = S::STARTED;

    type Of<'a> = Started<'a, S>;
    type Call = StartedCall<S>;

    #[inline]
    fn bus() -> &'static Bus<Self::Call> {
        S::started()
    }

    fn call(by: impl for<'a> Fn(&Started<'a, S>) + Send + Sync + 'static) -> Arc<Self::Call> {
        Arc::new(by)
    }

    fn give(&self, to: &Self::Call) {
        to(self);
    }

    fn visit(&self, visit: VisitField<'_>) {
        visit(&ID, FieldValue::Debug(&self.id));
        self.of.visit(visit);
    }
}

impl<S: Span> Event for Ended<'_, S> {
    const TYPE: &'static EventType = S::ENDED;

    type Of<'a> = Ended<'a, S>;
    type Call = EndedCall<S>;

    #[inline]
    fn bus() -> &'static Bus<Self::Call> {
        S::ended()
    }

    fn call(by: impl for<'a> Fn(&Ended<'a, S>) + Send + Sync + 'static) -> Arc<Self::Call> {
        Arc::new(by)
    }

    fn give(&self, to: &Self::Call) {
        to(self);
    }

    fn visit(&self, visit: VisitField<'_>) {
        visit(&ENDED[0], FieldValue::Debug(&self.id));
        visit(&ENDED[1], FieldValue::Number(self.duration.as_secs_f64()));
        visit(&ENDED[2], FieldValue::Text(self.outcome.as_label()));
        visit(&ENDED[3], FieldValue::Text(self.error.unwrap_or_default()));
        self.of.visit(visit);
    }
}

/// A span that has started. Dropping it emits its end.
struct Running<S: Span> {
    of: S,
    /// Its number and its start; `None` if the span had no handlers when it started.
    begun: Option<(u64, Moment)>,
    outcome: Outcome,
    error: Option<&'static str>,
}

impl<S: Span> Running<S> {
    /// Starts a span whose outcome is `dropped` unless it returns.
    fn start(of: S, dropped: Outcome) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1); // relaxed: the numbers only have to differ
        let is_heard = S::started().is_heard() || S::ended().is_heard();
        let begun = is_heard.then(|| (NEXT.fetch_add(1, Ordering::Relaxed), Moment::now()));
        if let Some((id, _)) = begun {
            Started { of: &of, id }.emit();
        }
        Running { of, begun, outcome: dropped, error: None }
    }

    /// Ends the span as `Ok`, or as `Error` if there is one.
    fn returned(mut self, error: Option<&'static str>) {
        self.error = error;
        self.outcome = Outcome::of_return(error.is_some());
    }
}

impl<S: Span> Drop for Running<S> {
    fn drop(&mut self) {
        let Running { of, begun, outcome, error } = self;
        if let Some((id, start)) = *begun {
            let duration = Duration::from_nanos(start.nanoseconds());
            Ended { of, id, duration, outcome: *outcome, error: *error }.emit();
        }
    }
}

/// Runs `work` as a span: emits [`Started`] before it and [`Ended`] after it.
///
/// `Ended` contains the changes that `work` makes to the span. If `work` panics, `Ended` is emitted and the panic
/// continues.
pub fn span<S: Span, T>(of: S, work: impl FnOnce(&mut S) -> T) -> T {
    run(of, work, |_| None)
}

/// Runs fallible `work` as a span. The outcome of an `Err` is an error, and [`Ended`] contains its type name.
///
/// # Errors
///
/// Returns the error of `work`.
pub fn try_span<S: Span, T, E>(of: S, work: impl FnOnce(&mut S) -> Result<T, E>) -> Result<T, E> {
    run(of, work, |result| result.as_ref().err().map(type_of))
}

/// Runs a future as a span: emits [`Started`] at its first poll, and [`Ended`] when it is ready.
///
/// `Ended` is also emitted if the future panics, or if it is dropped before it is ready.
pub async fn span_async<S: Span, F: Future>(of: S, work: F) -> F::Output {
    poll(of, work, |_| None).await
}

/// Runs a fallible future as a span. The outcome of an `Err` is an error, and [`Ended`] contains its type name.
///
/// # Errors
///
/// Returns the error of `work`.
pub async fn try_span_async<S, T, E, F>(of: S, work: F) -> Result<T, E>
where
    S: Span,
    F: Future<Output = Result<T, E>>,
{
    poll(of, work, |result| result.as_ref().err().map(type_of)).await
}

fn run<S: Span, R>(
    of: S,
    work: impl FnOnce(&mut S) -> R,
    error: impl FnOnce(&R) -> Option<&'static str>,
) -> R {
    let mut running = Running::start(of, Outcome::OF_UNFINISHED_CALL);
    let result = work(&mut running.of);
    running.returned(error(&result));
    result
}

async fn poll<S: Span, F: Future>(
    of: S,
    work: F,
    error: impl FnOnce(&F::Output) -> Option<&'static str>,
) -> F::Output {
    let mut running = Some(Running::start(of, Outcome::OF_UNFINISHED_FUTURE));
    let mut work = pin!(work); // dropped before `running`, so that inner spans end first
    let result = poll_fn(|context| guard_poll(&mut running, || work.as_mut().poll(context))).await;
    if let Some(running) = running {
        running.returned(error(&result));
    }
    result
}

impl<S: Span> Unfinished for Option<Running<S>> {
    fn panicked(&mut self) {
        if let Some(mut running) = self.take() {
            running.outcome = Outcome::Panic;
        }
    }
}
