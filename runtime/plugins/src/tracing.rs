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
use self::span::{Kept, Running};

/// A layer that makes records of what metrics declare by `#[tracing(..)]`.
///
/// One is enough: a second one in the same subscriber counts events once more. It sees what the filters of the whole
/// subscriber let through, and switches nothing on or off for other layers. Give those a filter each, by `with_filter`, so that
/// what only metrics want is in no log.
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
        if plans.is_empty() {
            return;
        }
        let running = Running::start(plans, attributes);
        if let Some(span) = context.span(id) {
            span.extensions_mut().replace(Kept(Some(running)));
        }
    }

    fn on_record(&self, id: &spans::Id, values: &spans::Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let taken = span.extensions_mut().get_mut::<Kept>().and_then(|kept| kept.0.take());
        let Some(mut running) = taken else { return };
        running.record(values);
        if let Some(kept) = span.extensions_mut().get_mut::<Kept>() {
            kept.0 = Some(running);
        };
    }

    fn on_close(&self, id: spans::Id, context: Context<'_, S>) {
        let kept = context.span(&id).and_then(|span| span.extensions_mut().remove::<Kept>());
        if let Some(Kept(Some(running))) = kept {
            running.end();
        }
    }
}
