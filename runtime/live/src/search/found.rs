//! The metrics of a view in which the words of a search occur.
//!
//! A word is first searched in what a family says about itself. Labels are read only for the words that are left, one
//! series after the other, and not kept.

use std::collections::BTreeMap;

use gapless_core::{Descriptor, FamilySnapshot, Reading, Registry};
use gapless_encode::{Export, View};
use serde::Serialize;

use super::words::Words;
use crate::reader::{About, LabelPair};

/// The most series of a metric that an answer shows.
const MOST_MATCHES: usize = 5;

/// A metric that was found.
#[derive(Debug, Serialize)]
pub(super) struct Metric {
    #[serde(flatten)]
    pub(super) about: About,
    /// The names of the labels.
    labels: Vec<String>,
    /// The number of series.
    pub(super) series: usize,
    /// Series with the words in their labels.
    matches: Vec<BTreeMap<String, String>>,
}

/// Returns the metrics with the words. The view has the collection of its sources.
pub(super) fn all(view: &View, words: &Words) -> Vec<Metric> {
    let mut reading = Registry::global().read();
    let mut found = Vec::new();
    while let Some((number, of)) = reading.next_family_where(|number| view.export(number, "").is_some()) {
        let Some(export) = view.export(number, of.name) else { continue };
        found.extend(Metric::declared(number, of, &export).search_reading(words, &mut reading, &export));
    }
    for (family, export) in view.exports_of_sources().iter() {
        let snapshot = export.apply(family.clone());
        found.extend(Metric::sourced(&snapshot).search_snapshot(words, &snapshot));
    }
    found
}

impl Metric {
    fn declared(number: usize, of: &Descriptor, export: &Export) -> Self {
        let own: Vec<LabelPair> = of.label_names().map(|name| (name.to_owned().into(), "-".into())).collect();
        let labels = export.labels_of(&own).map(|(name, _)| name.into_owned()).collect();
        Metric { about: About::declared(number, of, export), labels, series: 0, matches: Vec::new() }
    }

    fn sourced(of: &FamilySnapshot) -> Self {
        let labels = of.series.first().map(|series| &series.labels);
        let labels = labels.into_iter().flatten().map(|(name, _)| name.to_string()).collect();
        Metric { about: About::sourced(of), labels, series: 0, matches: Vec::new() }
    }

    /// Returns the words that occur only in values of labels.
    fn left(&self, words: &Words) -> Words {
        let About { name, help, group, .. } = &self.about;
        words.missing_in([&**name, help, group].into_iter().chain(self.labels.iter().map(String::as_str)))
    }

    /// Counts and searches the series of the family that a reading has moved to.
    fn search_reading(mut self, words: &Words, reading: &mut Reading<'_>, export: &Export) -> Option<Self> {
        let left = self.left(words);
        while reading.next_slice() {
            for series in reading.series(0) {
                self.series += 1;
                if !left.is_empty() && self.matches.len() < MOST_MATCHES {
                    let labels = reading.identity(series.number).labels;
                    self.search(&left, export.labels_of(&labels).collect::<Vec<_>>());
                }
            }
        }
        (left.is_empty() || !self.matches.is_empty()).then_some(self)
    }

    /// Counts and searches the series of a family of a source.
    fn search_snapshot(mut self, words: &Words, of: &FamilySnapshot) -> Option<Self> {
        let left = self.left(words);
        for series in &of.series {
            self.series += 1;
            if !left.is_empty() && self.matches.len() < MOST_MATCHES {
                self.search(&left, series.labels.clone());
            }
        }
        (left.is_empty() || !self.matches.is_empty()).then_some(self)
    }

    fn search(&mut self, words: &Words, labels: Vec<LabelPair>) {
        if words.are_in(labels.iter().map(|(_, value)| &**value)) {
            self.matches.push(
                labels.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
            );
        }
    }
}
