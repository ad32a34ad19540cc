//! The rules for names, applied to names at run time.
//!
//! A source forwards the metrics of others, so its names must only be readable. A run-time metric must also follow the
//! recommendations of Prometheus, unless its declaration opts out.

pub(crate) mod nearest;
pub(crate) mod pattern;
#[expect(dead_code, reason = "the macros use the rest of the file, which is equal in both crates")]
pub(crate) mod rules;
pub(crate) mod sample_names;

use crate::declared::kind::Kind;

pub(crate) use self::rules::{plain_label, unit, Severity};

/// The value of all open labels of a combination that is past the bound.
pub const OTHER: &str = "_other";

/// Returns whether a name is lower-case words joined by single underscores, and starts with a letter.
pub fn is_snake_case(name: &str) -> bool {
    rules::is_snake_case(name)
}

/// Returns the first rule of at least this severity that the name of a metric breaks.
pub(crate) fn check_metric(name: &str, kind: Kind, severity: Severity) -> Result<(), String> {
    first(rules::check_metric("", name, Some(kind.as_str())), severity)
}

/// Returns the rule of at least this severity that the name of a label breaks, for a metric of this type.
pub(crate) fn check_label(name: &str, kind: Kind, severity: Severity) -> Result<(), String> {
    first(rules::check_label(name, Some(kind.as_str())), severity)
}

fn first(mistakes: impl IntoIterator<Item = rules::Mistake>, severity: Severity) -> Result<(), String> {
    let counts =
        |mistake: &rules::Mistake| severity == Severity::Should || mistake.severity == Severity::Must;
    mistakes.into_iter().find(counts).map_or(Ok(()), |mistake| Err(mistake.message))
}
