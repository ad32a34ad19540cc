//! Alerts of declarations.

use std::collections::BTreeMap;
use std::time::Duration;

use gapless_core::Kind;

use super::options::Range;
use super::{template, AlertRule, Rule, RuleGroup, RuleOptions};
use crate::catalog::{Alert, Catalog, Comparison, Declaration, Family, Matcher, Measure, Origin};
use crate::error::{Error, ErrorKind};
use crate::promql::{Expr, Gauge, Queries, Window};

/// An alert of a declaration.
#[derive(Clone, Copy)]
pub(super) struct Declared<'c> {
    family: &'c Family,
    declaration: &'c Declaration,
    pub(super) alert: &'c Alert,
}

/// Returns the alerts of all declarations.
pub(super) fn all(catalog: &Catalog) -> impl Iterator<Item = Declared<'_>> {
    catalog.families().iter().flat_map(|family| {
        family.declarations.iter().flat_map(move |declaration| {
            declaration.alerts.iter().map(move |alert| Declared { family, declaration, alert })
        })
    })
}

/// Returns an error if two alerts have one name, or if an alert has the name of a default one.
pub(super) fn check_names(catalog: &Catalog, is_default: impl Fn(&str) -> bool) -> Result<(), Error> {
    let mut seen: BTreeMap<&str, Declared<'_>> = BTreeMap::new();
    for alert in all(catalog) {
        let name = &*alert.alert.name;
        if is_default(name) {
            let (name, metric) = (name.to_owned(), alert.family.name.clone());
            return Err(ErrorKind::DefaultAlert { name, metric }.into());
        }
        let first = *seen.entry(name).or_insert(alert);
        if !first.is_same(alert) {
            let metrics = [first.family.name.clone(), alert.family.name.clone()];
            return Err(ErrorKind::DuplicateAlert { name: name.to_owned(), metrics }.into());
        }
    }
    Ok(())
}

impl Declared<'_> {
    /// Whether the alerts are one: an alert of an `impl` block belongs to each method, and a declaration can have
    /// several families with different prefixes.
    fn is_same(self, other: Self) -> bool {
        let place = |of: Self| (&*of.declaration.file, of.declaration.line);
        let are_functions = [self, other].iter().all(|of| of.declaration.origin == Origin::Function);
        let is_near = self.family.name == other.family.name || are_functions || place(self) == place(other);
        is_near && self.without_metrics() == other.without_metrics()
    }

    /// Returns the range of the alert's threshold, if it has one.
    pub(super) fn range(self) -> Option<Range> {
        match &self.alert.measure {
            Measure::Absent(_) => None,
            // The failed calls of a function are a share of its calls.
            Measure::Ratio(of, _) if *of == self.family.name => Some(Range::Share),
            _ => Some(Range::Number),
        }
    }

    fn without_metrics(self) -> Alert {
        let mut alert = self.alert.clone();
        if let Measure::Ratio(of, _) = &mut alert.measure {
            of.clear();
        }
        alert
    }
}

/// Returns a group with the alerts of all declarations, if one exists.
pub(super) fn group(
    catalog: &Catalog,
    options: &RuleOptions,
    scope: &str,
) -> Result<Option<RuleGroup>, Error> {
    let queries = options.queries(catalog, scope);
    let mut rules = Vec::new();
    for declared in all(catalog).filter(|of| !options.is_off(&of.alert.name)) {
        rules.push(Rule::Alert(rule(&queries, declared, options)?));
    }
    Ok((!rules.is_empty()).then(|| RuleGroup::new("gapless-declared", rules)))
}

fn rule(
    queries: &Queries<'_>,
    Declared { family, declaration, alert }: Declared<'_>,
    options: &RuleOptions,
) -> Result<AlertRule, Error> {
    let kept = kept(family, alert, options);
    for text in [Some(&alert.summary), alert.description.as_ref()].into_iter().flatten() {
        template::check(&alert.name, text, kept.as_deref())?;
    }
    let matchers = matchers(family, declaration, alert);
    let measured = measured(queries, family, alert, &matchers)?;
    let expr = match alert.measure {
        Measure::Absent(_) => measured,
        _ => {
            let threshold = options.threshold_of(&alert.name, alert.threshold);
            measured.compare(alert.comparison, &Expr::number(threshold))
        }
    };
    let mut rule = AlertRule::new(&*alert.name, expr).hold(alert.hold).annotation("summary", &*alert.summary);
    if let Some(description) = &alert.description {
        rule = rule.annotation("description", &**description);
    }
    Ok(options.complete(rule, &alert.severity, alert.runbook.as_deref()))
}

