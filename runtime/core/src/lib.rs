//! The core of Gapless: what is declared, how it is recorded, and how it is read. Use the crate `gapless`.
//!
//! This crate does no I/O, contains no async runtime and knows no wire format.

// The folders are layers: each imports only from those before it, and `.ci/layers` checks it. Read them in this order:
//
// 1. `declared`: what a declaration contains, built and checked while a program is compiled.
// 2. `names`: the rules for names, and the search for similar ones.
// 3. `cells`: where numbers are stored, from a single cell up to a declaration with all of its cells.
// 4. `handles`: how a program records into those cells.
// 5. `reading`: the registry, which puts declarations together into families, and snapshots of them.
// 6. `datapoints`: rates, quantiles and others, from two readings.
// 7. `sources`, `dynamic` and `events`: metrics of other systems, metrics made at run time, and events.
// 8. `testing`: probes, which read the records of one test.

#[doc(hidden)]
pub mod __private;
mod cells;
mod datapoints;
mod declared;
pub mod dynamic;
mod error;
pub mod events;
mod handles;
mod names;
mod reading;
mod sources;
#[cfg(feature = "testing")]
pub mod testing;
mod unwind;

/// Bucket bounds by a rule, for metrics that are made at run time.
///
/// The attributes `#[buckets(linear(..))]` and `#[buckets(exponential(..))]` of declared metrics have equal bounds.
pub mod buckets {
    pub use crate::declared::bounds::{exponential, linear, Bounds};
}

/// Exemplars of the current trace: where a program says what that is.
pub mod exemplars {
    pub use crate::cells::exemplar::source::{from_source, TraceContext};
}

/// Fields of measured structs.
pub mod measured {
    pub use crate::handles::measured::{HistogramField, LabelField, NumberField, Read, StateField};
}

/// Whether recording is compiled in: the feature `disabled` takes it out.
pub(crate) const ENABLED: bool = !cfg!(feature = "disabled");

pub use crate::cells::exemplar::Exemplar;
pub use crate::cells::native::NativeBuckets;
pub use crate::cells::value::{HistogramValue, StateSetValue, SummaryValue, Value};
pub use crate::datapoints::{Change, Datapoint, Heat, Quantile, UnknownDatapoint};
pub use crate::declared::alert::{Alert, Comparison, Matcher, Measure};
pub use crate::declared::descriptor::{Descriptor, Origin, Quantiles, Seed, Storage};
pub use crate::declared::kind::{Kind, ValueType};
pub use crate::declared::label::{Label, LabelList, LabelPattern};
pub use crate::declared::label::{LabelValue, LabelValues, StatusClass};
pub use crate::declared::label_set::LabelSet;
pub use crate::declared::location::Location;
pub use crate::declared::native::Native;
pub use crate::declared::number::Number;
pub use crate::declared::objective::{LatencyObjective, Objective};
pub use crate::error::Conflict;
pub use crate::error::{Error, ErrorKind};
pub use crate::events::event::Event;
pub use crate::handles::counter::Counter;
pub use crate::handles::gauge::Gauge;
pub use crate::handles::histogram::{Histogram, Observe, Timer};
pub use crate::handles::info::Info;
pub use crate::handles::measured::Measured;
pub use crate::handles::outcome::Outcome;
pub use crate::handles::state_set::StateSet;
pub use crate::handles::summary::Summary;
pub use crate::handles::up_down_counter::{UpDownCounter, UpDownGuard};
pub use crate::handles::with_exemplar::WithExemplar;
pub use crate::names::pattern::Pattern;
pub use crate::reading::registry::{Registry, Switch};
pub use crate::reading::selection::{SelectedFamily, Selection};
pub use crate::reading::snapshot::{FamilySnapshot, Series, Snapshot};
pub use crate::sources::cached::CachedSource;
pub use crate::sources::samples::{SampleFamily, SampledFamily, Samples};
pub use crate::sources::source::{source_fn, try_source_fn, Source, SourceFn};
pub use crate::sources::{
    Collecting, Collection, Failure, FailureReason, SourceState, SourceStatus, Sources,
};

// For the other crates of Gapless.
#[doc(hidden)]
pub use crate::{
    cells::declared::Declared,
    cells::totals::Sample,
    handles::outcome::{guard_poll, Unfinished},
    reading::registry::{Identity, ReadSeries, Reading},
};
