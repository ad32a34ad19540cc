//! Rules that hold for every panel of every generated dashboard.

use std::collections::BTreeSet;

use promql_parser::label::Matcher;
use promql_parser::parser::{self, VectorSelector};
use promql_parser::util::{walk_expr, ExprVisitor};

use super::shop;
use crate::catalog::Catalog;
use crate::check::{self, Allow};
use crate::dashboard::{Dashboard, DashboardOptions, PanelKind};
use crate::dashboards;
use crate::generated;

/// Collects the names of the metrics of an expression.
#[derive(Default)]
struct Metrics(Vec<String>);

impl Metrics {
    fn take(&mut self, selector: &VectorSelector) {
        // The parser reads a quoted name as a condition.
        let is_name = |matcher: &&Matcher| matcher.name == "__name__";
        let quoted = selector.matchers.matchers.iter().find(is_name).map(|matcher| &matcher.value);
        let name = selector.name.as_ref().or(quoted).expect("each selector names a metric");
        self.0.extend(name.split('|').map(str::to_owned));
    }
}

impl ExprVisitor for Metrics {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expr: &parser::Expr) -> Result<bool, Self::Error> {
        match expr {
            parser::Expr::VectorSelector(of) => self.take(of),
            parser::Expr::MatrixSelector(of) => self.take(&of.vs),
            _ => {}
        }
        Ok(true)
    }
}

#[track_caller]
fn metrics(expr: &str) -> Vec<String> {
    let text = expr.replace("$__rate_interval", "5m").replace("$__range", "1h");
    let parsed = parser::parse(&text).unwrap_or_else(|error| panic!("{expr}: {error}"));
    let mut metrics = Metrics::default();
    let Ok(_) = walk_expr(&mut metrics, &parsed);
    metrics.0
}

/// Returns the names of the families that the panels of dashboards show.
fn shown<'c>(catalog: &'c Catalog, dashboards: &[Dashboard]) -> BTreeSet<&'c str> {
    let panels = dashboards.iter().flat_map(Dashboard::panels);
    let exprs = panels.flat_map(|panel| &panel.queries).map(|query| query.expr.to_string());
    exprs.flat_map(|expr| metrics(&expr)).filter_map(|name| family_of(catalog, &name)).collect()
}

/// Returns the dashboards of all groups, with those that designed dashboards would replace.
fn generated(catalog: &Catalog) -> Vec<Dashboard> {
    let groups = catalog.groups().into_iter().map(|group| generated::group(catalog, group));
    groups.chain([generated::overview(catalog)]).collect()
}

/// Calls a function with each expression: those of panels and those of variables.
fn for_each_expression(catalog: &Catalog, mut check: impl FnMut(&Dashboard, &str)) {
    for dashboard in generated(catalog) {
        let queries = dashboard.panels().flat_map(|panel| &panel.queries).map(|query| &query.expr);
        let variables = dashboard.variables.iter().map(|variable| &variable.series);
        for expr in queries.chain(variables) {
            check(&dashboard, &expr.to_string());
        }
    }
}

fn family_of<'c>(catalog: &'c Catalog, name: &str) -> Option<&'c str> {
    let of = |suffix| catalog.find(name.strip_suffix(suffix)?);
    let found = catalog.find(name).or_else(|| ["_bucket", "_count", "_sum"].into_iter().find_map(of));
    found.map(|family| &*family.name)
}

#[test]
fn each_expression_parses_and_names_metrics_of_the_catalog_only() {
    let catalog = shop();
    let mut n = 0;
    for_each_expression(&catalog, |dashboard, expr| {
        for name in metrics(expr) {
            let is_of_prometheus = ["up", "ALERTS"].contains(&&*name);
            assert!(is_of_prometheus || family_of(&catalog, &name).is_some(), "{}: {expr}", dashboard.key);
        }
        n += 1;
    });
    assert!(n > 200, "{n}");
}

#[test]
fn all_checks_of_dashboards_pass() {
    let catalog = shop();
    let options = DashboardOptions::of(&catalog, "shop");
    let mut findings = Vec::new();
    for dashboard in generated(&catalog) {
        findings.extend(check::dashboard(&dashboard.classic(&options), &catalog, &Allow::new()));
    }
    let messages: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n"));
}

#[test]
fn names_with_dots_are_quoted_and_are_not_variables() {
    let dashboard = generated::group(&shop(), "pages");
    assert_eq!(dashboard.variables, []);
    let ratio = super::panel(&dashboard, "Shop page hits: error ratio");
    let by_route = ratio.queries[1].expr.to_string();
    let errors = r#"sum by ("page.route") (rate({"shop.page.hits_total", "page.result"="failed", "#;
    assert!(by_route.starts_with(errors), "{by_route}");
}

#[test]
fn each_family_of_a_group_is_on_its_dashboard() {
    let catalog = shop();
    for group in catalog.groups() {
        let shown = shown(&catalog, &[generated::group(&catalog, group)]);
        for family in catalog.group(group) {
            assert!(shown.contains(&*family.name), "{group}: {}", family.name);
        }
    }
}

