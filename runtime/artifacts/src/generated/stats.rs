//! The first row of a dashboard: single numbers that say whether everything is well.

use gapless_core::Kind;

use super::events::rate_unit;
use super::gauge::{is_gauge, is_moment, is_saturation, joined};
use super::group::{counts_events, has_error_ratio, measures_time, Group};
use super::labels::Bad;
use super::layout::Layout;
use super::subject::Subject;
use crate::catalog::Family;
use crate::dashboard::{Panel, PanelKind, Unit};
use crate::error::Error;
use crate::promql::{Queries, Window};

/// The gauges whose change means that the program has started again, the best first.
const START_TIMES: [&str; 2] = ["process_start_time_seconds", "application_start_time_seconds"];

/// Adds the single numbers of a group.
pub(super) fn add(group: &Group<'_>, layout: &mut Layout) {
    let Some(first) = group.subjects.first() else { return };
    layout.stat(up(&first.queries));
    let numbers = [
        restarts(&first.queries),
        first_rate(group).and_then(|of| rate(of).ok()),
        errors(group),
        group.first(measures_time).and_then(|of| p99(of).ok()),
        saturation(group),
    ];
    numbers.into_iter().flatten().for_each(|panel| layout.stat(panel));
    for of in group.subjects.iter().filter(|of| is_plain_value(group, of)) {
        current(of).into_iter().for_each(|panel| layout.stat(panel));
    }
}

/// Returns the number of instances that Prometheus can scrape.
pub(super) fn up(queries: &Queries<'_>) -> Panel {
    Panel::new(PanelKind::Stat, "Replicas up", Unit::Short)
        .description("The replicas that answered the last scrape of Prometheus. Metric: `up`.")
        .query(queries.up().sum_by(&[]).or_zero(), "up")
        .threshold(0.0, "red")
        .threshold(1.0, "green")
}

/// Returns the number of restarts in the time range, if the program exports when it started.
pub(super) fn restarts(queries: &Queries<'_>) -> Option<Panel> {
    let declared = START_TIMES.iter().find_map(|name| queries.catalog().declared_as(name).next());
    let name = &declared?.name;
    let changes = queries.gauge(name).and_then(|of| of.changes(Window::Range, &[])).ok()?;
    let description = "The restarts in the time range after which the instance had the same address.";
    Some(
        Panel::new(PanelKind::Stat, "Restarts", Unit::Short)
            .description(format!("{description} Metric: `{name}`."))
            .query(changes, "restarts")
            .threshold(0.0, "green")
            .threshold(1.0, "orange"),
    )
}

fn first_rate<'g, 'c>(group: &'g Group<'c>) -> Option<&'g Subject<'c>> {
    let counts = |family: &Family| matches!(family.kind, Kind::Histogram | Kind::Summary);
    group.first(counts_events).or_else(|| group.first(counts))
}

/// Returns the events per second.
pub(super) fn rate(of: &Subject<'_>) -> Result<Panel, Error> {
    let title = if of.family.kind == Kind::Counter { of.title() } else { format!("{}: rate", of.title()) };
    Ok(Panel::new(PanelKind::Stat, title, rate_unit(of))
        .description(of.describe("Per second, over all instances."))
        .query(of.events()?.rate(&[])?, "rate"))
}

/// Returns the part of the events that are errors, or the number of errors.
fn errors(group: &Group<'_>) -> Option<Panel> {
    let ratio = group.first(has_error_ratio).and_then(|of| error_ratio(of).ok());
    ratio.or_else(|| error_count(group.first(|family| Bad::of(family) == Some(Bad::All))?).ok())
}

/// Returns the part of the events that are errors.
pub(super) fn error_ratio(of: &Subject<'_>) -> Result<Panel, Error> {
    let bad = Bad::of(of.family).unwrap_or(Bad::All);
    let panel = Panel::new(PanelKind::Stat, "Error ratio", Unit::Ratio)
        .description(of.describe("The share of errors, over all instances."))
        .query(of.events()?.error_ratio(&bad, &[])?, "error ratio");
    Ok(graded(panel))
}

/// Adds the colors of a part of errors.
pub(super) fn graded(panel: Panel) -> Panel {
    panel.threshold(0.0, "green").threshold(0.01, "orange").threshold(0.05, "red")
}

/// Returns the number of errors in the time range.
fn error_count(of: &Subject<'_>) -> Result<Panel, Error> {
    Ok(Panel::new(PanelKind::Stat, of.title(), Unit::Short)
        .description(of.describe("The increase over the time range, over all instances."))
        .query(of.events()?.in_range(&[])?, "errors")
        .threshold(0.0, "green")
        .threshold(1.0, "orange"))
}

/// Returns the duration that 99 % do not exceed.
pub(super) fn p99(of: &Subject<'_>) -> Result<Panel, Error> {
    Ok(Panel::new(PanelKind::Stat, format!("{}: p99", of.title()), Unit::of(of.family.unit.as_deref()))
        .description(of.describe("99 % of the observations are at most this large."))
        .query(of.histogram()?.quantile(0.99, Window::RateInterval, &[])?, "p99"))
}

/// Returns how full something is: the ratio to its limit, or its value.
fn saturation(group: &Group<'_>) -> Option<Panel> {
    let limited = group.subjects.iter().find_map(|of| Some((of, group.limit(of)?)));
    let ratio = limited.and_then(|(of, limit)| used(of, limit).ok());
    ratio.or_else(|| current(group.first(is_saturation)?).ok())
}

fn used(of: &Subject<'_>, limit: &Subject<'_>) -> Result<Panel, Error> {
    let ratio = joined(of, &of.gauge()?, &[])? / joined(limit, &limit.gauge()?, &[])?;
    let sentence = format!("The part of the limit `{}` that is used.", limit.family.name);
    Ok(Panel::new(PanelKind::Stat, format!("{}: used", of.title()), Unit::Ratio)
        .description(of.describe(&sentence))
        .query(ratio, "used")
        .threshold(0.0, "green")
        .threshold(0.8, "orange")
        .threshold(0.95, "red"))
}

/// Returns whether a gauge has a stat of its own, because it is not the one that shows saturation.
fn is_plain_value(group: &Group<'_>, of: &Subject<'_>) -> bool {
    let is_alone = group.limit(of).is_none() && !group.is_limit(of);
    is_gauge(of.family) && is_alone && !is_moment(of.family) && !is_saturation(of.family)
}

/// Returns the current value of a gauge.
pub(super) fn current(of: &Subject<'_>) -> Result<Panel, Error> {
    Ok(Panel::new(PanelKind::Stat, of.title(), Unit::of(of.family.unit.as_deref()))
        .description(of.describe("The current value over all instances."))
        .query(joined(of, &of.gauge()?, &[])?, "value"))
}
