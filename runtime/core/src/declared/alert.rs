//! Alerts: conditions of a metric that a person must know about.
//!
//! `#[alert(..)]` declares them. They cost nothing at run time: rule files are made from them.

use std::time::Duration;

use crate::declared::kind::Kind;
use crate::declared::label_set::LabelsOf;
use crate::declared::message::Message;

/// An alert: the condition `measure comparison threshold`, which must hold for a time.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::descriptor::{Comparison, Measure};
/// use gapless::Registry;
///
/// gapless::defmetrics! {
///     /// Users that have registered.
///     #[alert(NewUserRegistered, increase("5m") > 0, severity = "info", summary = "New user registered")]
///     counter users_registered_total;
/// }
///
/// let users = Registry::global().descriptors().find(|of| of.name == "users_registered_total");
/// let alert = users.expect("it is declared").alerts[0];
/// assert_eq!((alert.name, alert.severity), ("NewUserRegistered", "info"));
/// assert_eq!(alert.measure, Measure::Increase(Duration::from_secs(300)));
/// assert_eq!((alert.comparison, alert.threshold), (Comparison::Greater, 0.0));
/// # users_registered_total().inc();
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Alert {
    /// The name, such as `QueueTooLong`.
    pub name: &'static str,
    /// The measured number.
    pub measure: Measure,
    /// The comparison. An alert on [`Measure::Absent`] does not use it.
    pub comparison: Comparison,
    /// The number that the measure is compared with. An alert on [`Measure::Absent`] does not use it.
    pub threshold: f64,
    /// The conditions that a series must meet to be measured.
    pub matchers: &'static [Matcher],
    /// The labels by which series are added up. Each combination of their values alerts on its own.
    pub by: &'static [&'static str],
    /// The time for which the condition must hold.
    pub hold: Duration,
    /// The severity, such as `page`, `ticket` or `info`.
    pub severity: &'static str,
    /// A sentence for the person that the alert reaches.
    pub summary: &'static str,
    /// Details.
    pub description: Option<&'static str>,
    /// The address of a page with instructions.
    pub runbook: Option<&'static str>,
}

/// The number that an alert compares.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Measure {
    /// The value of a gauge, or whether a state set is in a state.
    Value,
    /// The increase per second over a window. A histogram or a summary counts its observations.
    Rate(Duration),
    /// The increase over a window. A histogram or a summary counts its observations.
    Increase(Duration),
    /// A quantile of a histogram over a window, or a quantile that a summary exports.
    Quantile(f64, Duration),
    /// The increase over a window, divided by the increase of the metric with this name.
    ///
    /// The matchers select series of the alert's own metric only. The labels in `by` group both metrics.
    Ratio(&'static str, Duration),
    /// Whether the metric had no series during the window.
    Absent(Duration),
}

/// The comparison of a measure with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

/// A condition on the value of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matcher {
    /// The name of the label.
    pub label: &'static str,
    /// The values. A series must have one of them.
    pub values: &'static [&'static str],
    /// Whether a series must have none of the values instead.
    pub negated: bool,
}

impl Comparison {
    /// Returns the operator.
    ///
    /// ```
    /// assert_eq!(gapless::descriptor::Comparison::GreaterOrEqual.as_str(), ">=");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
        }
    }
}

/// For the macros, which build alerts in `const` code.
#[doc(hidden)]
impl Alert {
    /// Creates an alert that fires at once, with severity `ticket`.
    #[must_use]
    pub const fn new(name: &'static str, measure: Measure, summary: &'static str) -> Self {
        Alert {
            name,
            measure,
            comparison: Comparison::Greater,
            threshold: 0.0,
            matchers: &[],
            by: &[],
            hold: Duration::ZERO,
            severity: "ticket",
            summary,
            description: None,
            runbook: None,
        }
    }

    /// Sets the comparison and the threshold.
    #[must_use]
    pub const fn with_threshold(mut self, comparison: Comparison, threshold: f64) -> Self {
        (self.comparison, self.threshold) = (comparison, threshold);
        self
    }

    /// Sets the conditions on label values.
    #[must_use]
    pub const fn with_matchers(mut self, matchers: &'static [Matcher]) -> Self {
        self.matchers = matchers;
        self
    }

