//! The series of a metric, by name.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::catalog::Matcher;
use crate::error::Error;
use crate::promql::{Counter, Histogram, Queries};

/// The series of a metric that meet conditions. A catalog must contain the metric, the labels and the values.
///
/// ```
/// use gapless::artifacts::objectives::Selector;
///
/// let failed = Selector::new("jobs_total").with("queue", "mail").any_of("outcome", ["error", "panic"]);
/// let unavailable = Selector::new("http_requests_total").like("status", "5..");
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Selector {
    metric: String,
    #[serde(default)]
    labels: BTreeMap<String, Values>,
    #[serde(default)]
    like: BTreeMap<String, String>,
}

/// The values of a label, one of which a series has.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Several(Vec<String>),
}

impl Selector {
    /// Selects all series of a metric.
    #[must_use]
    pub fn new(metric: impl Into<String>) -> Self {
        Selector { metric: metric.into(), labels: BTreeMap::new(), like: BTreeMap::new() }
    }

    /// Keeps the series whose label has a value.
    #[must_use]
    pub fn with(self, label: impl Into<String>, value: impl Into<String>) -> Self {
        self.any_of(label, [value.into()])
    }

    /// Keeps the series whose label has one of these values.
    #[must_use]
    pub fn any_of<V: Into<String>>(
        mut self,
        label: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.labels.insert(label.into(), Values::Several(values.into_iter().map(Into::into).collect()));
        self
    }

    /// Keeps the series whose label matches a regular expression, such as `5..`.
    #[must_use]
    pub fn like(mut self, label: impl Into<String>, regex: impl Into<String>) -> Self {
        self.like.insert(label.into(), regex.into());
        self
    }

    pub(super) fn metric(&self) -> &str {
        &self.metric
    }

    pub(super) fn counter<'c>(&self, queries: &Queries<'c>) -> Result<Counter<'c>, Error> {
        let all = queries.counter(&self.metric)?.matching_all(&self.matchers())?;
        self.like.iter().try_fold(all, |all, (label, regex)| all.like(label, regex))
    }

    pub(super) fn histogram<'c>(&self, queries: &Queries<'c>) -> Result<Histogram<'c>, Error> {
        let all = queries.histogram(&self.metric)?.matching_all(&self.matchers())?;
        self.like.iter().try_fold(all, |all, (label, regex)| all.like(label, regex))
    }

    fn matchers(&self) -> Vec<Matcher> {
        let matcher = |(label, values): (&String, &Values)| Matcher {
            label: label.clone(),
            values: values.all().to_vec(),
            negated: false,
        };
        self.labels.iter().map(matcher).collect()
    }

    /// Returns the values of a label that the selector names.
    pub(super) fn values(&self, label: &str) -> Vec<&str> {
        let values = self.labels.get(label).map(Values::all).unwrap_or_default();
        values.iter().map(String::as_str).collect()
    }

    /// Returns the labels that the selector names, with the values of those that it does not compare with a regular
    /// expression.
    pub(super) fn conditions(&self) -> impl Iterator<Item = (&str, &[String])> {
        let exact = self.labels.iter().map(|(label, values)| (&**label, values.all()));
        exact.chain(self.like.keys().map(|label| (&**label, &[][..])))
    }

    /// Returns labels with which a series is selected, for tests of rules.
    pub(super) fn example(&self) -> BTreeMap<&str, String> {
        let first = |values: &Values| values.all().first().cloned().unwrap_or_default();
        let exact = self.labels.iter().map(|(label, values)| (&**label, first(values)));
        // The simplest regular expressions are one word, words with `|`, and dots for digits.
        let word = |regex: &str| regex.split('|').next().unwrap_or_default().replace('.', "0");
        exact.chain(self.like.iter().map(|(label, regex)| (&**label, word(regex)))).collect()
    }
}

impl Values {
    fn all(&self) -> &[String] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::Several(values) => values,
        }
    }
}
