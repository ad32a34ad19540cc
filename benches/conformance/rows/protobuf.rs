//! The rules of delimited protocol buffers.

use gapless::encode::lint::Rule;

use super::{BUCKETS, PROTOBUF, Row, row};
use crate::answer::Case;

pub(super) const ROWS: &[Row] = &[
    row(
        "each message stands behind its length",
        Case::Counter,
        PROTOBUF,
        &[Rule::Framing, Rule::Truncated],
        &[],
    ),
    row(
        "fields are those of the schema, once",
        Case::Counter,
        PROTOBUF,
        &[Rule::Field, Rule::MetricType, Rule::CounterName],
        &[],
    ),
    row("classic buckets are cumulative and ascend", Case::Histogram, PROTOBUF, BUCKETS, &[]),
    row(
        "native buckets: schema, spans and deltas fit, and add up to the count",
        Case::Native,
        PROTOBUF,
        &[Rule::Schema, Rule::Spans, Rule::NegativePopulation, Rule::NativeCount, Rule::ZeroThreshold],
        &[],
    ),
    row("an empty native histogram has a span of no buckets", Case::Native, PROTOBUF, &[Rule::NoOpSpan], &[]),
    row(
        "exemplars of native histograms have a time",
        Case::Native,
        PROTOBUF,
        &[Rule::ExemplarTimestamp],
        &[],
    ),
    row("infos and state sets are gauges", Case::StateSet, PROTOBUF, &[Rule::Type, Rule::MetricType], &[]),
];
