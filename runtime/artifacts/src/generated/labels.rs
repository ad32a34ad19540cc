//! Choices about labels: which one splits a panel, which one names places, and which values mean errors.

use gapless_core::Kind;

use super::words::split;
use crate::catalog::{Declaration, Family, Label};

/// Labels that say how something ended.
const OUTCOMES: &[&str] = &["outcome", "result", "status", "status_code", "code", "error", "error_type"];

/// Labels that say which kind of thing happened.
const KINDS: &[&str] = &["kind", "reason", "cause", "state", "type", "direction", "phase", "level", "method"];

/// Labels that say where something happened.
const PLACES: &[&str] = &[
    "route",
    "endpoint",
    "function",
    "handler",
    "command",
    "operation",
    "task",
    "queue",
    "host",
    "topic",
    "channel",
    "stage",
    "pool",
    "runtime",
];

/// Words in values, and in names of counters, that mean errors.
const ERRORS: &[&str] = &[
    "abort",
    "aborted",
    "aborts",
    "dead",
    "denied",
    "discarded",
    "dropped",
    "drops",
    "error",
    "errors",
    "exhausted",
    "fail",
    "failed",
    "failure",
    "failures",
    "fatal",
    "invalid",
    "killed",
    "lost",
    "overflow",
    "overflowed",
    "overflows",
    "panic",
    "panicked",
    "panics",
    "refused",
    "rejected",
    "rejections",
    "timeout",
    "timeouts",
    "unavailable",
];

/// The greatest number of lines in a panel.
pub(super) const MOST_LINES: u32 = 10;

/// Returns the most useful label for the legend of a panel.
pub(super) fn split_by(family: &Family) -> Option<&str> {
    useful(family).min_by_key(|label| (rank(&[OUTCOMES, KINDS, PLACES], label), is_open(family, label)))
}

/// Returns the label that names the things of which some are worse than others, such as `route`.
pub(super) fn place(family: &Family) -> Option<&str> {
    let places = useful(family).filter(|label| !is_outcome(label));
    places.min_by_key(|label| (rank(&[PLACES, &["kind"]], label), is_open(family, label)))
}

/// Returns the labels that have, or may have, several values, in declaration order.
pub(super) fn useful(family: &Family) -> impl Iterator<Item = &str> {
    let mut seen: Vec<&str> = Vec::new();
    for name in family.declarations.iter().flat_map(Declaration::label_names) {
        if !seen.contains(&name) && family.label_values(name).is_none_or(|values| values.len() > 1) {
            seen.push(name);
        }
    }
    seen.into_iter()
}

/// Returns whether labels have more values than a panel has lines.
pub(super) fn has_many_values(family: &Family, labels: &[&str]) -> bool {
    let counts = labels.iter().map(|label| family.label_values(label).map(|values| values.len()));
    counts.product::<Option<usize>>().is_none_or(|n| n > MOST_LINES as usize)
}

fn is_open(family: &Family, label: &str) -> bool {
    family.label_values(label).is_none()
}

/// Returns whether each series has a label.
fn is_always_set(family: &Family, name: &str) -> bool {
    let is_set = |label: &Label| label.name == name && !label.values.iter().flatten().any(String::is_empty);
    let has = |of: &Declaration| {
        of.constant_labels.iter().any(|(label, _)| label == name) || of.labels.iter().any(is_set)
    };
    family.declarations.iter().all(has)
}

/// Returns whether a label says how something ended.
pub(super) fn is_outcome(label: &str) -> bool {
    OUTCOMES.iter().any(|of| is_named(label, of))
}

/// Returns whether a label has a name, with or without a prefix: `http_route` is a `route`.
fn is_named(label: &str, name: &str) -> bool {
    label.strip_suffix(name).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(['_', '.']))
}

fn rank(classes: &[&[&str]], label: &str) -> (usize, usize) {
    let position = |class: &&[&str]| class.iter().position(|of| is_named(label, of));
    let found = classes.iter().enumerate().find_map(|(rank, class)| Some((rank, position(class)?)));
    found.unwrap_or((classes.len(), 0))
}

/// The series of a family that count errors.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bad<'c> {
    /// All of them, such as those of `registration_failures_total`.
    All,
    /// The series whose label has one of these values.
    Values(&'c str, Vec<&'c str>),
    /// The series whose label matches a regular expression. The values of this label are known only at run time.
    Like(&'c str, &'static str),
}

impl<'c> Bad<'c> {
    /// Returns the series of a family that count errors, if it has some.
    pub(super) fn of(family: &'c Family) -> Option<Self> {
        let is_error_counter = split(&family.name).iter().any(|word| ERRORS.contains(word));
        if family.kind == Kind::Counter && is_error_counter {
            return Some(Bad::All);
        }
        let mut labels: Vec<_> = useful(family).collect();
        labels.sort_by_key(|label| rank(&[OUTCOMES], label));
        labels.into_iter().find_map(|label| Bad::in_label(family, label))
    }

    fn in_label(family: &'c Family, label: &'c str) -> Option<Self> {
        let Some(values) = family.label_values(label) else {
            return bad_regex(label).map(|regex| Bad::Like(label, regex));
        };
        let bad: Vec<_> = values.iter().copied().filter(|value| is_bad(label, value)).collect();
        let are_some = !bad.is_empty() && (bad.len() < values.len() || !is_always_set(family, label));
        are_some.then_some(Bad::Values(label, bad))
    }

    /// Returns the label whose values distinguish errors from successes.
    pub(super) fn label(&self) -> Option<&'c str> {
        match self {
            Bad::All => None,
            Bad::Values(label, _) | Bad::Like(label, _) => Some(label),
        }
    }
}

/// Returns the regular expression of the values of an open label that mean errors.
fn bad_regex(label: &str) -> Option<&'static str> {
    match label {
        _ if is_status(label) => Some("5.."),
        "error" | "error_type" => Some(".+"),
        _ => None,
    }
}

fn is_bad(label: &str, value: &str) -> bool {
    let of_server = is_status(label) && value.len() == 3 && value.starts_with('5');
    let of_error = matches!(label, "error" | "error_type") && !value.is_empty();
    let mut words = value.split(|c: char| !c.is_alphanumeric());
    of_server || of_error || words.any(|word| ERRORS.contains(&&*word.to_ascii_lowercase()))
}

fn is_status(label: &str) -> bool {
    matches!(label, "status" | "code") || label.ends_with("status_code")
}
