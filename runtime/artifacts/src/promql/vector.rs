//! Selected series of a metric.

use super::expr::Expr;
use super::histogram::Form;
use super::names::{self, quoted};
use super::Window;
use crate::catalog::{Family, Matcher};
use crate::error::{Error, ErrorKind};

/// The series of a family that match all conditions.
#[derive(Clone, Debug)]
pub struct Vector<'c> {
    pub(super) family: &'c Family,
    scope: &'c str,
    /// The form of a histogram.
    pub(super) form: Form,
    conditions: Vec<String>,
}

/// A counter, which is only shown as a rate or an increase.
#[derive(Clone, Debug)]
pub struct Counter<'c>(pub(super) Vector<'c>);

/// A metric whose current value is shown.
#[derive(Clone, Debug)]
pub struct Gauge<'c>(pub(super) Vector<'c>);

/// The labels that Prometheus adds to each series of a target.
const OF_TARGETS: [&str; 2] = ["instance", "job"];

impl<'c> Vector<'c> {
    pub(super) fn new(family: &'c Family, scope: &'c str) -> Self {
        Vector { family, scope, form: Form::Any, conditions: Vec::new() }
    }

    /// Sets the form of a histogram.
    pub(super) fn of_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Keeps the series whose label has one of these values, or none of them.
    pub(super) fn matching(mut self, matcher: &Matcher) -> Result<Self, Error> {
        self.check_label(&matcher.label)?;
        if let Some(known) = self.family.label_values(&matcher.label) {
            for value in &matcher.values {
                self.check_value(&matcher.label, value, &known)?;
            }
        }
        let operator = match (&*matcher.values, matcher.negated) {
            ([_], false) => "=",
            ([_], true) => "!=",
            (_, false) => "=~",
            (_, true) => "!~",
        };
        let value = match &*matcher.values {
            [value] => quoted(value),
            values => quoted(&values.iter().map(|value| escaped(value)).collect::<Vec<_>>().join("|")),
        };
        self.conditions.push(format!("{}{operator}{value}", names::label(&matcher.label)));
        Ok(self)
    }

    /// Keeps the series whose label matches a regular expression, which is not compared with the label's values.
    pub(super) fn like(mut self, label: &str, regex: &str) -> Result<Self, Error> {
        self.check_label(label)?;
        if !super::regex::is_closed(regex) {
            return Err(ErrorKind::InvalidRegex { regex: regex.to_owned() }.into());
        }
        self.conditions.push(format!("{}=~{}", names::label(label), quoted(regex)));
        Ok(self)
    }

    /// Returns the labels to aggregate by, if the metric or its target has each of them.
    pub(super) fn by<'a>(&self, labels: &[&'a str]) -> Result<Vec<&'a str>, Error> {
        labels.iter().map(|label| self.check_label(label).map(|()| *label)).collect()
    }

    /// Writes a selector of the series with a suffix, such as `_bucket`, and with one more condition.
    pub(super) fn selector(&self, suffix: &str, condition: Option<&str>) -> String {
        let scope = Some(self.scope).filter(|scope| !scope.is_empty());
        let own = self.conditions.iter().map(String::as_str);
        let conditions: Vec<_> = own.chain(condition).chain(scope).collect();
        names::selector(&format!("{}{suffix}", self.family.name), &conditions)
    }

    /// Writes a selector of the series with a suffix, and of those without it.
    pub(super) fn either(&self, suffix: &str) -> String {
        let name = &self.family.name;
        let names = format!("__name__=~{}", quoted(&format!("{name}|{name}{suffix}")));
        let scope = Some(self.scope).filter(|scope| !scope.is_empty());
        let own = self.conditions.iter().map(String::as_str);
        let conditions: Vec<_> = [&*names].into_iter().chain(own).chain(scope).collect();
        format!("{{{}}}", conditions.join(", "))
    }

    /// Applies a function to the samples of each series in a window.
    pub(super) fn over_time(&self, function: &str, window: Window) -> Expr {
        Expr::atom(format!("{function}({}[{window}])", self.selector("", None)))
    }

    fn check_label(&self, label: &str) -> Result<(), Error> {
        let of_state = label == self.family.name && !self.family.states().is_empty();
        let of_summary = label == "quantile" && self.family.kind == gapless_core::Kind::Summary;
        if self.family.has_label(label) || OF_TARGETS.contains(&label) || of_state || of_summary {
            return Ok(());
        }
        let labels = self.family.label_names().into_iter().map(str::to_owned).collect();
        let (metric, label) = (self.family.name.clone(), label.to_owned());
        Err(ErrorKind::UnknownLabel { metric, label, labels }.into())
    }

    fn check_value(
        &self,
        label: &str,
        value: &str,
        known: &std::collections::BTreeSet<&str>,
    ) -> Result<(), Error> {
        let states = self.family.states();
        let known = if label == self.family.name { &states } else { known };
        if known.contains(value) || !self.family.has_label(label) && known.is_empty() {
            return Ok(());
        }
        let values = known.iter().map(|value| (*value).to_owned()).collect();
        let (metric, label) = (self.family.name.clone(), label.to_owned());
        Err(ErrorKind::UnknownValue { metric, label, value: value.to_owned(), values }.into())
    }
}

