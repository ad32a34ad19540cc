//! The recorder: feeds the metrics of each event and span that reaches it.

use tracing_core::subscriber::Subscriber;
use tracing_core::{span as spans, Event};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::callsites::CALLSITES;
use super::draft::Draft;
use super::listeners;
use super::span::{Kept, Running};

/// A layer without a filter, which records all events and spans that reach it.
pub(super) struct Recorder;

impl<S> Layer<S> for Recorder
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        for plan in &CALLSITES.of(event.metadata()).plans {
            let mut draft = Draft::new(plan);
            event.record(&mut draft.visitor(plan));
            draft.record(plan, None);
        }
        listeners::hear(event);
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
