//! Finds the family of a sample by name. Two families must not have a sample name in common.

use std::collections::HashMap;

use super::finding::{shown, Position, Report};
use super::rule::Rule;

/// The numbers of families, by the names of their samples.
#[derive(Debug, Default)]
pub(super) struct Owners(HashMap<String, usize>);

impl Owners {
    /// Returns the family that has samples with this name.
    pub(super) fn of(&self, sample: &str) -> Option<usize> {
        self.0.get(sample).copied()
    }

    /// Registers the sample names of a family. A name that another family has remains with that family.
    pub(super) fn claim(
        &mut self,
        family: usize,
        name: &str,
        suffixes: &[&str],
        at: impl Into<Position> + Copy,
        report: &mut Report,
    ) {
        for suffix in suffixes {
            let sample = format!("{name}{suffix}");
            if *self.0.entry(sample.clone()).or_insert(family) != family {
                let words = format!(
                    "an earlier family also has samples named {}; rename one of the families",
                    shown(&sample)
                );
                report.say(at, Rule::SampleClash, words);
            }
        }
    }
}
