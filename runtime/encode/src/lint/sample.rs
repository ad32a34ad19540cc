//! One sample of a body with lines: the rules of its type about its labels and value.

use super::child::Part;
use super::content_type::{Form, Wire};
use super::exemplar;
use super::finding::{shown, Report};
use super::kind::Kind;
use super::line::Sample;
use super::rule::Rule;
use super::{buckets, name, number};

/// Labels with their values, sorted.
pub(super) type Labels = Vec<(String, String)>;

/// The identity of a series: a name and labels.
pub(super) type Series = (String, Labels);

/// A sample with facts about its family.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    sample: &'a Sample<'a>,
    kind: Kind,
    suffix: Option<&'static str>,
    pub(super) form: Form,
    pub(super) at: usize,
    pub(super) timestamp: Option<f64>,
    /// The label that distinguishes samples within a label set.
    inner: Option<String>,
    /// The value of `le` or `quantile`.
    bound: Option<f64>,
}

impl<'a> Reading<'a> {
    /// Reads the labels and the timestamp.
    pub(super) fn new(
        sample: &'a Sample<'a>,
        (family, kind): (&str, Kind),
        suffix: Option<&'static str>,
        form: Form,
        at: usize,
        report: &mut Report,
    ) -> Self {
        let inner = suffix.and_then(|suffix| kind.inner_label(suffix, family)).map(str::to_owned);
        let mut reading = Reading { sample, kind, suffix, form, at, timestamp: None, inner, bound: None };
        reading.timestamp = sample.timestamp.and_then(|text| reading.timestamp(text, report));
        reading.check_labels(report);
        reading.bound = kind.reserved_label().and_then(|name| reading.bound(name, report));
        reading
    }

    /// Returns the identity of the series. All spellings of a bound are equal.
    pub(super) fn series(&self) -> Series {
        let bound = self.bound.map(|bound| format!("{bound:?}"));
        let labels = self.labels(|name, value| match &bound {
            Some(bound) if self.is_inner(name) => Some(bound.clone()),
            _ => Some(value.to_owned()),
        });
        (self.sample.name.clone().into_owned(), labels)
    }

    /// Returns the label set, without `le`, `quantile` or a state, even where these labels are misplaced.
    pub(super) fn child(&self) -> Labels {
        let is_outer = |name: &str| !self.is_inner(name) && self.kind.reserved_label() != Some(name);
        self.labels(|name, value| is_outer(name).then(|| value.to_owned()))
    }

    fn labels(&self, kept: impl Fn(&str, &str) -> Option<String>) -> Labels {
        let present = self.sample.labels.iter().filter(|label| !label.value.is_empty());
        let kept =
            present.filter_map(|label| Some((label.name.to_string(), kept(&label.name, &label.value)?)));
        let mut labels: Vec<_> = kept.collect();
        labels.sort();
        labels
    }

    pub(super) fn is_openmetrics(&self) -> bool {
        self.form.wire == Wire::OpenMetrics
    }

    fn is_inner(&self, name: &str) -> bool {
        self.inner.as_deref() == Some(name)
    }

    /// Returns whether its name fits the type of its family.
    pub(super) fn is_of_its_type(&self) -> bool {
        self.suffix.is_some()
    }

    /// Returns the sample as a part of its label set; `None` if the sample cannot be read.
    pub(super) fn part(&self, report: &mut Report) -> Option<Part> {
        let exemplar = self.exemplar(report);
        let Some(value) = number::value(self.sample.value) else {
            let words = "is not a value; write a number in the range of doubles, `NaN`, `+Inf` or `-Inf`";
            report.say(self.at, Rule::Value, format!("{} {words}", shown(self.sample.value)));
            return None;
        };
        let suffix = self.suffix?;
        if self.is_openmetrics() {
            self.check_value(suffix, value, report);
        }
        let lacks_bound =
            self.kind.reserved_label().is_some_and(|name| self.is_inner(name)) && self.bound.is_none();
        (!lacks_bound).then_some(Part { at: self.at, suffix, bound: self.bound, value, exemplar })
    }

    fn timestamp(&self, text: &str, report: &mut Report) -> Option<f64> {
        let (timestamp, unit) = match self.form.wire {
            Wire::OpenMetrics => (number::seconds(text), "seconds as a number"),
            _ => (number::milliseconds(text), "milliseconds as an integer"),
        };
        if timestamp.is_none() {
            let words = match text.parse::<i64>() {
                Ok(_) => "has a sign, which Prometheus rejects; write only digits".to_owned(),
                Err(_) => format!("cannot be read; write {unit}"),
            };
            report.say(self.at, Rule::Timestamp, format!("the timestamp {} {words}", shown(text)));
        }
        timestamp
    }

    fn check_labels(&self, report: &mut Report) {
        let labels = &self.sample.labels;
        name::check_labels(labels, self.at, report);
        name::check_not_empty(labels, self.at, report);
        self.form.names.check_escaped_labels(labels, self.inner.as_deref(), self.at, report);
        let reserved = self.kind.reserved_label().filter(|reserved| !self.is_inner(reserved));
        if let Some(reserved) = reserved.filter(|reserved| labels.iter().any(|label| label.name == *reserved))
        {
            let words = format!(
                "`{reserved}` is reserved in this type and does not belong to this sample; leave it out"
            );
            report.say(self.at, Rule::ReservedLabel, words);
        }
    }

