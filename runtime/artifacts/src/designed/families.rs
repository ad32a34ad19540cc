//! The families of one plugin in a catalog.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::panels::{NOW, RANGE};
use super::Plugin;
use crate::catalog::{Catalog, Family};
use crate::dashboard::{Dashboard, Variable};
use crate::promql::Expr;
use crate::promql::{Counter, Gauge, Histogram, Queries};

/// The families of one plugin, by their declared names. Variables of the dashboard select their series.
pub(super) struct Families<'c> {
    plugin: &'static Plugin,
    queries: Queries<'c>,
    groups: Vec<&'c str>,
    /// The labels that are variables.
    variables: Vec<&'c str>,
    /// The names of the families that panels have asked for.
    shown: RefCell<BTreeSet<&'c str>>,
}

/// Returns the families of each instance of a plugin. A program can have several HTTP servers, each with its group.
pub(super) fn of<'c>(catalog: &'c Catalog, plugin: &'static Plugin) -> Vec<Families<'c>> {
    let is_usual = |group: &str| group.is_empty() || plugin.groups.contains(&group);
    let is_needed = |family: &Family| plugin.needs.iter().any(|name| is_declared(family, name));
    let is_needed = |group: &str| catalog.group(group).any(|family| is_needed(family) && is_ours(family));
    let (usual, others): (Vec<_>, Vec<_>) = catalog.groups().into_iter().partition(|group| is_usual(group));
    let others = others.into_iter().filter(|group| is_needed(group)).map(|group| vec![group]);
    [usual].into_iter().chain(others).filter_map(|groups| Families::new(catalog, plugin, groups)).collect()
}

/// Returns whether a family has a declared name.
fn is_declared(family: &Family, name: &str) -> bool {
    family.name == name || family.declared_as(name).next().is_some()
}

/// Returns whether a family has a declared name after a prefix, which an option of a plugin adds to its sources.
fn is_prefixed(family: &Family, name: &str) -> bool {
    family.name.strip_suffix(name).is_some_and(|prefix| prefix.ends_with('_'))
}

/// Returns whether a plugin of Gapless declares a family.
fn is_ours(family: &Family) -> bool {
    family.declarations.iter().any(|of| of.package.starts_with("gapless-"))
}

impl<'c> Families<'c> {
    fn new(catalog: &'c Catalog, plugin: &'static Plugin, groups: Vec<&'c str>) -> Option<Self> {
        let mut families = Families {
            plugin,
            queries: Queries::of_dashboards(catalog),
            groups,
            variables: Vec::new(),
            shown: RefCell::default(),
        };
        let needed: Vec<_> = plugin.needs.iter().filter_map(|name| families.find(name)).collect();
        let labels: BTreeSet<_> = needed.iter().flat_map(|family| family.label_names()).collect();
        let is_variable =
            |label: &&str| !plugin.fixed.contains(label) && !["job", "instance"].contains(label);
        families.variables = labels.into_iter().filter(is_variable).collect();
        (!needed.is_empty()).then_some(families)
    }

    /// Returns the dashboard.
    pub(super) fn dashboard(&self) -> Dashboard {
        let Plugin { key, title, groups, rows, .. } = self.plugin;
        let (key, title) = match &*self.groups {
            [group] if !group.is_empty() && !groups.contains(group) => {
                (format!("{key}-{group}"), format!("{title} ({group})"))
            }
            _ => ((*key).to_owned(), (*title).to_owned()),
        };
        let dashboard = Dashboard::new(key, title, self.plugin.description);
        let variables = self.variables.iter().filter_map(|label| self.variable(label));
        rows(self, variables.fold(dashboard, Dashboard::variable))
    }

