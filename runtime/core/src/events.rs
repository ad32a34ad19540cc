//! Events and their handlers: attach, detach, list and capture them, and run work as a span.

// Each event type has one static `Bus`, which holds its handlers. Emitting an event without handlers costs a load and a
// branch. Otherwise the emitting thread calls the handlers one after the other. Handlers are `#[on_event]` functions
// and metrics that are declared on events, both collected by `inventory`, and closures that the running program
// attaches.
//
// - `event`: the trait, and the static description of an event type.
// - `bus`: the handlers of one event type, and how they are called.
// - `wiring`: all handlers by id, behind the one lock, which emitting never takes.
// - `any`: an event whose type the handler does not know.
// - `capture`: handlers that keep events, for tests.
// - `failures`: counts and detaches handlers that panic.
// - `metric`: records measurements of events into metrics.
// - `feed`: the `tracing` events and spans that feed a metric.
// - `span`: work that emits an event at its start and at its end.
// - `unit`: the units of measurements.
// - `writer`: writes events as lines.

pub(crate) mod any;
pub(crate) mod bus;
pub(crate) mod capture;
pub(crate) mod event;
mod failures;
pub(crate) mod feed;
pub(crate) mod metric;
pub(crate) mod span;
pub(crate) mod unit;
pub(crate) mod wiring;
pub(crate) mod writer;

pub use self::any::{AnyEvent, FieldValue};
pub use self::capture::{capture, capture_of_all_threads, Captured};
pub use self::event::{type_of, EventType, Field};
pub use self::span::{span, span_async, try_span, try_span_async, Ended, Span, Started};
pub use self::unit::{Measurement, Unit};
pub use self::wiring::{attach, attach_many, detach, handler, list, Attachment, NewHandler};
pub use self::writer::write_to;
