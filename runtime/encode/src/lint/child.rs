//! The samples of one label set: their order, and what a histogram's or summary's say together.

use super::buckets::{self, Bucket};
use super::content_type::{Form, Wire};
use super::finding::Report;
use super::kind::Kind;
use super::rule::Rule;
use super::sample::Reading;

/// A sample of a child.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) at: usize,
    /// What its name ends in after that of its family.
    pub(super) suffix: &'static str,
    pub(super) bound: Option<f64>,
    pub(super) value: f64,
    pub(super) exemplar: Option<f64>,
}

impl Part {
    /// Where it comes among the samples of its child: what comes before it has no more.
    fn turn(&self, form: Form) -> u8 {
        match (form.wire, self.suffix) {
            (Wire::OpenMetrics, "_created") | (Wire::Text, "_sum") => 1,
            (Wire::Text, "_count") => 2,
            _ => 0,
        }
    }
}

/// The samples of a label set, at one time.
#[derive(Debug)]
pub(super) struct Child {
    form: Form,
    pub(super) timestamp: Option<f64>,
    parts: Vec<Part>,
    /// Whether all samples could be read.
    is_whole: bool,
}

impl Child {
    pub(super) fn new(first: &Reading<'_>) -> Self {
        Child { form: first.form, timestamp: first.timestamp, parts: Vec::new(), is_whole: true }
    }

    /// Takes the next sample, and checks that it comes in its turn.
    pub(super) fn push(&mut self, part: Option<Part>, report: &mut Report) {
        let Some(part) = part else {
            self.is_whole = false;
            return;
        };
        if let Some(last) = self.parts.last().filter(|last| last.turn(self.form) > part.turn(self.form)) {
            let order = match self.form.wire {
                Wire::OpenMetrics => "`_created` comes last",
                _ => "what has `le` or `quantile` comes first, then `_sum`, then `_count`",
            };
            report.advise(part.at, Rule::SampleOrder, format!("this comes after `{}`; {order}", last.suffix));
        }
        self.parts.push(part);
    }

    /// Says what only all samples together show.
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

/// A quantile of nothing is not a number.
fn check_summary(parts: &[Part], form: Form, report: &mut Report) {
    let is_empty = parts.iter().any(|part| part.suffix == "_count" && part.value == 0.0);
    let quantiles = parts.iter().filter(|part| part.suffix.is_empty() && !part.value.is_nan());
    if is_empty && form.wire == Wire::OpenMetrics {
        for quantile in quantiles {
            let at = quantile.bound.map(|bound| format!(" {}", buckets::shown(bound))).unwrap_or_default();
            let words = format!("nothing was observed, so the quantile{at} is `NaN`, not {}", quantile.value);
            report.say(quantile.at, Rule::Quantile, words);
        }
    }
    if let Some(sum) =
        parts.iter().find(|part| part.suffix == "_sum").filter(|_| form.wire == Wire::OpenMetrics)
    {
        check_sum(sum, report);
    }
}

/// A sum of what is never negative.
fn check_sum(sum: &Part, report: &mut Report) {
    if sum.value.is_nan() || sum.value < 0.0 {
        report.say(sum.at, Rule::Sum, format!("the sum is {}, and it is a number of 0 or more", sum.value));
    }
}

/// The samples of a histogram, sorted out.
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
            return report.say(self.at, Rule::InfBucket, "the histogram has no bucket `le=\"+Inf\"`");
        };
        if let Some(count) = self.count.filter(|count| count.value != infinite.count) {
            let words =
                format!("the count is {}, and that of the bucket `+Inf` is {}", count.value, infinite.count);
            report.say(count.at, Rule::Count, words);
        }
    }

    fn check_text(&self, report: &mut Report) {
        if self.sum.is_none() || self.count.is_none() {
            report.advise(self.at, Rule::SumAndCount, "the histogram lacks its `_sum` or `_count`");
        }
    }

    /// Below zero a sum may fall, so a histogram with such bounds has none, and thus no count.
    fn check_openmetrics(&self, kind: Kind, report: &mut Report) {
        if self.sum.is_some() != self.count.is_some() {
            report.say(self.at, Rule::SumAndCount, "a sum and a count are there together, or neither is");
        }
        let negative = self.buckets.iter().find(|bucket| bucket.bound < 0.0);
        match (self.sum, negative) {
            (Some(sum), Some(bucket)) if kind == Kind::Histogram => {
                let bound = buckets::shown(bucket.bound);
                let words = format!("a histogram with the negative bound {bound} has neither sum nor count");
                report.say(sum.at, Rule::Sum, words);
            }
            (Some(sum), None) => check_sum(sum, report),
            _ => {}
        }
    }
}
