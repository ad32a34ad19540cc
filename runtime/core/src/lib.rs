//! The core of Gapless: descriptors, typed labels, metric handles and the registry.
//!
//! Use the crate `gapless`, which has all of this and the macros that make it pleasant. No I/O here, no async runtime,
//! no wire format.

#[doc(hidden)]
pub mod __private;
mod atomic;
mod bucket_index;
mod budget;
mod catalog;
mod cells;
mod clock;
mod counter;
mod created;
mod descriptor;
pub mod dynamic;
mod error;
mod event;
mod exemplar;
mod family;
mod feed;
mod function;
mod gauge;
mod histogram;
mod info;
mod json;
mod label;
mod message;
mod name;
mod native;
mod near;
mod open;
mod own;
mod pattern;
mod registry;
mod samples;
mod seeds;
mod selection;
mod slab;
mod snapshot;
mod source;
mod sources;
mod state_set;
mod summary;
mod totals;
mod unwind;
mod up_down_counter;
mod wrong_type;

/// Exemplars of the current trace: where a program says what that is.
pub mod exemplars {
    pub use crate::exemplar::source::{from_source, TraceContext};
}

/// Events: who listens to them, and how that is changed while the program runs.
pub mod events {
    pub use crate::event::any::{AnyEvent, FieldValue};
    pub use crate::event::capture::{capture, capture_of_all_threads, Captured};
    pub use crate::event::span::{span, span_async, try_span, try_span_async, Ended, Span, Started};
    pub use crate::event::unit::{Measurement, Unit};
    pub use crate::event::wiring::{attach, attach_many, detach, handler, list, Attachment, NewHandler};
    pub use crate::event::writer::write_to;
    pub use crate::event::{type_of, EventType, Field};
}

/// Whether recording is compiled in: the feature `disabled` takes it out.
pub(crate) const ENABLED: bool = !cfg!(feature = "disabled");

pub use crate::counter::Counter;
pub use crate::descriptor::{
    Descriptor, Kind, Label, LabelList, LabelPattern, Origin, Precision, Quantiles, Seed, Site, Storage,
};
pub use crate::error::{Error, ErrorKind};
pub use crate::event::Event;
pub use crate::exemplar::{Exemplar, WithExemplar};
pub use crate::family::Family;
pub use crate::function::Outcome;
pub use crate::gauge::Gauge;
pub use crate::histogram::{Histogram, Observe, Timer};
pub use crate::info::Info;
pub use crate::label::{LabelSet, LabelValue, LabelValues, StatusClass};
pub use crate::native::{Native, NativeBuckets};
pub use crate::pattern::Pattern;
pub use crate::registry::{Conflict, Identity, ReadSeries, Reading, Registry, Switch};
pub use crate::samples::{SampleFamily, Samples};
pub use crate::selection::Selection;
pub use crate::snapshot::{
    FamilySnapshot, HistogramValue, Number, Series, Snapshot, StateSetValue, SummaryValue, Value,
};
pub use crate::source::{source_fn, try_source_fn, Source, SourceFn};
pub use crate::sources::{
    Collecting, Collection, Failure, FailureReason, SourceState, SourceStatus, Sources,
};
pub use crate::state_set::StateSet;
pub use crate::summary::Summary;
pub use crate::totals::Sample;
pub use crate::up_down_counter::{UpDownCounter, UpDownGuard};
