//! Types of families: their names in each format, and their samples.

use super::content_type::Wire;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
    Summary,
    /// `untyped` in text, and a family without TYPE.
    Unknown,
    Info,
    StateSet,
    GaugeHistogram,
}

const OF_TEXT: [(&str, Kind); 5] = [
    ("counter", Kind::Counter),
    ("gauge", Kind::Gauge),
    ("histogram", Kind::Histogram),
    ("summary", Kind::Summary),
    ("untyped", Kind::Unknown),
];

const OF_OPENMETRICS: [(&str, Kind); 8] = [
    ("counter", Kind::Counter),
    ("gauge", Kind::Gauge),
    ("histogram", Kind::Histogram),
    ("summary", Kind::Summary),
    ("unknown", Kind::Unknown),
    ("info", Kind::Info),
    ("stateset", Kind::StateSet),
    ("gaugehistogram", Kind::GaugeHistogram),
];

/// The suffixes of sample names after the family's name, of all types.
pub(super) const ALL_SUFFIXES: [&str; 9] =
    ["", "_total", "_created", "_bucket", "_sum", "_count", "_info", "_gsum", "_gcount"];

/// Returns the types of a format by name.
pub(super) fn words(wire: Wire) -> &'static [(&'static str, Kind)] {
    match wire {
        Wire::OpenMetrics => &OF_OPENMETRICS,
        Wire::Text | Wire::Protobuf => &OF_TEXT,
    }
}

impl Kind {
    /// Returns the suffixes of its samples. Protobuf has the names of text.
    pub(super) fn suffixes(self, wire: Wire) -> &'static [&'static str] {
        match (self, wire) {
            (Kind::Counter, Wire::OpenMetrics) => &["_total", "_created"],
            (Kind::Histogram, Wire::OpenMetrics) => &["_bucket", "_sum", "_count", "_created"],
            (Kind::Histogram, _) => &["_bucket", "_sum", "_count"],
            (Kind::Summary, Wire::OpenMetrics) => &["", "_sum", "_count", "_created"],
            (Kind::Summary, _) => &["", "_sum", "_count"],
            (Kind::Info, _) => &["_info"],
            (Kind::GaugeHistogram, Wire::OpenMetrics) => &["_bucket", "_gsum", "_gcount"],
            (Kind::GaugeHistogram, _) => &["_bucket", "_sum", "_count"],
            (Kind::Counter | Kind::Gauge | Kind::Unknown | Kind::StateSet, _) => &[""],
        }
    }

    /// Returns the label that distinguishes samples with this suffix within a label set.
    pub(super) fn inner_label<'a>(self, suffix: &str, family: &'a str) -> Option<&'a str> {
        match (self, suffix) {
            (Kind::Histogram | Kind::GaugeHistogram, "_bucket") => Some("le"),
            (Kind::Summary, "") => Some("quantile"),
            (Kind::StateSet, "") => Some(family),
            _ => None,
        }
    }

    /// Returns the label that is allowed only as [`Kind::inner_label`].
    pub(super) fn reserved_label(self) -> Option<&'static str> {
        match self {
            Kind::Histogram | Kind::GaugeHistogram => Some("le"),
            Kind::Summary => Some("quantile"),
            _ => None,
        }
    }
}
