//! Items for the code that the macros write. They are not part of the public API, and can change at any time.

pub use inventory;

pub use crate::cells::declared::Declared;
pub use crate::cells::open::{ByAny, ByOptionalText, ByReference, ByText, ByType};
pub use crate::cells::series::{LabelSetIndex, SeriesRef};
pub use crate::declared::block::{Block, MetricParts};
pub use crate::declared::budget::DEFAULT_MAX_SERIES;
pub use crate::declared::catalog::CatalogLine;
pub use crate::declared::descriptor::{Descriptor, Seed, Storage};
pub use crate::declared::kind::{Kind, ValueType};
pub use crate::declared::label::Label;
pub use crate::declared::label::{LabelValue, LabelValues};
pub use crate::declared::label_set::{LabelSet, Labels, LabelsOf, ListedLabel, ListedLabels};
pub use crate::declared::native::Native;
pub use crate::dynamic::{BlockBuckets, BlockMetrics};
pub use crate::error::{write_remedy, write_with_causes};
pub use crate::events::feed::{Feed, Measure, Tag, Traced};
pub use crate::handles::counter::Counter;
pub use crate::handles::function::{
    ask, call, then, Answered, Call, CallFuture, CallStream, Function, FunctionDescriptor, IntoStream,
    NoParts, NoStatus, NoStream, NotAFuture, NotAStream, NothingInside, ReturnType, Returned, Then, Timing,
    Watch, Wrapper, NO_KIND,
};
#[cfg(feature = "http")]
pub use crate::handles::function::{HasStatus, Tuple};
pub use crate::handles::gauge::Gauge;
pub use crate::handles::histogram::Histogram;
pub use crate::handles::info::Info;
pub use crate::handles::measured::Measured;
pub use crate::handles::metric_ref::{Shared, Static};
pub use crate::handles::outcome::Outcome;
pub use crate::handles::state_set::StateSet;
pub use crate::handles::summary::Summary;
pub use crate::handles::up_down_counter::UpDownCounter;
pub use crate::names::nearest::nearest;
pub use crate::names::{is_snake_case, OTHER};
pub use crate::reading::registry::Registration;

/// Returns the time since which the program records.
pub use crate::cells::created::created as started;

/// Whether recording is compiled in.
pub const ENABLED: bool = crate::ENABLED;

/// The largest number of labels of a metric.
pub const MAX_LABELS: usize = crate::declared::defaults::MAX_LABELS;

/// The parts of alerts and objectives.
pub mod alert {
    pub use crate::declared::alert::{Alert, Comparison, Matcher, Measure, Operand};
    pub use crate::declared::objective::Objective;
}

/// The parts of catalog lines.
pub mod catalog {
    pub use crate::declared::catalog::{
        bytes, label, label_len, string, string_len, values, values_len, Then,
    };
}

/// The parts of metrics that sources emit.
pub mod sampled {
    pub use crate::cells::value::HistogramValue;
    pub use crate::declared::number::Number;
    pub use crate::sources::samples::{SampledFamily, Samples};
}

/// The parts of measured structs and enums.
pub mod measured {
    pub use crate::cells::living::{FieldReading, LabelTexts, LivingMetric, LivingType};
    pub use crate::handles::measured::private::*;
}

/// The parts of events and handlers.
pub mod event {
    pub use std::sync::Arc;

    pub use crate::events::any::{
        ByField, DebugField, FieldValue, LabelField, OpaqueField, TextField, VisitField,
    };
    pub use crate::events::bus::Bus;
    pub use crate::events::event::{Event, EventType, Field};
    pub use crate::events::metric::{
        ask, check_measure, measure, record_number, record_time, unit_of, Plain, Record, Time,
    };
    pub use crate::events::span::{Ended, EndedCall, Span, Started, StartedCall, ENDED, STARTED};
    pub use crate::events::unit::{Measurement, Unit};
    pub use crate::events::wiring::{BusOf, EventDeclaration, Wiring};
}

pub use crate::__is_error as is_error;
pub use crate::declared::location::{location, new_location};

/// Scrapes of this program, which the metrics of its HTTP server leave out.
pub mod scrapes {
    use std::sync::{Arc, LazyLock};

    use arc_swap::ArcSwap;

    /// The mark in the extensions of each response that an exporter makes.
    #[derive(Clone, Copy, Debug)]
    pub struct Scrape;

    /// The paths of exporters, within their routers.
    static PATHS: LazyLock<ArcSwap<Vec<String>>> = LazyLock::new(ArcSwap::default);

    /// Adds the path of an exporter.
    pub fn add_path(path: &str) {
        PATHS.rcu(|paths| {
            let mut paths = Arc::clone(paths);
            if !matches!(path, "" | "/") && !paths.iter().any(|known| known == path) {
                Arc::make_mut(&mut paths).push(path.to_owned());
            }
            paths
        });
    }

    /// Adds a path and all paths below it.
    pub fn add_below(path: &str) {
        add_path(path);
        add_path(&format!("{path}/"));
    }

    /// Returns whether a request for a path may be a scrape: an exporter may be nested below any path.
    #[must_use]
    pub fn may_be(path: &str) -> bool {
        let is_of = |known: &str| match known.ends_with('/') {
            true => path.contains(known),
            false => path.ends_with(known),
        };
        PATHS.load().iter().any(|known| is_of(known))
    }
}

/// A type that seeds a gauge: a number, or a function that returns a number.
#[diagnostic::on_unimplemented(
    message = "a gauge cannot start at `{Self}`; write a number such as `#[seed(0.0)]`, or a function that returns `f64`",
    label = "neither a number nor a function that returns a number",
    note = "write `#[seed(path::to::function)]` for `fn function() -> f64`"
)]
pub trait GaugeSeed {
    fn value(self) -> f64;
}

impl GaugeSeed for f64 {
    fn value(self) -> f64 {
        self
    }
}

impl<F: FnOnce() -> f64> GaugeSeed for F {
    fn value(self) -> f64 {
        self()
    }
}
