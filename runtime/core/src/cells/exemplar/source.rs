//! The source of the current trace: a function that the program sets once.

use std::sync::OnceLock;

/// The ids of a trace and of its current span, as the [W3C] defines them.
///
/// [W3C]: https://www.w3.org/TR/trace-context/
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceContext {
    /// The id of the trace.
    pub trace_id: [u8; 16],
    /// The id of the span.
    pub span_id: [u8; 8],
}

impl TraceContext {
    /// Creates a context from ids, with the most significant byte first.
    #[must_use]
    pub const fn new(trace_id: [u8; 16], span_id: [u8; 8]) -> Self {
        TraceContext { trace_id, span_id }
    }
}

/// Returns the trace of the current thread; `None` without a trace, or if the trace is not sampled.
pub(crate) type TraceSource = fn() -> Option<TraceContext>;

/// Written once by the program's set-up, and read by records that may keep an exemplar.
static SOURCE: OnceLock<TraceSource> = OnceLock::new();

/// Sets the function that returns the trace of the current thread, for metrics that keep exemplars.
///
/// Returns `false` and changes nothing if a function is already set. Records call the function, so it must be fast.
/// It returns `None` without a trace, or if the trace is not sampled. If it panics, the record has no exemplar.
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

/// Calls the source; returns `None` if it panics, because records never panic.
pub(crate) fn ask(source: TraceSource) -> Option<TraceContext> {
    std::panic::catch_unwind(source).ok().flatten()
}
