//! Failed handlers: counts failures in `gapless_event_handler_failures_total`, and detaches handlers that fail too
//! often.

use std::sync::atomic::Ordering;
use std::sync::Arc;

use super::event::EventType;
use super::wiring::{detach_failed, has_events, Handler};
use crate::cells::declared::Declared;
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::declared::label::Label;
use crate::declared::label::{LabelValue, LabelValues};
use crate::declared::location::location;
use crate::handles::counter::Counter;
use crate::handles::metric_ref::Static;
use crate::reading::registry::Registration;

/// How a handler failed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failure {
    Panic,
    /// The handler was not called, because emits were nested too deeply.
    Recursion,
}

impl LabelValue for Failure {
    const LABELS: LabelValues = LabelValues::new(&["panic", "recursion"]);

    fn index(&self) -> usize {
        *self as usize
    }
}

inventory::submit! { Registration::Own(&FAMILY, has_events) }

/// Exported in programs that have events.
static FAMILY: Declared = Declared::new(
    Descriptor::new(
        Kind::Counter,
        "gapless_event_handler_failures_total",
        "Events whose handler panicked, or that were dropped because handlers recursed too deeply.",
        location!(),
    )
    .with_namespace("gapless")
    .with_group("gapless")
    .with_labels(&[
        Label::of_type("event", None),
        Label::of_type("handler", None),
        Label::new("kind", Failure::LABELS),
    ])
    .with_max_series(100),
);

impl Handler {
    /// Counts a failure, and detaches the handler if it has reached its limit.
    #[cold]
    pub(super) fn fail(self: &Arc<Self>, at: &EventType, how: Failure) {
        let series = FAMILY.series(how.index(), [Some(at.name), Some(&self.id)]);
        Counter::<u64>::from_parts(Static::of(&FAMILY), series).inc();
        let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1; // relaxed: publishes nothing else
        if self.detach_after.is_some_and(|most| failures >= most.get()) {
            detach_failed(self);
        }
    }
}
