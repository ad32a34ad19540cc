//! x

pub use gapless_core::{
    Conflict, Counter, Descriptor, Error, ErrorKind, Family, FamilySnapshot, Gauge, Histogram,
    HistogramValue, Kind, Label, LabelPattern, LabelSet, LabelValue, LabelValues, Number, Observe, Origin,
    Outcome, Precision, Registry, Seed, Series, Site, Snapshot, StatusClass, Timer, UpDownCounter,
    UpDownGuard, Value,
};
#[cfg(feature = "encode")]
#[doc(inline)]
pub use gapless_encode as encode;
#[cfg(feature = "axum")]
pub use gapless_http::router;
pub use gapless_macros::{defmetrics, instrument_metric, LabelValue};

#[doc(hidden)]
pub mod __private {
    pub use gapless_core::__private::*;
}
