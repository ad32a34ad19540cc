//! A `Metric`: its labels, and its value, which has the type of its family.

use super::super::exemplar;
use super::super::finding::{shown, Report};
use super::super::kind::Kind;
use super::super::name::{self, Label, Names};
use super::super::rule::Rule;
use super::histogram;
use super::message::Message;

#[derive(Debug)]
pub(super) struct Metric<'m> {
    message: &'m Message<'m>,
    kind: Option<Kind>,
    labels: Vec<Label<'m>>,
}

impl<'m> Metric<'m> {
    /// Reads and checks the labels.
    pub(super) fn read(
        message: &'m Message<'m>,
        kind: Option<Kind>,
        names: Names,
        report: &mut Report,
    ) -> Self {
        let labels = labels(message, names == Names::Utf8, report);
        name::check_labels(&labels, message, report);
        name::check_not_empty(&labels, message, report);
        names.check_escaped_labels(&labels, None, message, report);
        if let Some(reserved) = kind.and_then(Kind::reserved_label) {
            if labels.iter().any(|label| label.name == reserved) {
                let words = format!("`{reserved}` is reserved in this type; leave the label out, and write a field of the value");
                report.say(message, Rule::ReservedLabel, words);
            }
        }
        Metric { message, kind, labels }
    }

    /// Returns the identity of the series.
    pub(super) fn series(&self) -> Vec<(String, String)> {
        let present = self.labels.iter().filter(|label| !label.value.is_empty());
        let mut labels: Vec<_> =
            present.map(|label| (label.name.to_string(), label.value.to_string())).collect();
        labels.sort();
        labels
    }

    /// Checks the value.
    pub(super) fn check(&self, report: &mut Report) {
        let Some(kind) = self.kind else { return };
        let (wanted, name) = value_of(kind);
        let others = [2, 3, 4, 5, 7].iter().filter(|number| **number != wanted && self.message.has(**number));
        if !self.message.has(wanted) || others.count() > 0 {
            report.say(
                self.message,
                Rule::MetricType,
                format!("the metric does not have one value of the type of its family; write one `{name}`"),
            );
        }
        let Some(value) = self.message.message(wanted, report) else { return };
        match kind {
            Kind::Counter => check_counter(&value, report),
            Kind::Summary => check_summary(&value, report),
            Kind::Histogram | Kind::GaugeHistogram => histogram::check(&value, report),
            _ => {}
        }
    }
}

/// Returns the field with the value of a type.
fn value_of(kind: Kind) -> (u64, &'static str) {
    match kind {
        Kind::Counter => (3, "counter"),
        Kind::Summary => (4, "summary"),
        Kind::Histogram | Kind::GaugeHistogram => (7, "histogram"),
        Kind::Gauge => (2, "gauge"),
        _ => (5, "untyped"),
    }
}

/// Reads labels. Messages have no quotes, so the caller decides whether names can have any characters.
fn labels<'a>(message: &Message<'a>, is_quoted: bool, report: &mut Report) -> Vec<Label<'a>> {
    let pairs = message.messages(1, report);
    pairs.iter().map(|pair| Label { name: pair.text(1), is_quoted, value: pair.text(2) }).collect()
}

fn check_counter(counter: &Message<'_>, report: &mut Report) {
    check_exemplars(counter, 2, report);
    check_time(counter, 3, report);
}

fn check_summary(summary: &Message<'_>, report: &mut Report) {
    check_time(summary, 4, report);
    for quantile in &summary.messages(3, report) {
        let number = quantile.double(1).unwrap_or_default();
        if !(0.0..=1.0).contains(&number) {
            report.say(
                quantile,
                Rule::Quantile,
                format!("the quantile {number} is out of range; write a number from 0 to 1"),
            );
        }
    }
}

/// An exemplar and its value.
pub(super) struct Exemplar<'a> {
    pub(super) message: Message<'a>,
    pub(super) value: f64,
}

/// Checks the exemplars in a field.
pub(super) fn check_exemplars<'a>(
    message: &Message<'a>,
    number: u64,
    report: &mut Report,
) -> Vec<Exemplar<'a>> {
    let exemplars = message.messages(number, report).into_iter();
    let checked = exemplars.map(|message| {
        exemplar::check_labels(&labels(&message, true, report), &message, report);
        check_time(&message, 3, report);
        let value = message.double(2).unwrap_or_default();
        Exemplar { message, value }
    });
    checked.collect()
}

/// Checks that the nanoseconds of a timestamp are less than a second.
pub(super) fn check_time(message: &Message<'_>, number: u64, report: &mut Report) {
    let Some(time) = message.message(number, report) else { return };
    if time.integer(2) >= 1_000_000_000 {
        let words = format!(
            "{} nanoseconds are a second or more; carry them over to the seconds",
            shown(&time.integer(2).to_string())
        );
        report.say(&time, Rule::Timestamp, words);
    }
}
