//! The dashboard of the whole program.

use gapless_core::Kind;

use super::events::rate;
use super::functions::{counts_calls, Calls};
use super::group::{has_error_ratio, headline, Group};
use super::labels::Bad;
use super::layout::{row, Layout, Section};
use super::subject::Subject;
use super::{gauge, key, observations, state, stats, words, FUNCTIONS};
use crate::catalog::{Catalog, Family};
use crate::dashboard::{Dashboard, Panel, PanelKind, Row, Unit};
use crate::error::Error;
use crate::promql::{Expr, Queries};

/// The key of the dashboard.
pub(super) const KEY: &str = "overview";

/// The group of the metrics of Gapless itself.
const OWN: &str = "gapless";

/// The families that count the requests of the program, the best first.
const REQUESTS: [&str; 2] = ["http_requests_total", "http_server_request_duration_seconds"];

/// The histograms of the durations of requests, the best first.
const DURATIONS: [&str; 2] = ["http_request_duration_seconds", "http_server_request_duration_seconds"];

/// The gauge with the start of the process.
const START: &str = "process_start_time_seconds";

pub(super) fn dashboard(catalog: &Catalog) -> Dashboard {
    linked(catalog, &key)
}

/// Creates the dashboard with links to the dashboards of groups.
pub(super) fn linked(catalog: &Catalog, key_of: &dyn Fn(&str) -> String) -> Dashboard {
    let (requests, groups) = once(requests_and_calls(catalog), groups(catalog, key_of));
    let description = "The whole program: its traffic, the alerts that fire, and one panel for each group.";
    Dashboard::new(KEY, "Overview", description)
        .tag("generated")
        .row(numbers(catalog))
        .row(row("Alerts", vec![firing(catalog)]))
        .row(row("Requests and calls", requests))
        .row(row("Groups", groups))
        .row(row("Instances", instances(catalog)))
        .row(row("Gapless", own(catalog, key_of)))
        .row(row("Version", infos(catalog)).collapsed())
}

fn numbers(catalog: &Catalog) -> Row {
    let queries = Queries::of_dashboards(catalog);
    let mut panels = vec![stats::up(&queries)];
    panels.extend(stats::restarts(&queries));
    if let Some(of) = first(catalog, &REQUESTS) {
        panels.extend(stats::rate(&of));
        if has_error_ratio(of.family) {
            let title = format!("{}: error ratio", of.title());
            panels.extend(stats::error_ratio(&of).map(|panel| Panel { title, ..panel }));
        }
    }
    if let Some(Ok([rate, ratio, _])) = Calls::among(&calls(catalog)).map(|calls| calls.numbers()) {
        let title = "Function calls: error ratio".to_owned();
        panels.extend(rate.into_iter().chain(ratio.map(|panel| Panel { title, ..panel })));
    }
    panels.push(n_firing(&queries));
    row("Now", panels)
}

fn subject<'c>(catalog: &'c Catalog, family: &'c Family) -> Subject<'c> {
    Subject::new(catalog, family, &[], words::title(family))
}

/// Returns the families that count calls of functions.
fn calls(catalog: &Catalog) -> Vec<Subject<'_>> {
    let calls = catalog.families().iter().filter(|family| counts_calls(family));
    calls.map(|family| subject(catalog, family)).collect()
}

