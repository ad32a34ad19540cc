//! The dashboard of a group: the panels of all its families, the most important first.

use std::cmp::Reverse;

use gapless_core::Kind;

use super::gauge::{self, is_gauge};
use super::labels::{is_outcome, useful, Bad};
use super::layout::Layout;
use super::subject::Subject;
use super::words::{self, split};
use super::{events, observations, state, stats, worst};
use crate::catalog::{Catalog, Family};
use crate::dashboard::{Dashboard, Variable};
use crate::error::Error;
use crate::promql::{is_plain, Expr};

/// Words of names of the events that a program exists for.
const MAIN: &[&str] =
    &["calls", "commands", "jobs", "messages", "operations", "requests", "runs", "statements"];

/// The greatest number of variables of a dashboard, in addition to those that all dashboards have.
const MOST_VARIABLES: usize = 3;

/// The families of a dashboard.
#[derive(Clone, Debug)]
pub(super) struct Group<'c> {
    /// The families, the most important first.
    pub(super) subjects: Vec<Subject<'c>>,
    variables: Vec<&'c str>,
    /// The gauges that have a limit, with the gauge of the limit.
    limits: Vec<(&'c Family, &'c Family)>,
    /// Whether a counter counts errors and successes, so that histograms need not.
    has_errors: bool,
}

impl<'c> Group<'c> {
    pub(super) fn new(catalog: &'c Catalog, families: impl IntoIterator<Item = &'c Family>) -> Self {
        let families = sorted(families);
        let variables = variables(&families);
        Group::selected(catalog, &families, variables)
    }

    /// Creates a group whose queries select all series.
    pub(super) fn unselected(catalog: &'c Catalog, name: &'c str) -> Self {
        Group::selected(catalog, &sorted(catalog.group(name)), Vec::new())
    }

    fn selected(catalog: &'c Catalog, families: &[&'c Family], variables: Vec<&'c str>) -> Self {
        let titles = words::Titles::new(families);
        let subject = |family: &&'c Family| Subject::new(catalog, family, &variables, titles.of(family));
        let subjects = families.iter().map(subject).collect();
        let has_errors = families.iter().any(|of| of.kind == Kind::Counter && has_error_ratio(of));
        Group { subjects, variables, limits: gauge::limits(families), has_errors }
    }

    /// Returns the most important family that a condition holds for.
    pub(super) fn first(&self, holds: impl Fn(&Family) -> bool) -> Option<&Subject<'c>> {
        self.subjects.iter().find(|of| holds(of.family))
    }

    /// Returns the gauge with the limit of another gauge.
    pub(super) fn limit(&self, of: &Subject<'c>) -> Option<&Subject<'c>> {
        let (_, limit) = self.limits.iter().find(|(gauge, _)| gauge.name == of.family.name)?;
        self.first(|family| family.name == limit.name)
    }

    /// Returns whether a variable of the dashboard selects series by a label.
    pub(super) fn selects(&self, label: &str) -> bool {
        self.variables.contains(&label)
    }

    /// Adds the variables and the rows to a dashboard.
    pub(super) fn fill(&self, dashboard: Dashboard) -> Dashboard {
        let mut layout = Layout::default();
        stats::add(self, &mut layout);
        // A family names only its own labels, so that no query is wrong.
        for subject in &self.subjects {
            let _ = self.family(subject, &mut layout);
        }
        worst::add(self, &mut layout);
        layout.rows(self.variables().fold(dashboard, Dashboard::variable))
    }

    /// Adds the panels of a family.
    pub(super) fn family(&self, of: &Subject<'c>, layout: &mut Layout) -> Result<(), Error> {
        match of.family.kind {
            Kind::Counter => events::counter(of, layout),
            Kind::Histogram => observations::histogram(of, !self.has_errors, layout),
            Kind::Summary => observations::summary(of, layout),
            Kind::StateSet => state::state_set(of, layout),
            Kind::Info => state::info(of, layout),
            _ if self.is_limit(of) => Ok(()),
            _ => gauge::gauge(of, self.limit(of), layout),
        }
    }

    /// Returns whether a gauge is the limit of another one, whose panel draws it.
    pub(super) fn is_limit(&self, of: &Subject<'_>) -> bool {
        self.limits.iter().any(|(_, limit)| limit.name == of.family.name)
    }

    /// Returns the variables that select series of most families.
    pub(super) fn variables(&self) -> impl Iterator<Item = Variable> + '_ {
        self.variables.iter().filter_map(|label| Some(Variable::new(*label, self.series_with(label)?)))
    }

    /// Returns the series of the most important family that has a label.
    fn series_with(&self, label: &str) -> Option<Expr> {
        let of = self.first(|family| useful(family).any(|of| of == label))?;
        let name = &of.family.name;
        let counter = || of.queries.counter(name).map(|of| of.series());
        let histogram = || of.queries.histogram(name).map(|of| of.series());
        let gauge = of.queries.gauge(name).map(|of| of.value());
        gauge.or_else(|_| counter()).or_else(|_| histogram()).ok()
    }
}

