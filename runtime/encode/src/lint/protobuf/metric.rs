//! A `Metric`: its labels, and the one value that is of its family's type.

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
                let words = format!("`{reserved}` is no label of the metric; its type has it within");
                report.say(message, Rule::ReservedLabel, words);
            }
        }
        Metric { message, kind, labels }
    }

    /// What there is only one of.
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
                format!("a metric of this family has one value, a `{name}`"),
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

/// The field that has the value of a type.
fn value_of(kind: Kind) -> (u64, &'static str) {
    match kind {
        Kind::Counter => (3, "counter"),
        Kind::Summary => (4, "summary"),
        Kind::Histogram | Kind::GaugeHistogram => (7, "histogram"),
        Kind::Gauge => (2, "gauge"),
        _ => (5, "untyped"),
    }
}

/// Reads labels; they have no quotes that say whether a name may have any characters.
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
            report.say(quantile, Rule::Quantile, format!("the quantile {number} is not between 0 and 1"));
        }
    }
}

/// What was read of an exemplar.
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

/// Checks a time stamp: its nanoseconds are less than a second.
pub(super) fn check_time(message: &Message<'_>, number: u64, report: &mut Report) {
    let Some(time) = message.message(number, report) else { return };
    if time.integer(2) >= 1_000_000_000 {
        let words = format!("{} are not the nanoseconds of a second", shown(&time.integer(2).to_string()));
        report.say(&time, Rule::Timestamp, words);
    }
}
