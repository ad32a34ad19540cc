//! Exemplars: where a program's traces come from.
//!
//! A metric with `#[exemplars]` asks for the trace of the current thread when it records. A program sets the source
//! of traces once, before it serves requests: with [`from_opentelemetry`], or with a function of its own. The
//! [guide](crate::guide::exemplars) explains exemplars.

pub use gapless_core::exemplars::{from_source, TraceContext};
#[doc(inline)]
pub use gapless_core::WithExemplar;

/// Takes traces from the current span of [OpenTelemetry](opentelemetry), if the span is sampled. Returns `false` if
/// another source was set before; that source stays.
///
/// A span of `tracing` is also a span of OpenTelemetry if the subscriber has a layer of `tracing-opentelemetry` 0.32
/// or later, with its context activation left on. `tracing` alone has no traces.
///
/// The current span is only visible to the version of `opentelemetry` that started it. This function uses version
/// 0.33. For another version, pass a similar function to [`from_source`].
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
