//! The metrics of Gapless itself, whose values come from the registry and not from cells.

use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::declared::label::{Label, LabelValues};
use crate::declared::location::location;

/// The label with the name of the metric that a series is about.
pub(crate) const METRIC: &str = "metric";

/// The labels of a metric by metric.
const BY_METRIC: &[Label] = &[Label::of_type(METRIC, None)];

/// The start of their names, in any spelling.
pub(crate) const PREFIX: &str = "gapless";

/// All of them.
pub(crate) const ALL: [&Descriptor; 9] = [
    &CONFLICTS,
    &CORE_COPIES,
    &INFO,
    &LABEL_CONFLICTS,
    &LOCK_MISSES,
    &OVERFLOWED,
    &READ_PANICS,
    &REFUSED,
    &SERIES,
];

/// Returns whether a name belongs to a metric of Gapless itself, including metrics that its other crates declare.
pub(crate) fn is_own(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('_'))
}

/// Declarations that are left out.
pub(crate) const CONFLICTS: Descriptor = own(
    Kind::Gauge,
    "gapless_conflicts",
    "Declarations that are not exported because they conflict with an earlier one.",
    line!(),
);

/// Copies of this crate.
pub(crate) const CORE_COPIES: Descriptor = own(
    Kind::Gauge,
    "gapless_core_copies",
    "Copies of the core of Gapless in this program; with more than 1, metrics are missing.",
    line!(),
);

/// The version.
pub(crate) const INFO: Descriptor = own(
    Kind::Info,
    "gapless_info",
    "The version of Gapless and the clock that measures durations; always 1.",
    line!(),
)
.with_labels(&[Label::of_type("clock", None), Label::of_type("version", None)]);

/// Values of a struct with equal labels.
pub(crate) const LABEL_CONFLICTS: Descriptor = own(
    Kind::Counter,
    "gapless_label_conflicts_total",
    "Measured values that were left out, because the labels of an earlier value are equal.",
    line!(),
)
.with_labels(BY_METRIC);

/// Locked fields.
pub(crate) const LOCK_MISSES: Descriptor = own(
    Kind::Counter,
    "gapless_lock_misses_total",
    "Reads of a field that was locked, so that its last value was exported.",
    line!(),
)
.with_labels(BY_METRIC);

/// Label values beyond their bound.
pub(crate) const OVERFLOWED: Descriptor = own(
    Kind::Counter,
    "gapless_overflowed_total",
    "Records into the label value `_other`, and measured values that were left out, because the limit of a metric's series was reached.",
    line!(),
)
.with_labels(BY_METRIC);

/// Reads that panicked.
pub(crate) const READ_PANICS: Descriptor = own(
    Kind::Counter,
    "gapless_read_panics_total",
    "Reads of a field that panicked, so that its series was left out.",
    line!(),
)
.with_labels(BY_METRIC);

/// Values that were refused.
pub(crate) const REFUSED: Descriptor = own(
    Kind::Counter,
    "gapless_refused_total",
    "Values and exemplars that were not recorded: not a number, negative, out of range, or too long.",
    line!(),
)
.with_labels(BY_METRIC);

/// The size of the program's metrics.
pub(crate) const SERIES: Descriptor = own(
    Kind::Gauge,
    "gapless_series",
    "Series of declared metrics; each bucket of a histogram is one series.",
    line!(),
);

/// Failures of sources, in each collection.
pub(crate) const SOURCE_FAILURES: &Descriptor = &own(
    Kind::Counter,
    "gapless_source_failures_total",
    "Times that a source, or a family that it emitted, was left out of a scrape, by reason.",
    line!(),
)
.with_labels(&[
    Label::of_type("source", None),
    Label::new("reason", LabelValues::new(&["duplicate", "error", "invalid", "panic", "timeout"])),
]);

const fn own(kind: Kind, name: &'static str, help: &'static str, line: u32) -> Descriptor {
    Descriptor::new(kind, name, help, location!(line, 1)).with_namespace("gapless").with_group("gapless")
}
