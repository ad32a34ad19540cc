//! Metrics of `tracing`: a layer that feeds metrics from events and spans, as declarations ask with `#[tracing(..)]`.
//!
//! On the first event of a callsite, the layer works out which metrics the callsite feeds, and keeps the result for the
//! life of the program. The layer has a filter: a callsite that no declaration mentions, no plugin listens to and no
//! other layer wants stays off.
//!
//! Not here: the declarations, which are plain data in `core`, whether or not this feature is enabled.
// Read the files in this order; each one imports only from those before it: `number`, `plan`, `callsites`, `draft`,
// `span`, `listeners`, `recorder`, `stack`, `layer`.

mod callsites;
mod draft;
mod layer;
pub(crate) mod listeners;
mod number;
mod plan;
mod recorder;
mod span;
mod stack;

use tracing_core::subscriber::Subscriber;
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

use self::layer::MetricsLayer;

/// Creates a layer that feeds the metrics whose declarations have `#[tracing(..)]`.
///
/// One layer is enough: a second layer in the same subscriber counts events twice. The layer sees what the filters of
/// the whole subscriber let through, and does not switch anything on or off for other layers. Give each other layer its
/// own filter with `with_filter`, so that logs do not contain events that only metrics need.
///
/// # Where the layer can stand
///
/// The layer works anywhere in a subscriber: in a `Box`, an `Option`, a `Vec`, an `and_then` or a `reload::Layer`, and
/// on `fmt().finish()` as well as on `registry()`.
///
/// The position determines the cost of an event that no declaration mentions. On a `registry()`, the callsite of such
/// an event stays off unless another layer wants it. Under a `reload::Layer` and on `fmt().finish()`,
/// `tracing-subscriber` does not offer a filter to the layer. There, the layer looks up each event that the rest of the
/// subscriber lets through.
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
/// handle.reload(Some(gapless::tracing::layer().boxed())) // at any later time
/// # })?;
/// # Ok::<(), reload::Error>(())
/// ```
#[must_use = "a layer does nothing by itself; add it to a subscriber with `registry().with(layer())`"]
pub fn layer<S>() -> impl Layer<S> + Send + Sync + 'static
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    MetricsLayer::new()
}
