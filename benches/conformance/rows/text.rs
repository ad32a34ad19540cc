//! The rules of text 0.0.4.

use gapless::encode::lint::Rule;

use super::{BUCKETS, PLACES, Row, TEXT, row, whole};
use crate::answer::Case;

pub(super) const ROWS: &[Row] = &[
    row(
        "every line ends with a single line feed, including the last line",
        Case::Counter,
        TEXT,
        &[Rule::LineEnd, Rule::LastLineEnd],
        &[],
    ),
    row("`# EOF` does not appear", Case::Counter, TEXT, &[Rule::Eof], &[]),
    row(
        "the HELP and TYPE of a counter have the name of its sample, with `_total`",
        Case::Counter,
        TEXT,
        &[Rule::CounterName, Rule::SampleName],
        &["# HELP jobs_total ", "# TYPE jobs_total counter\n"],
    ),
    row(
        "HELP and TYPE appear once, before the samples of their family, which are contiguous",
        Case::Counter,
        TEXT,
        PLACES,
        &["jobs_total{queue=\"mail\"} 3\n", "jobs_total{queue=\"print\"} 1\n"],
    ),
    row(
        "HELP escapes `\\` and line feed, but not quotes",
        Case::Texts,
        TEXT,
        &[Rule::Escape],
        &["# HELP said_total A \\\\ and \"quotes\".\n"],
    ),
    row(
        "label values escape only `\\`, `\"` and line feed",
        Case::Texts,
        TEXT,
        &[Rule::Syntax],
        &["said_total{what=\"a\\\\b\\\"c\\nd\te é\"} 1\n"],
    ),
    row(
        "values are numbers, including infinity and `NaN`",
        Case::Numbers,
        TEXT,
        &[Rule::Value],
        &["number{of=\"tiny\"} ", "number{of=\"none\"} NaN\n"],
    ),
    row(
        "`le` is spelled the way Go prints numbers",
        Case::Histogram,
        TEXT,
        &[Rule::BoundSpelling],
        &[
            "fill_ratio_bucket{le=\"0.5\"} ",
            "fill_ratio_bucket{le=\"1\"} ",
            "fill_ratio_bucket{le=\"1e+06\"} ",
            "fill_ratio_bucket{le=\"+Inf\"} ",
        ],
    ),
    row(
        "buckets are cumulative and ascending, `+Inf` equals the count, and sum and count follow",
        Case::Histogram,
        TEXT,
        BUCKETS,
        &["fill_ratio_bucket{le=\"+Inf\"} 3\nfill_ratio_sum ", "fill_ratio_count 3\n"],
    ),
    row(
        "a value equal to a bound belongs to that bucket",
        Case::Histogram,
        TEXT,
        &[],
        &["fill_ratio_bucket{le=\"0.5\"} 1\n"],
    ),
    row(
        "exemplars and `_created` do not appear",
        Case::Exemplars,
        TEXT,
        &[Rule::ExemplarPlace, Rule::Created],
        &["traced_total 2\n"],
    ),
    row(
        "a summary has a sum, a count, and quantiles that are spelled like numbers",
        Case::Summary,
        TEXT,
        &[Rule::Quantile],
        &["# TYPE nap_ratio summary\n", "nap_ratio{quantile=\"0.5\"} 0.2", "nap_ratio_count 1\n"],
    ),
    row(
        "a label with an empty value is omitted",
        Case::EmptyLabel,
        TEXT,
        &[Rule::EmptyLabel],
        &["seen_total 1\n"],
    ),
    row(
        "an info is a gauge whose name ends in `_info`",
        Case::Info,
        TEXT,
        &[Rule::Type, Rule::Info],
        &["# TYPE build_info gauge\n", "build_info{version=\"1.2\"} 1\n"],
    ),
    row(
        "a state set is a gauge with a sample for each state",
        Case::StateSet,
        TEXT,
        &[Rule::Type, Rule::StateSet],
        &["# TYPE door_state gauge\n", "door_state{door_state=\"open\"} 1\n"],
    ),
    row(
        "a counter is neither NaN nor negative",
        Case::Negative,
        TEXT,
        &[Rule::CounterValue],
        &["spent_total 1\n"],
    ),
    row(
        "a histogram cannot have a label named `le`",
        Case::ReservedLabel,
        TEXT,
        &[Rule::LabelTwice, Rule::ReservedLabel],
        &[],
    ),
    row(
        "two families never share a sample name",
        Case::Clash,
        TEXT,
        &[Rule::SampleClash, Rule::SampleName],
        &[],
    ),
    row("two declarations of one name become one family", Case::Twice, TEXT, PLACES, &[]),
    whole("without metrics, the body is empty", TEXT, ""),
];