/// Returns the first family that the catalog contains, by the name in its declaration.
fn first<'c>(catalog: &'c Catalog, names: &[&'static str]) -> Option<Subject<'c>> {
    let family = names.iter().find_map(|name| catalog.declared_as(name).next());
    family.map(|family| subject(catalog, family))
}

fn n_firing(queries: &Queries<'_>) -> Panel {
    Panel::new(PanelKind::Stat, "Firing alerts", Unit::Short)
        .description("The alerts of the selected jobs that fire now. Metric: `ALERTS`.")
        .query(queries.n_firing(), "alerts")
        .threshold(0.0, "green")
        .threshold(1.0, "red")
}

fn firing(catalog: &Catalog) -> Panel {
    Panel::new(PanelKind::Table, "Firing alerts", Unit::Short)
        .description("One row for each alert of the selected jobs that fires now, or the row `none`. Metric: `ALERTS`.")
        .query(Queries::of_dashboards(catalog).firing(), "series")
}

/// Returns the rate, the errors and the durations of requests, then of calls.
fn requests_and_calls(catalog: &Catalog) -> Vec<Panel> {
    let mut layout = Layout::default();
    if let Some(of) = first(catalog, &REQUESTS) {
        let _ = rate_and_errors(&of, &mut layout);
    }
    if let Some(Ok([calls, ratio])) = Calls::among(&calls(catalog)).map(|calls| calls.lines()) {
        calls.into_iter().for_each(|panel| layout.add(Section::Rate, panel));
        ratio.into_iter().for_each(|panel| layout.add(Section::Errors, panel));
    }
    if let Some(of) = first(catalog, &DURATIONS) {
        let panel = of.histogram().and_then(|histogram| observations::quantiles(&of, &histogram));
        panel.into_iter().for_each(|panel| layout.add(Section::Duration, panel));
    }
    layout.into_panels()
}

fn rate_and_errors(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    let events = of.events()?;
    layout.add(Section::Rate, rate(of, &events)?);
    if let Some(bad) = Bad::of(of.family).filter(|bad| *bad != Bad::All) {
        layout.add(Section::Errors, super::events::error_ratio(of, &events, &bad)?);
    }
    Ok(())
}

/// Leaves out the panels of groups that show a panel of the requests, which opens the dashboard of the group instead.
fn once(mut requests: Vec<Panel>, mut groups: Vec<Panel>) -> (Vec<Panel>, Vec<Panel>) {
    for panel in &mut requests {
        if let Some(at) = groups.iter().position(|group| group.queries == panel.queries) {
            panel.opens = groups.remove(at).opens;
        }
    }
    (requests, groups)
}

/// Returns one panel for each group, in the order of the groups.
fn groups(catalog: &Catalog, key_of: &dyn Fn(&str) -> String) -> Vec<Panel> {
    let mut groups = catalog.groups();
    groups.retain(|group| *group != FUNCTIONS && !is_own(group));
    // The families without a group come last.
    groups.sort_by_key(|group| group.is_empty());
    groups.into_iter().filter_map(|group| of_group(catalog, group, key_of(group))).collect()
}

/// Returns the panel that shows a group best.
fn of_group(catalog: &Catalog, name: &str, key: String) -> Option<Panel> {
    let group = Group::unselected(catalog, name);
    let mut layout = Layout::default();
    group.family(headline(&group)?, &mut layout).ok()?;
    let mut panel = layout.into_panels().into_iter().next()?;
    let name = if name.is_empty() { "Other metrics".to_owned() } else { words::named(name) };
    panel.title = if panel.title == name { name } else { format!("{name}: {}", panel.title) };
    Some(panel.opens(key))
}

/// Returns the time since the start of each instance.
fn instances(catalog: &Catalog) -> Vec<Panel> {
    let mut layout = Layout::default();
    if let Some(of) = first(catalog, &[START]) {
        let _ = gauge::gauge(&of, None, &mut layout);
    }
    layout.into_panels()
}

/// Returns whether a group belongs to Gapless itself.
fn is_own(group: &str) -> bool {
    group.strip_prefix(OWN).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// Returns the numbers that Gapless reports about itself: values that it left out, and series that it exports.
fn own(catalog: &Catalog, key_of: &dyn Fn(&str) -> String) -> Vec<Panel> {
    let own = || catalog.group(OWN).map(|family| subject(catalog, family));
    let counters = own().filter(|of| of.family.kind == Kind::Counter);
    let gauges = own().filter(|of| gauge::is_gauge(of.family));
    let reports = counters.fold(
        bars("Reports of Gapless", "Values that Gapless did not record, count or export in the time range."),
        |panel, of| with(panel, &of, |of| Ok(of.events()?.in_range(&[])?.or_zero())),
    );
    let values = gauges.fold(
        bars(
            "Declarations and series",
            "The greatest value of all instances. Conflicts are declarations left out.",
        ),
        |panel, of| with(panel, &of, |of| Ok(of.gauge()?.max(&[])?.or_zero())),
    );
    let panels = [reports.threshold(0.0, "green").threshold(1.0, "orange"), values];
    panels
        .into_iter()
        .filter(|panel| !panel.queries.is_empty())
        .map(|panel| panel.opens(key_of(OWN)))
        .collect()
}

fn bars(title: &str, description: &str) -> Panel {
    Panel::new(PanelKind::BarGauge, title, Unit::Short)
        .description(format!("{description} Metrics: `gapless_..`."))
}

/// Adds a query about a family of Gapless.
fn with(panel: Panel, of: &Subject<'_>, expr: impl Fn(&Subject<'_>) -> Result<Expr, Error>) -> Panel {
    match expr(of) {
        Ok(expr) => panel.query(expr, words::own(of.family)),
        Err(_) => panel,
    }
}

/// Returns one table for each info.
fn infos(catalog: &Catalog) -> Vec<Panel> {
    let infos = catalog.families().iter().filter(|family| family.kind == Kind::Info);
    infos.filter_map(|family| state::info_table(&subject(catalog, family)).ok()).collect()
}