    /// Sets the labels by which series are added up.
    #[must_use]
    pub const fn with_by(mut self, by: &'static [&'static str]) -> Self {
        self.by = by;
        self
    }

    /// Sets the time for which the condition must hold, in seconds.
    #[must_use]
    pub const fn with_hold(mut self, seconds: u64) -> Self {
        self.hold = Duration::from_secs(seconds);
        self
    }

    /// Sets the severity.
    #[must_use]
    pub const fn with_severity(mut self, severity: &'static str) -> Self {
        self.severity = severity;
        self
    }

    /// Sets the description.
    #[must_use]
    pub const fn with_description(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// Sets the address of the runbook.
    #[must_use]
    pub const fn with_runbook(mut self, runbook: &'static str) -> Self {
        self.runbook = Some(runbook);
        self
    }
}

#[doc(hidden)]
impl Matcher {
    /// Creates a condition.
    #[must_use]
    pub const fn new(label: &'static str, values: &'static [&'static str], negated: bool) -> Self {
        Matcher { label, values, negated }
    }
}

/// The labels of an argument that an alert names.
impl LabelsOf {
    /// Fails the build of an alert with a value that the label does not have.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the known values.
    #[track_caller]
    pub const fn check_matched(self, label: &str, value: &str) {
        match self {
            LabelsOf::One(values) if !values.contains(value) => {
                let mut message = Message::new();
                message.code(value).text(" is not a value of the label ").code(label);
                message.text("; write one of ");
                values.write(&mut message);
                panic!("{}", message.as_str());
            }
            of => of.check_single(label),
        }
    }

    /// Fails the build of an alert that names an argument with several labels.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the remedy.
    #[track_caller]
    pub const fn check_single(self, label: &str) {
        if let LabelsOf::Listed(_) = self {
            let mut message = Message::new();
            message.code(label).text(" is a `LabelSet`, and an alert cannot choose one of its labels; ");
            message.text("remove it here, or give the metric a label with `#[derive(LabelValue)]`");
            panic!("{}", message.as_str());
        }
    }

    /// Returns the value at an index; empty if the argument is not one label with known values.
    #[must_use]
    pub const fn text(self, index: usize) -> &'static str {
        match self {
            LabelsOf::One(values) => values.text(index),
            LabelsOf::Open | LabelsOf::Listed(_) => "",
        }
    }
}

/// A metric that an alert can divide by. The macros write it beside each accessor.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// The full name, including the namespace.
    pub name: &'static str,
    /// The type.
    pub kind: Kind,
}

impl Operand {
    /// Returns the name of a metric that counts.
    ///
    /// # Panics
    ///
    /// Panics in `const` code if the metric does not count, with the remedy.
    #[must_use]
    #[track_caller]
    pub const fn counted(self) -> &'static str {
        if !matches!(self.kind, Kind::Counter | Kind::Histogram) {
            let mut message = Message::new();
            message.code(self.name).text(" is of type ").code(self.kind.as_str());
            message.text(", and `ratio` divides by the increase of a counter or a histogram; ");
            message.text("write the accessor of a counter or a histogram");
            panic!("{}", message.as_str());
        }
        self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declared::label::LabelValue;

    #[test]
    fn an_alert_fires_at_once_as_a_ticket_unless_it_says_otherwise() {
        let alert = Alert::new("QueueTooLong", Measure::Value, "The queue is long");
        assert_eq!((alert.hold, alert.severity), (Duration::ZERO, "ticket"));
        let page = alert.with_threshold(Comparison::LessOrEqual, 0.5).with_hold(90).with_severity("page");
        assert_eq!((page.comparison.as_str(), page.threshold), ("<=", 0.5));
        assert_eq!((page.hold, page.severity), (Duration::from_secs(90), "page"));
    }

    #[test]
    fn a_value_of_an_optional_label_has_the_text_of_its_index() {
        let of = LabelsOf::One(Option::<bool>::LABELS);
        assert_eq!([0, 1, 2, 3].map(|index| of.text(index)), ["", "false", "true", ""]);
        assert_eq!(LabelsOf::Open.text(0), "");
    }

    #[test]
    #[should_panic(expected = "`room` is of type `gauge`, and `ratio` divides by the increase of a counter")]
    fn a_ratio_to_a_gauge_is_an_error() {
        let _ = Operand { name: "room", kind: Kind::Gauge }.counted();
    }

    #[test]
    #[should_panic(expected = "`maybe` is not a value of the label `ok`; write one of `false`, `true`")]
    fn an_unknown_value_is_an_error_with_the_known_values() {
        LabelsOf::One(bool::LABELS).check_matched("ok", "maybe");
    }
}