/// Returns the labels of an alert's result; `None` if it has all labels of its series.
fn kept(family: &Family, alert: &Alert, options: &RuleOptions) -> Option<Vec<String>> {
    let by = || Some(std::iter::once("job".to_owned()).chain(alert.by.iter().cloned()).collect());
    let is_compared = matches!(alert.comparison, Comparison::Equal | Comparison::NotEqual);
    match (&alert.measure, family.kind) {
        (Measure::Value, _) if alert.by.is_empty() => None,
        (Measure::Value, kind) if is_compared && kind != Kind::UpDownCounter => None,
        (Measure::Quantile(..), Kind::Summary) => None,
        (Measure::Absent(_), _) => {
            let equal = alert.matchers.iter().filter(|of| !of.negated && of.values.len() == 1);
            let job = options.job_name().map(|_| "job".to_owned());
            Some(equal.map(|of| of.label.clone()).chain(job).collect())
        }
        _ => by(),
    }
}

/// Returns the conditions of an alert. Several declarations of a family differ in their constant labels.
fn matchers(family: &Family, declaration: &Declaration, alert: &Alert) -> Vec<Matcher> {
    let several = family.declarations.len() > 1;
    let constant = declaration.constant_labels.iter().filter(|_| several);
    let own = constant.map(|(label, value)| Matcher {
        label: label.clone(),
        values: vec![value.clone()],
        negated: false,
    });
    own.chain(alert.matchers.iter().cloned()).collect()
}

/// Writes the expression of a measure.
fn measured(
    queries: &Queries<'_>,
    family: &Family,
    alert: &Alert,
    matchers: &[Matcher],
) -> Result<Expr, Error> {
    let name = &*family.name;
    let by: Vec<_> = std::iter::once("job").chain(alert.by.iter().map(String::as_str)).collect();
    match &alert.measure {
        // Each series alerts, unless groups are wanted.
        Measure::Value if alert.by.is_empty() => Ok(queries.gauge(name)?.matching_all(matchers)?.value()),
        Measure::Value => of_group(&queries.gauge(name)?.matching_all(matchers)?, alert.comparison, &by),
        Measure::Rate(over) if is_histogram(family) => {
            queries.histogram(name)?.matching_all(matchers)?.rate(window(*over), &by)
        }
        Measure::Rate(over) => queries.counter(name)?.matching_all(matchers)?.rate(window(*over), &by),
        Measure::Increase(over) => increase(queries, family, matchers, *over, &by),
        Measure::Ratio(other, over) => {
            // A function has a part of a shared family, so its failed calls are a share of its own calls.
            let n_constant = if other == name { matchers.len() - alert.matchers.len() } else { 0 };
            let of = queries.catalog().family(other)?;
            let whole = increase(queries, of, &matchers[..n_constant], *over, &by)?;
            Ok(increase(queries, family, matchers, *over, &by)? / whole)
        }
        Measure::Quantile(quantile, over) if is_histogram(family) => {
            queries.histogram(name)?.matching_all(matchers)?.quantile(*quantile, window(*over), &by)
        }
        Measure::Quantile(quantile, _) => {
            let summary = queries.gauge(name)?.with("quantile", &quantile.to_string())?;
            Ok(summary.matching_all(matchers)?.value())
        }
        Measure::Absent(over) => absent(queries, family, matchers, window(*over)),
    }
}

/// Returns the value of a group, which meets a comparison if one of its series does. Only values of an up-down counter
/// are added up.
fn of_group(gauge: &Gauge<'_>, comparison: Comparison, by: &[&str]) -> Result<Expr, Error> {
    if gauge.family().kind == Kind::UpDownCounter {
        return gauge.sum(by);
    }
    match comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => gauge.max(by),
        Comparison::Less | Comparison::LessOrEqual => gauge.min(by),
        Comparison::Equal | Comparison::NotEqual => Ok(gauge.value()),
    }
}

fn increase(
    queries: &Queries<'_>,
    family: &Family,
    matchers: &[Matcher],
    over: Duration,
    by: &[&str],
) -> Result<Expr, Error> {
    let (name, window) = (&*family.name, window(over));
    if is_histogram(family) {
        return queries.histogram(name)?.matching_all(matchers)?.increase(window, by);
    }
    queries.counter(name)?.matching_all(matchers)?.increase(window, by)
}

fn absent(queries: &Queries<'_>, family: &Family, matchers: &[Matcher], over: Window) -> Result<Expr, Error> {
    let name = &*family.name;
    Ok(match family.kind {
        Kind::Histogram => queries.histogram(name)?.matching_all(matchers)?.absent_over(over),
        Kind::Counter => queries.counter(name)?.matching_all(matchers)?.absent_over(over),
        _ => queries.gauge(name)?.matching_all(matchers)?.absent_over(over),
    })
}

fn is_histogram(family: &Family) -> bool {
    family.kind == Kind::Histogram
}

fn window(over: Duration) -> Window {
    Window::Seconds(over.as_secs())
}
