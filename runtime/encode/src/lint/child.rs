//! The samples of one label set: their order, and the rules about a whole histogram or summary.

use super::buckets::{self, Bucket};
use super::content_type::{Form, Wire};
use super::finding::Report;
use super::kind::Kind;
use super::rule::Rule;
use super::sample::Reading;

/// A sample of a label set.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) at: usize,
    /// The suffix of its name after the family's name.
    pub(super) suffix: &'static str,
    pub(super) bound: Option<f64>,
    pub(super) value: f64,
    pub(super) exemplar: Option<f64>,
}

impl Part {
    /// Returns the rank of the sample. Ranks must not decrease within a label set.
    fn turn(&self, form: Form) -> u8 {
        match (form.wire, self.suffix) {
            (Wire::OpenMetrics, "_created") | (Wire::Text, "_sum") => 1,
            (Wire::Text, "_count") => 2,
            _ => 0,
        }
    }
}

/// The samples of a label set at one timestamp.
#[derive(Debug)]
pub(super) struct Child {
    form: Form,
    pub(super) timestamp: Option<f64>,
    parts: Vec<Part>,
    /// Whether the linter could read all samples.
    is_whole: bool,
}

impl Child {
    pub(super) fn new(first: &Reading<'_>) -> Self {
        Child { form: first.form, timestamp: first.timestamp, parts: Vec::new(), is_whole: true }
    }

    /// Adds the next sample, and checks the order.
    pub(super) fn push(&mut self, part: Option<Part>, report: &mut Report) {
        let Some(part) = part else {
            self.is_whole = false;
            return;
        };
        if let Some(last) = self.parts.last().filter(|last| last.turn(self.form) > part.turn(self.form)) {
            let order = match self.form.wire {
                Wire::OpenMetrics => "write `_created` last",
                _ => "write lines with `le` or `quantile` first, then `_sum`, then `_count`",
            };
            report.advise(
                part.at,
                Rule::SampleOrder,
                format!("the sample comes after `{}`; {order}", last.suffix),
            );
        }
        self.parts.push(part);
    }

    /// Checks the rules about all samples together.
    pub(super) fn check(&self, kind: Kind, report: &mut Report) {
        let parts = match kind {
            _ if !self.is_whole => return,
            Kind::Histogram => Parts::new(&self.parts, "_sum", "_count"),
            Kind::GaugeHistogram => Parts::new(&self.parts, "_gsum", "_gcount"),
            Kind::Summary => return check_summary(&self.parts, self.form, report),
            _ => return,
        };
        parts.check_buckets(report);
        match self.form.wire {
            Wire::OpenMetrics => parts.check_openmetrics(kind, report),
            _ => parts.check_text(report),
        }
    }
}

/// Checks that quantiles without observations are `NaN`, and the sum.
fn check_summary(parts: &[Part], form: Form, report: &mut Report) {
    let is_empty = parts.iter().any(|part| part.suffix == "_count" && part.value == 0.0);
    let quantiles = parts.iter().filter(|part| part.suffix.is_empty() && !part.value.is_nan());
    if is_empty && form.wire == Wire::OpenMetrics {
        for quantile in quantiles {
            let at = quantile.bound.map(|bound| format!(" {}", buckets::shown(bound))).unwrap_or_default();
            let words = format!("the quantile{at} is {} without observations; write `NaN`", quantile.value);
            report.say(quantile.at, Rule::Quantile, words);
        }
    }
    if let Some(sum) =
        parts.iter().find(|part| part.suffix == "_sum").filter(|_| form.wire == Wire::OpenMetrics)
    {
        check_sum(sum, report);
    }
}

/// Checks the sum of values that are never negative.
fn check_sum(sum: &Part, report: &mut Report) {
    if sum.value.is_nan() || sum.value < 0.0 {
        report.say(
            sum.at,
            Rule::Sum,
            format!(
                "the sum {} is not a number of 0 or more; write a valid sum, or leave out sum and count",
                sum.value
            ),
        );
    }
}

/// The samples of a histogram, by their role.
struct Parts<'a> {
    /// The first line.
    at: usize,
    buckets: Vec<Bucket<usize>>,
    sum: Option<&'a Part>,
    count: Option<&'a Part>,
}

impl<'a> Parts<'a> {
    fn new(parts: &'a [Part], sum: &str, count: &str) -> Self {
        let bucket = |part: &Part| {
            let Part { at, value, exemplar, .. } = *part;
            part.bound.map(|bound| Bucket { at, bound, count: value, exemplar })
        };
        let find = |suffix| parts.iter().find(|part| part.suffix == suffix);
        let at = parts.first().map_or(1, |part| part.at);
        Parts { at, buckets: parts.iter().filter_map(bucket).collect(), sum: find(sum), count: find(count) }
    }

    fn check_buckets(&self, report: &mut Report) {
        buckets::check(&self.buckets, report);
        let infinite = self.buckets.iter().find(|bucket| bucket.bound == f64::INFINITY);
        let Some(infinite) = infinite else {
            return report.say(
                self.at,
                Rule::InfBucket,
                "the histogram has no bucket `le=\"+Inf\"`; write one with the count of all observations",
            );
        };
        if let Some(count) = self.count.filter(|count| count.value != infinite.count) {
            let words = format!(
                "the count {} differs from the bucket `+Inf`, which has {}; write the same number",
                count.value, infinite.count
            );
            report.say(count.at, Rule::Count, words);
        }
    }

    fn check_text(&self, report: &mut Report) {
        if self.sum.is_none() || self.count.is_none() {
            report.advise(
                self.at,
                Rule::SumAndCount,
                "the histogram has no `_sum` or no `_count`; write both",
            );
        }
    }

    /// Checks that a histogram with negative bounds has neither sum nor count: with negative observations, a sum can
    /// decrease.
    fn check_openmetrics(&self, kind: Kind, report: &mut Report) {
        if self.sum.is_some() != self.count.is_some() {
            report.say(
                self.at,
                Rule::SumAndCount,
                "the histogram has a sum or a count, but not both; write both or neither",
            );
        }
        let negative = self.buckets.iter().find(|bucket| bucket.bound < 0.0);
        match (self.sum, negative) {
            (Some(sum), Some(bucket)) if kind == Kind::Histogram => {
                let bound = buckets::shown(bucket.bound);
                let words = format!(
                    "the histogram has the negative bound {bound} and a sum; leave out sum and count"
                );
                report.say(sum.at, Rule::Sum, words);
            }
            (Some(sum), None) => check_sum(sum, report),
            _ => {}
        }
    }
}
