//! Names of metrics and labels: their characters, reserved names, and names that an escaping cannot produce.

use std::borrow::Cow;

use super::finding::{shown, Position, Report};
use super::rule::Rule;

/// The names that a body can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Names of plain characters.
    Plain,
    /// Names that the escaping `dots` produces.
    Dots,
    /// Names that the escaping `values` produces.
    Values,
    /// Any names, in quotes.
    Utf8,
}

/// A label before it is checked.
#[derive(Clone, Debug)]
pub(super) struct Label<'a> {
    pub(super) name: Cow<'a, str>,
    /// Whether the name can have any characters.
    pub(super) is_quoted: bool,
    pub(super) value: Cow<'a, str>,
}

/// Returns whether the name of a metric is valid without quotes.
pub(super) fn is_plain_metric(name: &str) -> bool {
    is_plain(name, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'))
}

/// Returns whether the name of a label is valid without quotes.
pub(super) fn is_plain_label(name: &str) -> bool {
    is_plain(name, |byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_plain(name: &str, allowed: impl Fn(u8) -> bool) -> bool {
    name.bytes().next().is_some_and(|first| !first.is_ascii_digit()) && name.bytes().all(allowed)
}

/// Checks the name of a metric.
pub(super) fn check_metric(name: &str, is_quoted: bool, at: impl Into<Position>, report: &mut Report) {
    if name.is_empty() {
        report.say(at, Rule::MetricName, "the metric has no name; write one");
    } else if !is_quoted && !is_plain_metric(name) {
        let words =
            "has other characters than letters, digits, `_` and `:`, or begins with a digit; rename it";
        report.say(at, Rule::MetricName, format!("the name {} {words}", shown(name)));
    }
}

/// Checks the labels of a sample or an exemplar, and that every name is unique.
pub(super) fn check_labels(labels: &[Label<'_>], at: impl Into<Position> + Copy, report: &mut Report) {
    labels.iter().for_each(|label| check_label(label, at, report));
    let mut names: Vec<&str> = labels.iter().map(|label| &*label.name).collect();
    names.sort_unstable();
    for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
        report.say(
            at,
            Rule::LabelTwice,
            format!("the label {} appears twice; write it once", shown(pair[0])),
        );
    }
}

fn check_label(label: &Label<'_>, at: impl Into<Position>, report: &mut Report) {
    let name = &label.name;
    if name.is_empty() {
        report.say(at, Rule::LabelName, "a label has no name; write one");
    } else if !label.is_quoted && !is_plain_label(name) {
        let words = "has other characters than letters, digits and `_`, or begins with a digit; rename it";
        report.say(at, Rule::LabelName, format!("the label name {} {words}", shown(name)));
    } else if name.starts_with("__") {
        report.say(
            at,
            Rule::ReservedLabel,
            format!("the label {} is reserved for Prometheus; remove `__` from its start", shown(name)),
        );
    }
}

/// Checks that labels have a value. An empty value means that the label is absent.
pub(super) fn check_not_empty(labels: &[Label<'_>], at: impl Into<Position> + Copy, report: &mut Report) {
    for label in labels.iter().filter(|label| label.value.is_empty()) {
        let words = format!("the label {} has an empty value; leave it out", shown(&label.name));
        report.advise(at, Rule::EmptyLabel, words);
    }
}

impl Names {
    /// Checks that the escaping can produce the name of a family, with or without the suffix `lost`.
    pub(super) fn check_family(self, name: &str, lost: &str, at: impl Into<Position>, report: &mut Report) {
        if !self.has_written(name) && (lost.is_empty() || !self.has_written(&format!("{name}{lost}"))) {
            report.say(at, Rule::EscapedName, self.never_writes(name));
        }
    }

    /// Checks that the escaping can produce the names of labels, except `known`, which no escaping changes.
    pub(super) fn check_escaped_labels(
        self,
        labels: &[Label<'_>],
        known: Option<&str>,
        at: impl Into<Position> + Copy,
        report: &mut Report,
    ) {
        for label in
            labels.iter().filter(|label| known != Some(&*label.name) && !self.has_written(&label.name))
        {
            report.say(at, Rule::EscapedName, self.never_writes(&label.name));
        }
    }

    fn has_written(self, name: &str) -> bool {
        match self {
            Names::Plain | Names::Utf8 => true,
            Names::Dots => is_of_dots(name),
            Names::Values => name.strip_prefix("U__").is_none_or(is_of_values),
        }
    }

    fn never_writes(self, name: &str) -> String {
        let (escaping, words) = match self {
            Names::Dots => ("dots", "doubles each `_` and writes `_dot_` for a dot"),
            _ => ("values", "writes `__` for `_` and `_2e_` for a dot, in lower case, after `U__`"),
        };
        format!("the escaping `{escaping}` cannot produce {}; it {words}", shown(name))
    }
}

/// Returns whether each underscore is doubled or part of `_dot_`.
fn is_of_dots(mut name: &str) -> bool {
    while let Some((_, rest)) = name.split_once('_') {
        let Some(rest) = rest.strip_prefix('_').or_else(|| rest.strip_prefix("dot_")) else { return false };
        name = rest;
    }
    true
}

/// Returns whether each underscore is doubled or encloses the number of a character.
fn is_of_values(mut name: &str) -> bool {
    while let Some((_, rest)) = name.split_once('_') {
        let Some((number, rest)) = rest.split_once('_') else { return false };
        let is_digit = |digit: char| matches!(digit, '0'..='9' | 'a'..='f');
        if number != "FFFD" && !(number.len() <= 6 && number.chars().all(is_digit)) {
            return false;
        }
        name = rest;
    }
    true
}
