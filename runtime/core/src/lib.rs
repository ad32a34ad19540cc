//! The core of Gapless: descriptors, typed labels, metric handles and the registry.
//!
//! Use the crate `gapless`, which has all of this and the macros that make it pleasant. No I/O here, no async runtime,
//! no wire format.

#[doc(hidden)]
pub mod __private;
mod cells;
mod declared;
pub mod dynamic;
mod error;
pub mod events;
mod handles;
mod names;
mod reading;
mod sources;
mod unwind;

/// Exemplars of the current trace: where a program says what that is.
pub mod exemplars {
    pub use crate::cells::exemplar::source::{from_source, TraceContext};
}

/// Whether recording is compiled in: the feature `disabled` takes it out.
pub(crate) const ENABLED: bool = !cfg!(feature = "disabled");

pub use crate::cells::exemplar::Exemplar;
pub use crate::cells::native::NativeBuckets;
pub use crate::cells::value::{HistogramValue, StateSetValue, SummaryValue, Value};
pub use crate::declared::descriptor::{Descriptor, Origin, Quantiles, Seed, Storage};
pub use crate::declared::kind::{Kind, ValueType};
pub use crate::declared::label::{Label, LabelList, LabelPattern};
pub use crate::declared::label::{LabelValue, LabelValues, StatusClass};
pub use crate::declared::label_set::LabelSet;
pub use crate::declared::location::Location;
pub use crate::declared::native::Native;
pub use crate::declared::number::Number;
pub use crate::error::Conflict;
pub use crate::error::{Error, ErrorKind};
pub use crate::events::event::Event;
pub use crate::handles::counter::Counter;
pub use crate::handles::function::Outcome;
pub use crate::handles::gauge::Gauge;
pub use crate::handles::histogram::{Histogram, Observe, Timer};
pub use crate::handles::info::Info;
pub use crate::handles::state_set::StateSet;
pub use crate::handles::summary::Summary;
pub use crate::handles::up_down_counter::{UpDownCounter, UpDownGuard};
pub use crate::handles::with_exemplar::WithExemplar;
pub use crate::names::pattern::Pattern;
pub use crate::reading::registry::{Registry, Switch};
pub use crate::reading::selection::{SelectedFamily, Selection};
pub use crate::reading::snapshot::{FamilySnapshot, Series, Snapshot};
pub use crate::sources::samples::{SampleFamily, Samples};
pub use crate::sources::source::{source_fn, try_source_fn, Source, SourceFn};
pub use crate::sources::{
    Collecting, Collection, Failure, FailureReason, SourceState, SourceStatus, Sources,
};

// For the other crates of Gapless.
#[doc(hidden)]
pub use crate::{
    cells::declared::Declared,
    cells::totals::Sample,
    reading::registry::{Identity, ReadSeries, Reading},
};
