//! The types of metrics and of their values.

use std::fmt;

/// The type of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A number that only rises.
    Counter,
    /// A number that is set.
    Gauge,
    /// A number that rises and falls; exported as a gauge.
    UpDownCounter,
    /// Observations counted in buckets.
    Histogram,
    /// Observations with quantiles over a window of time.
    Summary,
    /// The current one of several states.
    StateSet,
    /// Labels that describe something.
    Info,
}

impl Kind {
    /// Returns the keyword of this type in a declaration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::UpDownCounter => "up_down_counter",
            Kind::Histogram => "histogram",
            Kind::Summary => "summary",
            Kind::StateSet => "stateset",
            Kind::Info => "info",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The type of the values that a metric records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueType {
    /// Integers, which are added up exactly.
    Integer,
    /// Floating-point numbers.
    Float,
    /// Durations, which are added up as whole nanoseconds and exported in seconds.
    Duration,
}
