//! Names of metrics and labels: their characters, what is reserved, and what an escaping can have written.

use std::borrow::Cow;

use super::finding::{shown, Place, Report};
use super::rule::Rule;

/// Which names a body may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Those of plain characters.
    Plain,
    /// Those that the escaping `dots` writes.
    Dots,
    /// Those that the escaping `values` writes.
    Values,
    /// Any, in quotes.
    Utf8,
}

/// A label as it was read.
#[derive(Clone, Debug)]
pub(super) struct Label<'a> {
    pub(super) name: Cow<'a, str>,
    /// Whether the name may have any characters.
    pub(super) is_quoted: bool,
    pub(super) value: Cow<'a, str>,
}

/// Whether the name of a metric needs no quotes.
pub(super) fn is_plain_metric(name: &str) -> bool {
    is_plain(name, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'))
}

/// Whether the name of a label needs no quotes.
pub(super) fn is_plain_label(name: &str) -> bool {
    is_plain(name, |byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_plain(name: &str, allowed: impl Fn(u8) -> bool) -> bool {
    name.bytes().next().is_some_and(|first| !first.is_ascii_digit()) && name.bytes().all(allowed)
}

/// Checks the name of a metric.
pub(super) fn check_metric(name: &str, is_quoted: bool, at: impl Into<Place>, report: &mut Report) {
    if name.is_empty() {
        report.say(at, Rule::MetricName, "a metric has no name");
    } else if !is_quoted && !is_plain_metric(name) {
        let words = "is not made of letters, digits, `_` and `:`, the first no digit";
        report.say(at, Rule::MetricName, format!("the name {} {words}", shown(name)));
    }
}

/// Checks the labels of a sample or an exemplar: each by itself, and that none is there twice.
pub(super) fn check_labels(labels: &[Label<'_>], at: impl Into<Place> + Copy, report: &mut Report) {
    labels.iter().for_each(|label| check_label(label, at, report));
    let mut names: Vec<&str> = labels.iter().map(|label| &*label.name).collect();
    names.sort_unstable();
    for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
        report.say(at, Rule::LabelTwice, format!("the label {} is there twice", shown(pair[0])));
    }
}

fn check_label(label: &Label<'_>, at: impl Into<Place>, report: &mut Report) {
    let name = &label.name;
    if name.is_empty() {
        report.say(at, Rule::LabelName, "a label has no name");
    } else if !label.is_quoted && !is_plain_label(name) {
        let words = "is not made of letters, digits and `_`, the first no digit";
        report.say(at, Rule::LabelName, format!("the label name {} {words}", shown(name)));
    } else if name.starts_with("__") {
        report.say(at, Rule::ReservedLabel, format!("the label {} belongs to Prometheus", shown(name)));
    }
}

/// Checks that a label with an empty value is absent, which is what it means.
pub(super) fn check_not_empty(labels: &[Label<'_>], at: impl Into<Place> + Copy, report: &mut Report) {
    for label in labels.iter().filter(|label| label.value.is_empty()) {
        let words = format!("the label {} has no value; leave it out", shown(&label.name));
        report.advise(at, Rule::EmptyLabel, words);
    }
}

impl Names {
    /// Checks that a family's name is what the escaping makes of some name, which may have lost the end that is given.
    pub(super) fn check_family(self, name: &str, lost: &str, at: impl Into<Place>, report: &mut Report) {
        if !self.has_written(name) && (lost.is_empty() || !self.has_written(&format!("{name}{lost}"))) {
            report.say(at, Rule::EscapedName, self.never_writes(name));
        }
    }

    /// The same of labels, but for `known`, which no escaping changes.
    pub(super) fn check_escaped_labels(
        self,
        labels: &[Label<'_>],
        known: Option<&str>,
        at: impl Into<Place> + Copy,
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
        format!("the escaping `{escaping}` never writes {}: it {words}", shown(name))
    }
}

/// Whether each underscore is one of two, or of `_dot_`.
fn is_of_dots(mut name: &str) -> bool {
    while let Some((_, rest)) = name.split_once('_') {
        let Some(rest) = rest.strip_prefix('_').or_else(|| rest.strip_prefix("dot_")) else { return false };
        name = rest;
    }
    true
}

/// Whether each underscore is one of two, or stands before or after a character's number.
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
