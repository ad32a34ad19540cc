//! Events: who listens to them, and how that is changed while the program runs.

// Events: what happens in a program, told to whoever listens.
//
// A type of event has one static `Bus`, which knows who listens to it. Emitting with nobody there is a load and a branch; with
// handlers it calls them one after the other, in the thread that emits. Handlers come from `#[on_event]` functions and from
// metrics that are declared of events, both collected by `inventory`, and from `attach` while the program
// runs.
//
// - `bus`: the handlers of one type of event, and how they are called.
// - `wiring`: which handlers there are, by their ids; the one lock, which emitting never takes.
// - `any`: an event whose type its handler does not know.
// - `capture`: handlers that keep events, for tests.
// - `failures`: handlers that panic.
// - `metric`: metrics that events are recorded into.
// - `span`: work that is told of when it starts and when it ends.
// - `unit`: what measurements are in.
// - `writer`: events written out.

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
