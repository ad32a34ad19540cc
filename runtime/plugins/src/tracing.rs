//! Metrics of `tracing`: a layer that makes records of events and spans, as declarations say by `#[tracing(..)]`.
//!
//! The first sight of a callsite works out what the callsite feeds, for the life of the program (`callsites`, `plan`). The
//! layer has a filter (`layer`): a callsite that no declaration mentions and no other layer wants stays off.
//!
//! Not here: the declarations, which are plain data (`core::feed`) whether or not this is compiled in.

mod callsites;
mod draft;
mod layer;
mod measure;
mod plan;
mod span;
mod stack;

use tracing_core::subscriber::Subscriber;
use tracing_core::{span as spans, Event};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use self::callsites::CALLSITES;
use self::draft::Draft;
use self::layer::MetricsLayer;
use self::span::{Kept, Running};

/// A layer that makes records of what metrics declare by `#[tracing(..)]`.
///
/// One layer is enough: a second layer in the same subscriber counts events once more. The layer sees what the filters of the whole
/// subscriber let through, and it switches nothing on or off for other layers. Give other layers a filter each, by `with_filter`,
/// so that logs do not contain what only metrics want.
///
/// # Where the layer can stand
///
/// The layer works in every place of a subscriber: in a `Box`, an `Option`, a `Vec`, an `and_then` or a `reload::Layer`, and on
/// `fmt().finish()` as on `registry()`.
///
/// The place decides what an event costs that no declaration mentions. On a `registry()`, such a callsite stays off unless
/// another layer wants it. Under a `reload::Layer` and on `fmt().finish()`, `tracing-subscriber` offers no filter to the layer:
/// there, events reach the layer that the rest of the subscriber lets through, and the layer looks each of them up.
///
/// ```
/// use tracing_subscriber::layer::{Layer, SubscriberExt};
/// use tracing_subscriber::{registry, reload, Registry};
///
/// type Place = Option<Box<dyn Layer<Registry> + Send + Sync>>;
///
/// let (place, handle) = reload::Layer::new(Place::None);
/// let subscriber = registry().with(place);
/// # tracing_core::dispatcher::with_default(&tracing_core::Dispatch::new(subscriber), || {
/// handle.reload(Some(gapless_plugins::tracing::layer().boxed())) // at any later time
/// # })?;
/// # Ok::<(), reload::Error>(())
/// ```
#[must_use = "a layer does nothing by itself; add it to a subscriber, as `registry().with(layer())`"]
pub fn layer<S>() -> impl Layer<S> + Send + Sync + 'static
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    MetricsLayer::new()
}

/// Makes records of all events and spans that reach it.
struct Recorder;

impl<S> Layer<S> for Recorder
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