    /// Reads `le` or `quantile` if the sample must have it.
    fn bound(&self, name: &str, report: &mut Report) -> Option<f64> {
        let inner = self.inner.as_deref()?;
        let Some(label) = self.sample.labels.iter().find(|label| label.name == inner) else {
            report.say(self.at, Rule::Bound, format!("the sample has no label `{name}`; add it"));
            return None;
        };
        let bound = number::value(&label.value).filter(|bound| !bound.is_nan());
        match bound {
            Some(bound) => self.check_bound(bound, &label.value, report),
            None => {
                report.say(
                    self.at,
                    Rule::Bound,
                    format!("{} is not a number; write a number as `{name}`", shown(&label.value)),
                );
            }
        }
        bound
    }

    fn check_bound(&self, bound: f64, text: &str, report: &mut Report) {
        let spelled = number::spelled(bound, self.is_openmetrics());
        if spelled != text {
            let words = format!("{} is not the shortest spelling; write `{spelled}`", shown(text));
            match bound == f64::INFINITY {
                true => report.say(self.at, Rule::BoundSpelling, words),
                false => report.advise(self.at, Rule::BoundSpelling, words),
            }
        }
        if self.kind == Kind::Summary && !(0.0..=1.0).contains(&bound) {
            report.say(
                self.at,
                Rule::Quantile,
                format!("the quantile {} is out of range; write a number from 0 to 1", shown(text)),
            );
        }
    }

    /// Checks an exemplar and returns its value.
    fn exemplar(&self, report: &mut Report) -> Option<f64> {
        let exemplar = self.sample.exemplar.as_ref()?;
        let is_counter = (self.kind, self.suffix) == (Kind::Counter, Some("_total"));
        if !is_counter && self.suffix != Some("_bucket") {
            let words = "the sample cannot have an exemplar; write exemplars only for `_total` of a counter and `_bucket`";
            report.say(self.at, Rule::ExemplarPlace, words);
        }
        exemplar::check_labels(&exemplar.labels, self.at, report);
        exemplar.timestamp.map(|text| self.timestamp(text, report));
        let value = number::value(exemplar.value);
        if value.is_none() {
            report.say(
                self.at,
                Rule::Value,
                format!(
                    "{} is not a value; write a number as the value of the exemplar",
                    shown(exemplar.value)
                ),
            );
        }
        value
    }
}

/// The rules of OpenMetrics about values.
impl Reading<'_> {
    fn check_value(&self, suffix: &str, value: f64, report: &mut Report) {
        match (self.kind, suffix) {
            (_, "_created") => self.check_created(report),
            (Kind::Counter, _) => self.check_counter(value, report),
            (Kind::Info, _) if value != 1.0 => {
                report.say(self.at, Rule::Info, format!("the value {value} of the info is not 1; write 1"));
            }
            (Kind::StateSet, _) => self.check_state(value, report),
            (_, "_bucket" | "_count" | "_gcount") => self.check_count(value, report),
            (Kind::Summary, "") if value < 0.0 => {
                let words = format!(
                    "the value {value} of the quantile{} is negative; write 0 or more",
                    self.shown_bound()
                );
                report.say(self.at, Rule::Quantile, words);
            }
            _ => {}
        }
    }

    fn check_created(&self, report: &mut Report) {
        let text = self.sample.value;
        let words = "is not a time in seconds; write seconds since 1970, without sign and exponent";
        match number::seconds(text) {
            None => report.say(self.at, Rule::Created, format!("{} {words}", shown(text))),
            Some(seconds) if !number::is_plain(seconds, text) => {
                report.advise(self.at, Rule::Created, format!("{} {words}", shown(text)));
            }
            Some(_) => {}
        }
    }

    fn check_counter(&self, value: f64, report: &mut Report) {
        if value.is_nan() || value < 0.0 {
            report.say(
                self.at,
                Rule::CounterValue,
                format!("the value {value} of the counter is not a number of 0 or more; write the total"),
            );
        }
    }

    fn check_state(&self, value: f64, report: &mut Report) {
        if value != 0.0 && value != 1.0 {
            report.say(
                self.at,
                Rule::StateSet,
                format!("the value {value} of the state is not 0 or 1; write 0 or 1"),
            );
        }
        let has_state = |name: &str| self.sample.labels.iter().any(|label| label.name == name);
        if let Some(name) = self.inner.as_deref().filter(|name| !has_state(name)) {
            report.say(
                self.at,
                Rule::StateSet,
                format!("the state is missing; write it as the label {}", shown(name)),
            );
        }
    }

    fn check_count(&self, value: f64, report: &mut Report) {
        if !(value >= 0.0 && value.fract() == 0.0) {
            let what = match self.bound {
                Some(_) => format!("the count {value} of the bucket{}", self.shown_bound()),
                None => format!("the count {value}"),
            };
            report.say(
                self.at,
                Rule::IntegerCount,
                format!("{what} is not an integer of 0 or more; write one"),
            );
        }
    }

    /// Returns the bound after a space, if the sample has a bound.
    fn shown_bound(&self) -> String {
        self.bound.map(|bound| format!(" {}", buckets::shown(bound))).unwrap_or_default()
    }
}
