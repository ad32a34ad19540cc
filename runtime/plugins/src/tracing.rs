//! Metrics of `tracing`: a layer that makes records of events and spans, as declarations say by `#[tracing(..)]`.
//!
//! What a callsite feeds is worked out when it is seen first, and kept for the life of the program (`callsites`, `plan`).
//! The layer has a filter of its own: what nothing is declared of is not wanted, so that a callsite that no other layer wants either
//! stays switched off, and those of others are as they were.
//!
//! Not here: the declarations, which are plain data (`core::feed`) whether or not this is compiled in.

mod callsites;
mod draft;
mod measure;
mod plan;
mod span;

use gapless_core::__private::{inventory, Feed, ENABLED};
use tracing_core::subscriber::{Interest, Subscriber};
use tracing_core::{span as spans, Event, LevelFilter, Metadata};
use tracing_subscriber::layer::{Context, Filter, Layer};
use tracing_subscriber::registry::LookupSpan;

use self::callsites::CALLSITES;
use self::draft::Draft;
use self::span::Running;

/// A layer that makes records of what metrics declare by `#[tracing(..)]`.
///
/// It sees what the filters of the whole subscriber let through, and switches nothing on or off for other layers. Give those a
/// filter each, by `with_filter`, so that what only metrics want is in no log.
#[must_use = "a layer does nothing by itself; add it to a subscriber, as `registry().with(layer())`"]
pub fn layer<S>() -> impl Layer<S> + Send + Sync + 'static
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    MetricsLayer.with_filter(Declared)
}

/// Of which something is declared, alone.
struct Declared;

impl<S> Filter<S> for Declared {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        // One that is not known is made while the program runs, as for records of `log`.
        ENABLED && CALLSITES.known(metadata).is_some_and(|callsite| callsite.wanted)
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        match ENABLED && CALLSITES.of(metadata).wanted {
            true => Interest::always(),
            false => Interest::never(),
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        let levels = inventory::iter::<Feed>.into_iter().map(plan::level);
        Some(levels.max().filter(|_| ENABLED).unwrap_or(LevelFilter::OFF))
    }
}

struct MetricsLayer;

impl<S> Layer<S> for MetricsLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        for plan in &CALLSITES.of(event.metadata()).plans {
            let mut draft = Draft::new(plan);
            event.record(&mut draft.visitor(plan));
            plan.record(&draft, None);
        }
    }

    fn on_new_span(&self, attributes: &spans::Attributes<'_>, id: &spans::Id, context: Context<'_, S>) {
        let plans = &CALLSITES.of(attributes.metadata()).plans;
        let span = if plans.is_empty() { None } else { context.span(id) };
        if let Some(span) = span {
            span.extensions_mut().replace(Running::start(plans, attributes));
        }
    }

    fn on_record(&self, id: &spans::Id, values: &spans::Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(running) = span.extensions_mut().get_mut::<Running>() {
            running.record(values);
        };
    }

    fn on_close(&self, id: spans::Id, context: Context<'_, S>) {
        let running = context.span(&id).and_then(|span| span.extensions_mut().remove::<Running>());
        if let Some(running) = running {
            running.end();
        }
    }
}
