//! Alerts of declarations.

use std::time::Duration;

pub use gapless_core::Comparison;

/// An alert: the condition `measure comparison threshold`, which must hold for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The name, such as `QueueTooLong`.
    pub name: String,
    /// The quantity that is compared.
    pub measure: Measure,
    /// The comparison.
    pub comparison: Comparison,
    /// The number that the measure is compared with.
    pub threshold: f64,
    /// The series that the alert covers: those that match all of these.
    pub matchers: Vec<Matcher>,
    /// The labels by which the measure is grouped; each group alerts on its own.
    pub by: Vec<String>,
    /// The time for which the condition must hold.
    pub hold: Duration,
    /// The severity, such as `page`, `ticket` or `info`.
    pub severity: String,
    /// A sentence for the person that the alert reaches.
    pub summary: String,
    /// Details.
    pub description: Option<String>,
    /// The address of a page with instructions.
    pub runbook: Option<String>,
}

/// The quantity that an alert compares with its threshold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Measure {
    /// The value of a gauge.
    Value,
    /// The increase per second, over a window.
    Rate(Duration),
    /// The increase over a window.
    Increase(Duration),
    /// A quantile of a histogram over a window, or of a summary.
    Quantile(f64, Duration),
    /// The increase over a window, divided by the increase of another metric.
    Ratio(String, Duration),
    /// Whether the metric has no series for a window; it has neither a comparison nor a threshold.
    Absent(Duration),
}

/// A condition for the value of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// The name of the label.
    pub label: String,
    /// The values, one of which a series must have.
    pub values: Vec<String>,
    /// Whether a series must have none of the values instead.
    pub negated: bool,
}
