//! Alerts of declarations.

use std::time::Duration;

use gapless_core::Kind;

use super::{AlertRule, Rule, RuleGroup, RuleOptions};
use crate::catalog::{Alert, Catalog, Declaration, Family, Matcher, Measure};
use crate::error::Error;
use crate::promql::{Expr, Queries, Window};

/// Returns the names of the alerts of all declarations.
pub(super) fn names(catalog: &Catalog) -> impl Iterator<Item = &str> {
    let declarations = catalog.families().iter().flat_map(|family| &family.declarations);
    declarations.flat_map(|of| &of.alerts).map(|alert| &*alert.name)
}

/// Returns a group with the alerts of all declarations, if one exists.
pub(super) fn group(
    catalog: &Catalog,
    options: &RuleOptions,
    scope: &str,
) -> Result<Option<RuleGroup>, Error> {
    let queries = options.queries(catalog, scope);
    let mut rules = Vec::new();
    for family in catalog.families() {
        for declaration in &family.declarations {
            for alert in declaration.alerts.iter().filter(|alert| !options.is_off(&alert.name)) {
                rules.push(Rule::Alert(rule(&queries, family, declaration, alert, options)?));
            }
        }
    }
    Ok((!rules.is_empty()).then(|| RuleGroup::new("gapless-declared", rules)))
}

fn rule(
    queries: &Queries<'_>,
    family: &Family,
    declaration: &Declaration,
    alert: &Alert,
    options: &RuleOptions,
) -> Result<AlertRule, Error> {
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
        Measure::Value => queries.gauge(name)?.matching_all(matchers)?.sum(&by),
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
