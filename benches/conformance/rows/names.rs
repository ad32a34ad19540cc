//! The rules for names that plain readers do not support.

use gapless::encode::Escaping;
use gapless::encode::lint::Rule;

use super::{OPENMETRICS, Row, TEXT_1, open_metrics, row};
use crate::answer::Case;

pub(super) const ROWS: &[Row] = &[
    row(
        "text 1.0.0 writes the quoted name first inside the braces",
        Case::AnyName,
        TEXT_1,
        &[Rule::MetricName, Rule::LabelName, Rule::Syntax],
        &["{\"http.jobs_total\"} 1\n"],
    ),
    row(
        "OpenMetrics writes the quoted name too, if the client requests it",
        Case::AnyName,
        open_metrics(Escaping::AllowUtf8),
        &[Rule::MetricName, Rule::LabelName, Rule::Syntax],
        &["{\"http.jobs_total\"} 1\n"],
    ),
    row(
        "without a request, underscores replace other characters",
        Case::AnyName,
        OPENMETRICS,
        &[Rule::MetricName, Rule::LabelName, Rule::QuotedName],
        &["http_jobs_total 1\n"],
    ),
    row(
        "`escaping=dots`",
        Case::AnyName,
        open_metrics(Escaping::Dots),
        &[Rule::EscapedName],
        &["http_dot_jobs__total 1\n"],
    ),
    row(
        "`escaping=values`",
        Case::AnyName,
        open_metrics(Escaping::Values),
        &[Rule::EscapedName],
        &["U__http_2e_jobs__total 1\n"],
    ),
];