/// Returns the families, the most important first.
fn sorted<'c>(families: impl IntoIterator<Item = &'c Family>) -> Vec<&'c Family> {
    let mut families: Vec<_> = families.into_iter().collect();
    families.sort_by_key(|family| (Reverse(importance(family)), place_in_source(family)));
    families
}

/// Returns the labels that most families have, with several values.
fn variables<'c>(families: &[&'c Family]) -> Vec<&'c str> {
    let mut labels: Vec<&str> = families.iter().flat_map(|family| useful(family)).collect();
    labels.sort_unstable();
    labels.dedup();
    let n_with = |label: &str| families.iter().filter(|family| family.has_label(label)).count();
    // The name of a variable has no other characters.
    labels.retain(|label| is_plain(label));
    let is_state = |label: &str| families.iter().any(|family| family.name == label);
    labels.retain(|label| n_with(label) > 1 && n_with(label) * 2 > families.len());
    labels.retain(|label| !is_outcome(label) && !is_state(label));
    labels.sort_by_key(|label| Reverse(n_with(label)));
    labels.truncate(MOST_VARIABLES);
    labels
}

/// Returns how much a reader of a dashboard cares about a family.
fn importance(family: &Family) -> u32 {
    let has_alert = family.declarations.iter().any(|of| !of.alerts.is_empty() || of.objective.is_some());
    let is_main = split(&family.name).iter().any(|word| MAIN.contains(word));
    let is_duration = family.name.ends_with("_duration_seconds");
    let is_of_outcome = family.kind == Kind::Counter && has_error_ratio(family);
    4 * u32::from(has_alert) + 2 * u32::from(is_main || is_duration) + u32::from(is_of_outcome)
}

/// Returns the place of the first declaration: people declare the most important metrics first.
fn place_in_source(family: &Family) -> (&str, u32) {
    family.declarations.first().map_or(("", 0), |of| (&*of.file, of.line))
}

/// Returns whether a family counts events that are not errors.
pub(super) fn counts_events(family: &Family) -> bool {
    family.kind == Kind::Counter && Bad::of(family) != Some(Bad::All)
}

/// Returns whether a family counts events, of which some are errors.
pub(super) fn has_error_ratio(family: &Family) -> bool {
    Bad::of(family).is_some_and(|bad| bad != Bad::All)
}

/// Returns whether a family measures durations in buckets.
pub(super) fn measures_time(family: &Family) -> bool {
    family.kind == Kind::Histogram && family.unit.as_deref() == Some("seconds")
}

/// Returns the family that a single panel shows best: events, then durations, then values.
pub(super) fn headline<'g, 'c>(group: &'g Group<'c>) -> Option<&'g Subject<'c>> {
    let of_kind = |holds: fn(&Family) -> bool| group.first(holds);
    of_kind(counts_events)
        .or_else(|| of_kind(|family| family.kind == Kind::Histogram))
        .or_else(|| of_kind(|family| family.kind == Kind::Summary || family.kind == Kind::Counter))
        .or_else(|| of_kind(is_gauge))
        .or_else(|| group.subjects.first())
}
