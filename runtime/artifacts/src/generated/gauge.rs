//! Panels of gauges and up-down counters.

use gapless_core::Kind;

use super::labels::{split_by, useful, MOST_LINES};
use super::layout::{Layout, Section};
use super::subject::{legend, Subject};
use super::words::{in_words, split};
use crate::catalog::{Family, Origin};
use crate::dashboard::{Panel, PanelKind, Unit};
use crate::error::Error;
use crate::promql::{Expr, Gauge};

/// Words of names whose values cannot be added up over instances.
const NOT_ADDED: &[&str] = &[
    "avg",
    "average",
    "current",
    "interval",
    "load",
    "load1",
    "load15",
    "load5",
    "mean",
    "percent",
    "ratio",
    "schema",
    "temperature",
    "version",
];

/// Words of names that say how full something is.
const SATURATION: &[&str] = &[
    "active",
    "backlog",
    "busy",
    "connections",
    "depth",
    "flight",
    "open",
    "pending",
    "queue",
    "queued",
    "threads",
    "used",
    "utilization",
    "waiting",
];

/// Words that distinguish a limit from the value that it limits.
const LIMITS: &[&str] = &["capacity", "limit", "max", "maximum"];

/// Words that distinguish a value from its limit.
const USES: &[&str] =
    &["active", "alive", "busy", "count", "current", "entries", "in", "open", "size", "used", "use"];

/// Adds the panel of a gauge, with its limit if another gauge is one.
pub(super) fn gauge(of: &Subject<'_>, limit: Option<&Subject<'_>>, layout: &mut Layout) -> Result<(), Error> {
    let panel = match () {
        () if is_moment(of.family) => time_since(of)?,
        () if is_measured(of.family) => greatest(of)?,
        () => value(of, limit)?,
    };
    layout.add(section(of.family, limit.is_some()), panel);
    Ok(())
}

/// Returns the gauges that have a limit, with the gauge of the limit.
pub(super) fn limits<'c>(families: &[&'c Family]) -> Vec<(&'c Family, &'c Family)> {
    let limits: Vec<_> = families.iter().copied().filter(|family| is_limit(family)).collect();
    let gauges = families.iter().copied().filter(|family| is_gauge(family) && !is_limit(family));
    let limit_of = |gauge: &Family| limits.iter().copied().find(|limit| is_limit_of(limit, gauge));
    gauges.filter_map(|gauge| Some((gauge, limit_of(gauge)?))).collect()
}

fn is_limit_of(limit: &Family, gauge: &Family) -> bool {
    let gauge_words = split(&gauge.name).into_iter().filter(|word| !USES.contains(word));
    let limit_words = split(&limit.name).into_iter().filter(|word| !LIMITS.contains(word));
    limit.unit == gauge.unit && limit_words.eq(gauge_words)
}

/// Returns whether the values of a family are a moment in seconds since the Unix epoch.
pub(super) fn is_moment(family: &Family) -> bool {
    ["_timestamp_seconds", "_start_time_seconds"].iter().any(|suffix| family.name.ends_with(suffix))
}

/// Returns how a gauge's values of several instances are joined.
pub(super) fn joined(of: &Subject<'_>, gauge: &Gauge<'_>, by: &[&str]) -> Result<Expr, Error> {
    if is_added(of.family) {
        gauge.sum(by)
    } else {
        gauge.max(by)
    }
}

pub(super) fn is_gauge(family: &Family) -> bool {
    matches!(family.kind, Kind::Gauge | Kind::UpDownCounter)
}

/// Returns whether a gauge shows how full something is.
pub(super) fn is_saturation(family: &Family) -> bool {
    is_gauge(family) && !is_limit(family) && split(&family.name).iter().any(|word| SATURATION.contains(word))
}

fn is_limit(family: &Family) -> bool {
    is_gauge(family) && split(&family.name).iter().any(|word| LIMITS.contains(word))
}

fn is_added(family: &Family) -> bool {
    let is_of_each = |word: &&str| NOT_ADDED.contains(word);
    let unit = family.unit.as_deref();
    !matches!(unit, Some("ratio" | "celsius" | "volts" | "seconds"))
        && !split(&family.name).iter().any(is_of_each)
}

fn is_measured(family: &Family) -> bool {
    family.declarations.iter().all(|of| matches!(of.origin, Origin::Measured(_)))
        && useful(family).next().is_some()
}

fn section(family: &Family, is_limited: bool) -> Section {
    if is_limited || is_saturation(family) {
        Section::Saturation
    } else {
        Section::Values
    }
}

/// Returns a panel with the current value, in total and by the most useful label.
fn value(of: &Subject<'_>, limit: Option<&Subject<'_>>) -> Result<Panel, Error> {
    let (gauge, label) = (of.gauge()?, split_by(of.family));
    let how = if is_added(of.family) { "sum" } else { "greatest value" };
    let total = if is_added(of.family) { "total" } else { "greatest" };
    let title = label.map_or(of.title(), |label| format!("{} by {}", of.title(), in_words(label)));
    let mut panel = Panel::new(PanelKind::TimeSeries, title, Unit::of(of.family.unit.as_deref()))
        .description(of.describe(&format!("The {how} over all instances.{}", limited_by(limit))))
        .query(joined(of, &gauge, &[])?, total);
    if let Some(label) = label {
        panel = panel.query(of.greatest(joined(of, &gauge, &[label])?, &[label]), legend(&[label]));
    }
    if let Some(limit) = limit {
        panel = panel.query(joined(limit, &limit.gauge()?, &[])?, "limit");
    }
    Ok(if can_be_negative(of.family) { panel.signed() } else { panel })
}

fn limited_by(limit: Option<&Subject<'_>>) -> String {
    limit.map_or(String::new(), |limit| format!(" The limit is `{}`.", limit.family.name))
}

fn can_be_negative(family: &Family) -> bool {
    matches!(family.unit.as_deref(), Some("celsius" | "volts"))
}

/// Returns a panel with the ten greatest values of a measured struct.
fn greatest(of: &Subject<'_>) -> Result<Panel, Error> {
    let labels: Vec<_> = useful(of.family).collect();
    let expr = joined(of, &of.gauge()?, &labels)?.topk(MOST_LINES);
    let title = format!("{}: greatest", of.title());
    Ok(Panel::new(PanelKind::TimeSeries, title, Unit::of(of.family.unit.as_deref()))
        .description(of.describe(&format!("The {MOST_LINES} greatest values.")))
        .query(expr, legend(&labels))
        .signed())
}

/// Returns a panel with the time since the moment of a gauge.
fn time_since(of: &Subject<'_>) -> Result<Panel, Error> {
    let labels: Vec<_> = useful(of.family).collect();
    let is_start = of.family.name.ends_with("_start_time_seconds");
    let by = if is_start { [&labels[..], &["instance"]].concat() } else { labels };
    let title = if is_start { "Uptime".to_owned() } else { time_since_title(of) };
    let sentence = "The time since then.";
    Ok(Panel::new(PanelKind::TimeSeries, title, Unit::Seconds).description(of.describe(sentence)).query(
        Expr::time() - of.gauge()?.max(&by)?,
        if by.is_empty() { "time".to_owned() } else { legend(&by) },
    ))
}

fn time_since_title(of: &Subject<'_>) -> String {
    let title = of.title();
    let title = title.strip_suffix(" timestamp").unwrap_or(&title);
    let mut chars = title.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    format!("Time since {}", first.into_iter().chain(chars).collect::<String>())
}
