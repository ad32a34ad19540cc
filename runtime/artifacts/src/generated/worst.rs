//! The table of the worst label values now: one row for each value of a label, with its rate, its errors and its
//! duration.

use super::events::rate_unit;
use super::group::{counts_events, measures_time, Group};
use super::labels::{has_many_values, place, useful, Bad, MOST_LINES};
use super::layout::{Layout, Section};
use super::subject::Subject;
use super::words::in_words;
use crate::catalog::Family;
use crate::dashboard::{Panel, PanelKind, Unit};
use crate::error::Error;
use crate::promql::{Expr, Window};

/// A column of the table.
#[derive(Debug)]
struct Column {
    expr: Expr,
    name: &'static str,
    unit: Unit,
    metric: String,
}

/// Adds the table, if two families or more have a label in common that names places.
pub(super) fn add(group: &Group<'_>, layout: &mut Layout) {
    let Some(label) = label(group) else { return };
    let columns = columns(group, label).unwrap_or_default();
    if columns.len() > 1 {
        layout.add(Section::Worst, table(group, label, columns));
    }
}

/// Returns the place that most families have.
fn label<'c>(group: &Group<'c>) -> Option<&'c str> {
    let families = || group.subjects.iter().map(|of| of.family).filter(|family| is_column(family));
    let n_with = |label: &str| families().filter(|family| has(family, label)).count();
    // The first of several labels with the same number is the best place of the most important family.
    let mut places: Vec<&str> = Vec::new();
    for label in families().filter_map(place) {
        places.extend(Some(label).filter(|label| !places.contains(label)));
    }
    places.into_iter().rev().max_by_key(|label| n_with(label))
}

fn is_column(family: &Family) -> bool {
    counts_events(family) || measures_time(family) || Bad::of(family).is_some()
}

fn has(family: &Family, label: &str) -> bool {
    useful(family).any(|of| of == label)
}

/// Returns the columns, the one that orders the rows first.
fn columns(group: &Group<'_>, label: &str) -> Result<Vec<Column>, Error> {
    let by = [label];
    let mut columns = Vec::new();
    if let Some(of) = group.first(|family| measures_time(family) && has(family, label)) {
        let p99 = of.histogram()?.each_quantile(0.99, Window::RateInterval, &by)?;
        columns.push(column(of, p99, "p99", Unit::Seconds));
    }
    let mut counts = group.subjects.iter().filter(|of| is_counter(of, label));
    let with_errors = counts.clone().find_map(|of| Some((of, Bad::of(of.family)?)));
    if let Some((of, bad)) = with_errors.filter(|(_, bad)| bad.label() != Some(label)) {
        columns.push(errors(of, &bad, &by)?);
    }
    if let Some(of) = counts.find(|of| counts_events(of.family)).or_else(|| group.first_with_time(label)) {
        columns.push(column(of, of.events()?.rate(&by)?, "rate", rate_unit(of)));
    }
    Ok(columns)
}

fn is_counter(of: &Subject<'_>, label: &str) -> bool {
    of.family.kind == gapless_core::Kind::Counter && has(of.family, label)
}

impl<'c> Group<'c> {
    fn first_with_time(&self, label: &str) -> Option<&Subject<'c>> {
        self.first(|family| measures_time(family) && has(family, label))
    }
}

fn errors(of: &Subject<'_>, bad: &Bad<'_>, by: &[&str]) -> Result<Column, Error> {
    let events = of.events()?;
    Ok(match bad {
        Bad::All => column(of, events.rate(by)?, "errors", rate_unit(of)),
        _ => column(of, events.error_ratio(bad, by)?, "error ratio", Unit::Ratio),
    })
}

fn column(of: &Subject<'_>, expr: Expr, name: &'static str, unit: Unit) -> Column {
    Column { expr, name, unit, metric: of.family.name.clone() }
}

fn table(group: &Group<'_>, label: &str, columns: Vec<Column>) -> Panel {
    let words = in_words(label);
    let mut metrics: Vec<_> = columns.iter().map(|of| format!("`{}`", of.metric)).collect();
    metrics.sort_unstable();
    metrics.dedup();
    let order = columns[0].name;
    let description =
        format!("One row for each {words}, in the order of the {order}. Metrics: {}.", metrics.join(", "));
    let panel =
        Panel::new(PanelKind::Table, format!("Worst now by {words}"), Unit::Short).description(description);
    let panel = if group.selects(label) { panel.select(label) } else { panel };
    let is_long =
        group.subjects.iter().any(|of| has(of.family, label) && has_many_values(of.family, &[label]));
    let greatest = columns[0].expr.clone().topk(MOST_LINES);
    columns.into_iter().enumerate().fold(panel, |panel, (i, column)| {
        let expr = match (is_long, i) {
            (false, _) => column.expr,
            (true, 0) => greatest.clone(),
            // The other columns have the rows of the first one.
            (true, _) => column.expr.and(&greatest),
        };
        panel.column(expr, column.name, column.unit)
    })
}