    /// Returns the names of the families that panels have asked for.
    pub(super) fn shown(&self) -> BTreeSet<&'c str> {
        self.shown.borrow().clone()
    }

    /// Returns the family with a declared name.
    pub(super) fn find(&self, name: &str) -> Option<&'c Family> {
        let families = self.queries.catalog().families().iter();
        let is_own = |family: &&Family| {
            let group = &*family.group;
            self.groups.contains(&group) && (self.plugin.groups.contains(&group) || is_ours(family))
        };
        let own = || families.clone().filter(is_own);
        own().find(|of| is_declared(of, name)).or_else(|| own().find(|of| is_prefixed(of, name)))
    }

    /// Returns a counter.
    pub(super) fn counter(&self, name: &str) -> Option<Counter<'c>> {
        let family = self.show(name)?;
        let counter = self.queries.counter(&family.name).ok()?;
        self.selected(family).try_fold(counter, |counter, (label, value)| counter.like(label, &value).ok())
    }

    /// Returns a gauge.
    pub(super) fn gauge(&self, name: &str) -> Option<Gauge<'c>> {
        let family = self.show(name)?;
        let gauge = self.queries.gauge(&family.name).ok()?;
        self.selected(family).try_fold(gauge, |gauge, (label, value)| gauge.like(label, &value).ok())
    }

    /// Returns a histogram.
    pub(super) fn histogram(&self, name: &str) -> Option<Histogram<'c>> {
        let family = self.show(name)?;
        let histogram = self.queries.histogram(&family.name).ok()?;
        self.selected(family)
            .try_fold(histogram, |histogram, (label, value)| histogram.like(label, &value).ok())
    }

    /// Returns the increase per second of a counter, or of the number of observations of a histogram.
    pub(super) fn rate(&self, name: &str, by: &[&str]) -> Option<Expr> {
        let of_counter = || self.counter(name)?.rate(NOW, by).ok();
        of_counter().or_else(|| self.histogram(name)?.rate(NOW, by).ok())
    }

    /// Returns the increase of a counter, or of the number of observations of a histogram, in the time range.
    pub(super) fn count(&self, name: &str) -> Option<Expr> {
        let of_counter = || self.counter(name)?.increase(RANGE, &[]).ok();
        of_counter().or_else(|| self.histogram(name)?.increase(RANGE, &[]).ok())
    }

    /// Returns the sum of a gauge.
    pub(super) fn sum(&self, name: &str, by: &[&str]) -> Option<Expr> {
        self.gauge(name)?.sum(by).ok()
    }

    /// Returns the greatest value of a gauge.
    pub(super) fn max(&self, name: &str, by: &[&str]) -> Option<Expr> {
        self.gauge(name)?.max(by).ok()
    }

    /// Returns a quantile of a histogram. A label set without observations has 0.
    pub(super) fn quantile(&self, quantile: f64, name: &str, by: &[&str]) -> Option<Expr> {
        let of = self.histogram(name)?;
        let found =
            if by.is_empty() { of.quantile(quantile, NOW, by) } else { of.each_quantile(quantile, NOW, by) };
        found.ok()
    }

    /// Returns the mean of a histogram. A label set without observations has 0.
    pub(super) fn mean(&self, name: &str, by: &[&str]) -> Option<Expr> {
        let of = self.histogram(name)?;
        if by.is_empty() { of.mean(NOW, by) } else { of.each_mean(NOW, by) }.ok()
    }

    /// Returns the series that Prometheus records for each target.
    pub(super) fn up(&self) -> Expr {
        self.queries.up()
    }

    fn show(&self, name: &str) -> Option<&'c Family> {
        let family = self.find(name)?;
        self.shown.borrow_mut().insert(&family.name);
        Some(family)
    }

    /// Returns the conditions by which the variables select series of a family.
    fn selected(&self, family: &'c Family) -> impl Iterator<Item = (&'c str, String)> + '_ {
        let labels = self.variables.iter().filter(|label| family.has_label(label));
        labels.map(|label| (*label, format!("${label}")))
    }

    fn variable(&self, label: &'c str) -> Option<Variable> {
        let name =
            self.plugin.needs.iter().find(|name| self.find(name).is_some_and(|of| of.has_label(label)))?;
        let name = &*self.find(name)?.name;
        let counter = || self.queries.counter(name).map(|of| of.series());
        let histogram = || self.queries.histogram(name).map(|of| of.series());
        let gauge = self.queries.gauge(name).map(|of| of.value());
        Some(Variable::new(label, gauge.or_else(|_| counter()).or_else(|_| histogram()).ok()?))
    }
}