#[test]
fn each_panel_has_a_title_a_description_and_queries_with_legends() {
    for dashboard in generated(&shop()) {
        for panel in dashboard.panels() {
            let place = format!("{}: {:?}", dashboard.key, panel.title);
            assert!(!panel.title.is_empty(), "{place}");
            assert!(panel.title.starts_with(|first: char| first.is_uppercase()), "{place}");
            assert!(panel.description.contains("Metric"), "{place}");
            assert!(panel.description.ends_with('.'), "{place}");
            assert!(!panel.queries.is_empty(), "{place}");
            assert!(panel.queries.iter().all(|query| !query.legend.is_empty()), "{place}");
            assert!((1..=24).contains(&panel.width), "{place}");
        }
    }
}

#[test]
fn a_dashboard_has_each_variable_that_its_queries_use() {
    let mut used = BTreeSet::new();
    for_each_expression(&shop(), |dashboard, expr| {
        let known = dashboard.variables.iter().map(|variable| &*variable.label);
        let known: BTreeSet<_> = known.chain(["job", "instance", "__rate_interval", "__range"]).collect();
        for name in expr.split('$').skip(1) {
            let end = name.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(name.len());
            assert!(known.contains(&name[..end]), "{}: {expr}", dashboard.key);
            used.insert(name[..end].to_owned());
        }
    });
    assert!(used.contains("route"), "{used:?}");
}

#[test]
fn titles_are_unique_among_the_panels_of_a_row() {
    for dashboard in generated(&shop()) {
        for row in &dashboard.rows {
            let titles: BTreeSet<_> = row.panels.iter().map(|panel| &*panel.title).collect();
            assert_eq!(titles.len(), row.panels.len(), "{}: {}", dashboard.key, row.title);
        }
    }
}

#[test]
fn open_rows_have_at_most_24_panels_however_large_the_group_is() {
    let lines = (0..100).flat_map(|i| {
        let outcome = r#""labels":[{"name":"outcome","values":["ok","error"]}]"#;
        [
            format!(
                r#"{{"name":"work_{i}_total","type":"counter","help":"Work.","group":"work",{outcome}}}"#
            ),
            format!(r#"{{"name":"open_{i}","type":"gauge","help":"Open.","group":"work","labels":[]}}"#),
            format!(r#"{{"name":"state_{i}","type":"stateset","help":"State.","group":"work","labels":[],"states":["a"]}}"#),
            format!(r#"{{"name":"size_{i}","type":"histogram","help":"Size.","group":"work","labels":[]}}"#),
        ]
    });
    let lines: Vec<_> = lines.collect();
    let catalog = Catalog::from_lines(&lines.join("\n")).expect("the lines are declarations");
    let dashboard = generated::group(&catalog, "work");
    let (closed, open): (Vec<_>, Vec<_>) = dashboard.rows.iter().partition(|row| row.collapsed);
    assert!(open.iter().map(|row| row.panels.len()).sum::<usize>() <= 24);
    let titles: Vec<_> = open.iter().map(|row| &*row.title).collect();
    assert_eq!(titles, ["Now", "Rate", "Errors", "Saturation", "Amounts", "State"]);
    assert!(closed.iter().map(|row| row.panels.len()).sum::<usize>() > 700);
}

#[test]
fn the_keys_of_all_dashboards_differ() {
    let line = |group: &str| {
        format!(
            r#"{{"name":"of_{group}_total","type":"counter","help":"Things.","group":"{group}","labels":[]}}"#
        )
    };
    let groups = ["", "overview", "metrics", "functions", "gapless", "http_server"];
    let lines = groups.map(line).join("\n");
    let catalog = Catalog::from_lines(&lines).expect("the lines are declarations");
    let dashboards = dashboards(&catalog);
    let keys: BTreeSet<_> = dashboards.iter().map(|dashboard| &*dashboard.key).collect();
    assert_eq!(keys.len(), dashboards.len(), "{keys:?}");
    assert_eq!(dashboards[0].key, "overview");
}

#[test]
fn each_panel_of_a_group_in_the_overview_opens_a_dashboard_that_exists() {
    let catalog = shop();
    let dashboards = dashboards(&catalog);
    let keys: BTreeSet<_> = dashboards.iter().map(|dashboard| &*dashboard.key).collect();
    let opened: Vec<_> = dashboards[0].panels().filter_map(|panel| panel.opens.as_deref()).collect();
    assert!(opened.len() >= 5, "{opened:?}");
    assert!(opened.iter().all(|key| keys.contains(key)), "{opened:?} {keys:?}");
}

#[test]
fn each_family_is_on_a_dashboard() {
    let catalog = shop();
    let all: BTreeSet<_> = catalog.families().iter().map(|family| &*family.name).collect();
    assert_eq!(shown(&catalog, &dashboards(&catalog)), all);
}

#[test]
fn no_panel_of_an_info_or_a_table_runs_over_a_time_range() {
    for dashboard in generated(&shop()) {
        for panel in
            dashboard.panels().filter(|panel| matches!(panel.kind, PanelKind::Table | PanelKind::Stat))
        {
            assert!(panel.queries.iter().all(|query| query.instant), "{}", panel.title);
        }
    }
}
