//! The rules of a dashboard as a whole.

use std::collections::BTreeSet;

use super::board::{Board, Panel, Variable};
use super::{Check, Finding};

/// The plugins that do not draw queries.
const WITHOUT_QUERIES: [&str; 6] = ["alertlist", "annolist", "dashlist", "news", "text", "welcome"];

/// The shortest time between two refreshes, in seconds.
const SHORTEST_REFRESH: u64 = 10;

/// The variables that select the series of a program.
const OF_TARGETS: [&str; 2] = ["job", "instance"];

pub(super) fn check(board: &Board<'_>) -> Vec<Finding> {
    let of_board =
        [datasource, read_only, uid, tooltip_and_tags, refresh].into_iter().flat_map(|rule| rule(board));
    let of_panels = board.panels.iter().flat_map(|panel| of_panel(board, panel));
    let of_variables = OF_TARGETS.into_iter().flat_map(|name| target_variable(board, name));
    of_board.chain(of_variables).chain(ids(board)).chain(of_panels).collect()
}

fn is_datasource(variable: &Variable<'_>) -> bool {
    let is_named = variable.name == "datasource" || variable.name.ends_with("_datasource");
    variable.plugin == Some("prometheus") && is_named
}

fn datasource(board: &Board<'_>) -> Vec<Finding> {
    if board.variables.iter().any(is_datasource) {
        return Vec::new();
    }
    let message = "the dashboard does not have a variable for its data source; add `datasource` of the type `prometheus`";
    vec![Finding::new(Check::DatasourceVariable, message)]
}

fn read_only(board: &Board<'_>) -> Vec<Finding> {
    let message =
        "the dashboard can be edited, and the next upload discards the edits; write `\"editable\": false`";
    board.editable.then(|| Finding::new(Check::ReadOnly, message)).into_iter().collect()
}

fn uid(board: &Board<'_>) -> Vec<Finding> {
    let is_legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=40).contains(&board.uid.len()) && board.uid.chars().all(is_legal) {
        return Vec::new();
    }
    let message =
        format!("the uid `{}` is not legal everywhere; use at most 40 characters of `[a-z0-9-]`", board.uid);
    vec![Finding::new(Check::Uid, message)]
}

fn tooltip_and_tags(board: &Board<'_>) -> Vec<Finding> {
    let links_by_tag = |tags: &Vec<&str>| !tags.is_empty() && tags.iter().all(|tag| board.tags.contains(tag));
    let breaches = [
        (!board.shares_tooltip, "panels do not share a crosshair; write `\"graphTooltip\": 1`"),
        (board.tags.is_empty(), "the dashboard does not have a tag; add one that related dashboards have"),
        (
            !board.links.iter().any(links_by_tag),
            "the dashboard does not link to related dashboards; add a link by tag",
        ),
    ];
    let breaches = breaches.into_iter().filter(|(breach, _)| *breach);
    breaches.map(|(_, message)| Finding::new(Check::SharedTooltipAndTags, message)).collect()
}

fn refresh(board: &Board<'_>) -> Vec<Finding> {
    let message = format!("`{}` refreshes too often; write at least `{SHORTEST_REFRESH}s`", board.refresh);
    let is_short = seconds(board.refresh).is_some_and(|seconds| seconds < SHORTEST_REFRESH);
    is_short.then(|| Finding::new(Check::Refresh, message)).into_iter().collect()
}

/// Returns the whole seconds of a duration such as `30s`.
fn seconds(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match &text[digits.len()..] {
        "ms" => 0,
        "s" => 1,
        _ => 60,
    };
    digits.parse::<u64>().ok().map(|number| number * unit)
}

fn target_variable(board: &Board<'_>, name: &str) -> Vec<Finding> {
    let found = |message: String| Finding::new(Check::JobAndInstanceVariables, message);
    let Some(variable) = board.variables.iter().find(|variable| variable.name == name) else {
        return vec![found(format!("the dashboard does not have the variable `{name}`; add it"))];
    };
    let breaches = [
        (!variable.multi, "does not select several values; write `\"multi\": true`"),
        (!variable.include_all, "does not select all values; write `\"includeAll\": true`"),
        (variable.all != ".+", "lists all values in each query; write `\"allValue\": \".+\"`"),
        (!variable.follows_range, "does not follow the time range; write `\"refresh\": 2`"),
        (
            !variable.query.starts_with("label_values("),
            "does not ask for the values of a label; use `label_values`",
        ),
    ];
    let breaches = breaches.into_iter().filter(|(breach, _)| *breach);
    breaches.map(|(_, message)| found(format!("the variable `{name}` {message}"))).collect()
}

fn ids(board: &Board<'_>) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let repeated = board.ids.iter().filter(|id| !seen.insert(**id));
    let repeated = repeated.map(|id| format!("several panels have the id {id}; give each its own id"));
    let misplaced = board.misplaced.iter();
    let misplaced = misplaced.map(|name| format!("the layout does not show the panel `{name}` exactly once"));
    repeated.chain(misplaced).map(|message| Finding::new(Check::UniqueIds, message)).collect()
}

fn of_panel(board: &Board<'_>, panel: &Panel<'_>) -> Vec<Finding> {
    let draws_queries = !WITHOUT_QUERIES.contains(&panel.plugin);
    let breaches = [
        (Check::TitlesDescriptionsUnits, panel.title.is_empty(), "a panel does not have a title"),
        (
            Check::TitlesDescriptionsUnits,
            panel.description.is_empty() && draws_queries,
            "the panel does not have a description; describe its content in a sentence",
        ),
        (
            Check::TitlesDescriptionsUnits,
            !panel.has_unit && draws_queries,
            "the panel does not have a unit; `none` and `short` are units too",
        ),
        (Check::NoEmptyPanels, panel.queries.is_empty() && draws_queries, "the panel does not have a query"),
        (
            Check::DatasourceVariable,
            !panel.queries.iter().all(|query| uses_variable(board, query.datasource)),
            "a query does not use the variable of the data source; write `${datasource}`",
        ),
    ];
    let breaches = breaches.into_iter().filter(|(_, breach, _)| *breach);
    let found =
        |(check, _, message)| Finding { panel: Some(panel.title.to_owned()), ..Finding::new(check, message) };
    breaches.map(found).collect()
}

fn uses_variable(board: &Board<'_>, datasource: &str) -> bool {
    let of_variable = board.variables.iter().filter(|variable| is_datasource(variable));
    of_variable
        .map(|of| of.name)
        .any(|name| datasource == format!("${{{name}}}") || datasource == format!("${name}"))
}
