//! The labels of exemplars.

use super::finding::{Position, Report};
use super::name::{self, Label};
use super::rule::Rule;

/// The limit for the characters of all names and values together.
const MOST_CHARACTERS: usize = 128;

pub(super) fn check_labels(labels: &[Label<'_>], at: impl Into<Position> + Copy, report: &mut Report) {
    name::check_labels(labels, at, report);
    let n: usize = labels.iter().map(|label| label.name.chars().count() + label.value.chars().count()).sum();
    if n > MOST_CHARACTERS {
        let words =
            format!("the labels of the exemplar have {n} characters; write at most {MOST_CHARACTERS}");
        report.say(at, Rule::ExemplarLength, words);
    }
}