/// Writes the methods that all selected series have.
macro_rules! selecting {
    ($($of:ident),*) => {$(
        impl<'c> $of<'c> {
            /// Returns the family.
            #[must_use]
            pub fn family(&self) -> &'c Family {
                self.0.family
            }

            /// Keeps the series whose label has a value.
            ///
            /// # Errors
            ///
            /// Returns an error if the label or the value does not exist.
            pub fn with(self, label: &str, value: &str) -> Result<Self, Error> {
                self.any_of(label, &[value])
            }

            /// Keeps the series whose label has one of these values.
            ///
            /// # Errors
            ///
            /// Returns an error if the label or a value does not exist.
            pub fn any_of(self, label: &str, values: &[&str]) -> Result<Self, Error> {
                let values = values.iter().map(|value| (*value).to_owned()).collect();
                self.matching(&Matcher { label: label.to_owned(), values, negated: false })
            }

            /// Keeps the series whose label does not have a value.
            ///
            /// # Errors
            ///
            /// Returns an error if the label or the value does not exist.
            pub fn without(self, label: &str, value: &str) -> Result<Self, Error> {
                let values = vec![value.to_owned()];
                self.matching(&Matcher { label: label.to_owned(), values, negated: true })
            }

            /// Keeps the series whose label matches a regular expression.
            ///
            /// # Errors
            ///
            /// Returns an error if the label does not exist, or if a bracket of the expression is not closed.
            pub fn like(self, label: &str, regex: &str) -> Result<Self, Error> {
                self.0.like(label, regex).map($of)
            }

            /// Keeps the series that meet a condition.
            ///
            /// # Errors
            ///
            /// Returns an error if the label or a value does not exist.
            pub fn matching(self, matcher: &Matcher) -> Result<Self, Error> {
                self.0.matching(matcher).map($of)
            }

            /// Keeps the series that meet all conditions.
            ///
            /// # Errors
            ///
            /// Returns an error if a label or a value does not exist.
            pub fn matching_all(self, matchers: &[Matcher]) -> Result<Self, Error> {
                matchers.iter().try_fold(self, Self::matching)
            }
        }
    )*};
}

pub(super) use selecting;

selecting!(Counter, Gauge);

impl Counter<'_> {
    /// Returns the increase per second, summed over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn rate(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.over("rate", window, by)
    }

    /// Returns the increase over a window, summed over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn increase(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.over("increase", window, by)
    }

    fn over(&self, function: &str, window: Window, by: &[&str]) -> Result<Expr, Error> {
        let by = self.0.by(by)?;
        Ok(self.0.over_time(function, window).sum_by(&by))
    }

    /// Returns the series themselves, for the values of a variable.
    #[must_use]
    pub fn series(&self) -> Expr {
        Expr::atom(self.0.selector("", None))
    }

    /// Returns 1 if the metric has no series.
    #[must_use]
    pub fn absent(&self) -> Expr {
        Expr::call("absent", &[&self.0.selector("", None)])
    }

    /// Returns 1 if the metric has no samples in a window.
    #[must_use]
    pub fn absent_over(&self, window: Window) -> Expr {
        self.0.over_time("absent_over_time", window)
    }
}

impl Gauge<'_> {
    /// Returns the current value of each series.
    #[must_use]
    pub fn value(&self) -> Expr {
        Expr::atom(self.0.selector("", None))
    }

    /// Returns the sum over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn sum(&self, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.value().sum_by(&self.0.by(by)?))
    }

    /// Returns the greatest value over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn max(&self, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.value().max_by(&self.0.by(by)?))
    }

    /// Returns how often the value changed in a window, summed over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn changes(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.0.over_time("changes", window).sum_by(&self.0.by(by)?))
    }

    /// Returns the mean over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn mean(&self, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.value().aggregate("avg", &self.0.by(by)?))
    }

    /// Returns the least value over all labels except `by`.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn min(&self, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.value().aggregate("min", &self.0.by(by)?))
    }

    /// Returns how fast the value of each series rises per second, over a window.
    #[must_use]
    pub fn deriv(&self, window: Window) -> Expr {
        self.0.over_time("deriv", window)
    }

    /// Returns 1 if the metric has no series.
    #[must_use]
    pub fn absent(&self) -> Expr {
        Expr::call("absent", &[&self.0.selector("", None)])
    }

    /// Returns 1 if the metric has no samples in a window.
    #[must_use]
    pub fn absent_over(&self, window: Window) -> Expr {
        self.0.over_time("absent_over_time", window)
    }
}

/// Returns a regular expression that matches exactly a text.
fn escaped(text: &str) -> String {
    let special = |c: char| r"\.+*?()|[]{}^$".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
