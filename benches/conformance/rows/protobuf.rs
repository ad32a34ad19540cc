//! The rules of delimited protocol buffers.

use gapless::encode::lint::Rule;

use super::{BUCKETS, PROTOBUF, Row, row};
use crate::answer::Case;

pub(super) const ROWS: &[Row] = &[
    row("each message follows its length", Case::Counter, PROTOBUF, &[Rule::Framing, Rule::Truncated], &[]),
    row(
        "each message has the fields of the schema, at most once",
        Case::Counter,
        PROTOBUF,
        &[Rule::Field, Rule::MetricType, Rule::CounterName],
        &[],
    ),
    row("classic buckets are cumulative and ascending", Case::Histogram, PROTOBUF, BUCKETS, &[]),
    row(
        "the schema, spans and deltas of native buckets are consistent and add up to the count",
        Case::Native,
        PROTOBUF,
        &[Rule::Schema, Rule::Spans, Rule::NegativePopulation, Rule::NativeCount, Rule::ZeroThreshold],
        &[],
    ),
    row(
        "an empty native histogram has a span without buckets",
        Case::Native,
        PROTOBUF,
        &[Rule::NoOpSpan],
        &[],
    ),
    row(
        "exemplars of native histograms have a timestamp",
        Case::Native,
        PROTOBUF,
        &[Rule::ExemplarTimestamp],
        &[],
    ),
    row("infos and state sets are gauges", Case::StateSet, PROTOBUF, &[Rule::Type, Rule::MetricType], &[]),
];
