//! Exemplars of the current trace: where a program says what that is.
//!
//! A record of a metric that is declared with [`#[exemplars]`](crate::guide::exemplars) asks what trace its thread is
//! working for. A program answers once, before it serves: with [`from_opentelemetry`], or with a function of its own.

#[doc(inline)]
pub use gapless_core::exemplars::{from_source, TraceContext};
#[doc(inline)]
pub use gapless_core::WithExemplar;

/// Takes traces from the current span of [OpenTelemetry](opentelemetry), where that is sampled; `false` if another source
/// was named before, which stays.
///
/// The spans of `tracing` are current ones of OpenTelemetry too, if `tracing-opentelemetry` has a layer in the subscriber, of
/// version 0.32 or later and with its context activation left on. `tracing` by itself has no trace that anyone could look up.
///
/// The current span is known by the version of `opentelemetry` that started it: this is of version 0.33. For another one,
/// write the same with [`from_source`].
///
/// ```
/// assert!(gapless::exemplars::from_opentelemetry());
/// ```
#[cfg(feature = "opentelemetry")]
pub fn from_opentelemetry() -> bool {
    from_source(current)
}

#[cfg(feature = "opentelemetry")]
fn current() -> Option<TraceContext> {
    use opentelemetry::trace::TraceContextExt;

    opentelemetry::Context::map_current(|context| {
        let span = context.span();
        let span = span.span_context();
        let is_found = span.is_valid() && span.is_sampled();
        is_found.then(|| TraceContext::new(span.trace_id().to_bytes(), span.span_id().to_bytes()))
    })
}
