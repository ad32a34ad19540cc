//! The layer: the recorder behind a filter, wherever the layer can have a filter.
//!
//! The registry at the root of a subscriber stores the decisions of filters. It gives each filter an id when a layer is
//! put on it. A layer that `reload` inserts later gets no id, and some subscribers do not give ids. Without an id, the
//! recorder receives all events that the rest of the subscriber lets through.
//!
//! A subscriber also asks each layer for the most verbose level that it wants. It takes the answer as a limit for all
//! layers, unless it sees that the layer has a filter. Under a `reload::Layer`, in a `Vec` and in a tree of layers it
//! may not see the filter. So the layer answers only if the subscriber has looked for the filter after it gave the id,
//! and has not looked before, as trees of layers do.

use std::any::TypeId;
use std::sync::atomic::{AtomicBool, Ordering};

use gapless_core::__private::{inventory, Feed, ENABLED};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::subscriber::{Interest, Subscriber};
use tracing_core::{Event, LevelFilter, Metadata};
use tracing_subscriber::filter::Filtered;
use tracing_subscriber::layer::{Context, Filter, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::callsites::CALLSITES;
use super::recorder::Recorder;
use super::stack::has_filters;
use super::{listeners, plan};

/// The recorder and its filter.
pub(super) struct MetricsLayer<S> {
    filtered: Filtered<Recorder, Declared, S>,
    /// Whether the filter has an id.
    has_id: bool,
    /// Whether the filter is part of a tree of layers.
    in_tree: bool,
    /// Whether the subscriber has looked for the filter. Relaxed: no other memory depends on it.
    is_seen: AtomicBool,
}

impl<S> MetricsLayer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    pub(super) fn new() -> Self {
        let filtered = Recorder.with_filter(Declared);
        MetricsLayer { filtered, has_id: false, in_tree: false, is_seen: AtomicBool::new(false) }
    }
}

impl<S> Layer<S> for MetricsLayer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_layer(&mut self, subscriber: &mut S) {
        self.in_tree = self.is_seen.swap(false, Ordering::Relaxed);
        if has_filters::<S>() {
            self.filtered.on_layer(subscriber);
            self.has_id = true;
        }
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.has_id {
            self.filtered.register_callsite(metadata)
        } else {
            Interest::always()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        !self.has_id || self.filtered.enabled(metadata, context)
    }

    fn event_enabled(&self, event: &Event<'_>, context: Context<'_, S>) -> bool {
        !self.has_id || self.filtered.event_enabled(event, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        let is_visible = self.has_id && !self.in_tree && self.is_seen.load(Ordering::Relaxed);
        is_visible.then(|| self.filtered.max_level_hint()).flatten()
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if self.has_id {
            self.filtered.on_event(event, context);
        } else {
            Recorder.on_event(event, context);
        }
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if self.has_id {
            self.filtered.on_new_span(attributes, id, context);
        } else {
            Recorder.on_new_span(attributes, id, context);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if self.has_id {
            self.filtered.on_record(id, values, context);
        } else {
            Recorder.on_record(id, values, context);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if self.has_id {
            self.filtered.on_close(id, context);
        } else {
            Recorder.on_close(id, context);
        }
    }

    #[expect(unsafe_code, reason = "a subscriber finds the filter of a layer by this method alone")]
    unsafe fn downcast_raw(&self, id: TypeId) -> Option<*const ()> {
        if id == TypeId::of::<Self>() {
            return Some(std::ptr::from_ref(self).cast());
        }
        if !has_filters::<S>() {
            return None;
        }
        // SAFETY: the caller promises what this method requires.
        let found = unsafe { self.filtered.downcast_raw(id) };
        // Other crates cannot name the types inside, so `tracing-subscriber` itself has found its marker of a filter.
        self.is_seen.fetch_or(found.is_some(), Ordering::Relaxed);
        found
    }
}

/// Lets through the callsites that a declaration mentions, or that a plugin listens to.
pub(super) struct Declared;

impl<S> Filter<S> for Declared {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        // An unknown callsite was created while the program runs, for example for records of `log`.
        CALLSITES.known(metadata).is_some_and(|callsite| callsite.wanted)
            || listeners::is_wanted(metadata.target())
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        if CALLSITES.of(metadata).wanted || listeners::is_wanted(metadata.target()) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        let levels = inventory::iter::<Feed>.into_iter().map(plan::level);
        let levels = levels.chain(listeners::is_any().then_some(LevelFilter::TRACE));
        Some(levels.max().filter(|_| ENABLED).unwrap_or(LevelFilter::OFF))
    }
}
