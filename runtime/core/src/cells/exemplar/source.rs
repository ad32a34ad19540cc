//! Where the trace comes from that a record belongs to: a function that a program names once.

use std::sync::OnceLock;

/// The ids of a trace, and of the span in it that is going on, as the [W3C] defines them.
///
/// [W3C]: https://www.w3.org/TR/trace-context/
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceContext {
    /// Of the trace.
    pub trace_id: [u8; 16],
    /// Of the span.
    pub span_id: [u8; 8],
}

impl TraceContext {
    /// A context of these ids, the most significant byte first.
    #[must_use]
    pub const fn new(trace_id: [u8; 16], span_id: [u8; 8]) -> Self {
        TraceContext { trace_id, span_id }
    }
}

/// Says what trace this thread is working for; `None` where there is none, or where it is not sampled.
pub(crate) type TraceSource = fn() -> Option<TraceContext>;

/// Written once, by whoever wires the program; read by records that may keep an exemplar.
static SOURCE: OnceLock<TraceSource> = OnceLock::new();

/// Names the function that says what trace the current thread is working for, for metrics that keep exemplars; `false` if
/// another one was named before, which stays.
///
/// It is asked by records while they happen, so it has to be quick, and it returns `None` where there is no trace, or one
/// that nobody will find because it is not sampled. Should it panic, there is no exemplar.
///
/// ```
/// use gapless::exemplars::{from_source, TraceContext};
///
/// fn current() -> Option<TraceContext> {
///     None // what the program's own tracing knows
/// }
///
/// assert!(from_source(current));
/// assert!(!from_source(current));
/// ```
pub fn from_source(source: fn() -> Option<TraceContext>) -> bool {
    SOURCE.set(source).is_ok()
}

#[inline]
pub(crate) fn get() -> Option<TraceSource> {
    SOURCE.get().copied()
}

/// What the source says; nothing if it panics, as a record never does.
pub(crate) fn ask(source: TraceSource) -> Option<TraceContext> {
    std::panic::catch_unwind(source).ok().flatten()
}
