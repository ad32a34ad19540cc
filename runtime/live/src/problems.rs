//! Problems: the list of current problems of the program, from readings of the metrics of Gapless and of functions.
//!
//! A counter of lost records or values stays in the list, because they stay missing. A failing measurement, source,
//! report or reporter is in the list while it fails, a function for a minute after each panic, a task until it is up,
//! and a reporter that is over its limit until it is enabled. The registry itself reports conflicts.
//!
//! `rules` contains the metrics that are problems, with a sentence for each. `watched` keeps the facts from earlier
//! readings. `registry` converts the problems of the registry.

mod registry;
mod rises;
mod rules;
#[cfg(test)]
mod tests;
mod watched;

use std::collections::{BTreeMap, HashMap};

use gapless_core::{Descriptor, FamilySnapshot, Kind, Origin, Registry};
use gapless_encode::View;
use serde::Serialize;

use self::rules::{Rule, PANICS, RULES};
use self::watched::Watched;

/// The most entries of the list.
const MAX_PROBLEMS: usize = 100;

/// The most characters of a label value in the list.
const MAX_CHARACTERS: usize = 100;

/// The time between two checks of the registry, in ms.
const CHECK_EVERY: u64 = 10_000;

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    pub(crate) kind: &'static str,
    pub(crate) severity: Severity,
    /// The name of the metric, function, task or other part of the program.
    pub(crate) subject: String,
    /// A sentence with the event and the remedy.
    pub(crate) text: String,
    /// How often it happened since the start.
    pub(crate) count: u64,
    /// How often it happened in the last minute.
    pub(crate) recent: u64,
}

/// Whether a problem is happening, or has left something incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Error,
    Warning,
}

/// The problems of the program, which each tick updates.
#[derive(Debug)]
pub(crate) struct Problems {
    /// By exported name.
    families: BTreeMap<String, Watched>,
    /// The exported names of declared metrics, if they differ.
    exported: HashMap<String, String>,
    /// The problems of the registry, and when they were checked.
    of_registry: (Vec<Problem>, Option<u64>),
}

impl Problems {
    /// Creates an empty list for a view.
    pub(crate) fn new(view: &View) -> Self {
        let exports = || {
            Registry::global()
                .descriptors()
                .enumerate()
                .filter_map(|(number, of)| Some((of, view.export(number, of.name)?.name)))
        };
        let functions = exports().filter(|(of, _)| counts_panics(of)).map(|(_, name)| name);
        let renamed = exports().filter(|(of, name)| of.name != name);
        let exported = renamed.map(|(of, name)| (of.name.to_owned(), name)).collect();
        Problems::of(functions, exported)
    }

    fn of(functions: impl Iterator<Item = String>, exported: HashMap<String, String>) -> Self {
        let own = RULES.iter().map(|rule| (rule.family.to_owned(), rule));
        let functions = functions.map(|name| (name, &PANICS));
        let watched = |(name, rule): (String, &'static Rule)| (name, Watched::new(rule));
        let families = own.chain(functions).map(watched).collect();
        Problems { families, exported, of_registry: (Vec::new(), None) }
    }

    /// Returns the exported names of the families that each tick reads.
    ///
    /// A program without such a family does not have such problems.
    pub(crate) fn families(&self) -> impl Iterator<Item = &str> {
        self.families.keys().map(String::as_str)
    }

    /// Updates the list from the readings of a tick, and returns it. Families that are missing are as before.
    pub(crate) fn update<'f>(
        &mut self,
        timestamp: u64,
        families: impl IntoIterator<Item = &'f FamilySnapshot>,
    ) -> Vec<Problem> {
        for family in families {
            if let Some(watched) = self.families.get_mut(&*family.name) {
                watched.update(timestamp, family, &self.exported);
            }
        }
        let (of_registry, checked) = &mut self.of_registry;
        if checked.is_none_or(|checked| timestamp >= checked + CHECK_EVERY) {
            (*of_registry, *checked) = (registry::problems(&Registry::global().problems()), Some(timestamp));
        }
        let of_families = self.families.values().flat_map(|watched| watched.problems(timestamp));
        listed(of_registry.iter().cloned().chain(of_families).collect())
    }
}

/// Returns whether a metric counts the panics of functions.
fn counts_panics(of: &Descriptor) -> bool {
    of.origin == Origin::Function
        && of.kind == Kind::Counter
        && of.label_names().any(|name| name == "outcome")
}

/// Sorts a list with errors first, and replaces the end of a long list by one entry.
fn listed(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| (a.severity, a.kind, &a.subject).cmp(&(b.severity, b.kind, &b.subject)));
    if problems.len() > MAX_PROBLEMS {
        let rest = problems.split_off(MAX_PROBLEMS);
        problems.push(Problem {
            kind: "more",
            severity: rest[0].severity,
            subject: String::new(),
            text: format!("and {} more", rest.len()),
            count: rest.len() as u64,
            recent: 0,
        });
    }
    problems
}

/// Returns a label value, without the end of a long one.
fn cut(value: &str) -> String {
    match value.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}\u{2026}", &value[..end]),
        None => value.to_owned(),
    }
}
