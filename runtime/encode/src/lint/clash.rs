//! Which family has a name of samples: no two have one in common.

use std::collections::HashMap;

use super::finding::{shown, Place, Report};
use super::rule::Rule;

/// Families, by the names of their samples; a family is its number.
#[derive(Debug, Default)]
pub(super) struct Owners(HashMap<String, usize>);

impl Owners {
    /// The family that has samples of this name.
    pub(super) fn of(&self, sample: &str) -> Option<usize> {
        self.0.get(sample).copied()
    }

    /// Gives a family its names; those that another one has stay where they are.
    pub(super) fn claim(
        &mut self,
        family: usize,
        name: &str,
        suffixes: &[&str],
        at: impl Into<Place> + Copy,
        report: &mut Report,
    ) {
        for suffix in suffixes {
            let sample = format!("{name}{suffix}");
            if *self.0.entry(sample.clone()).or_insert(family) != family {
                let words = format!("an earlier family has samples named {}, too", shown(&sample));
                report.say(at, Rule::SampleClash, words);
            }
        }
    }
}
