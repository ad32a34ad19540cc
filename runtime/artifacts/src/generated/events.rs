//! Panels of counters, and of the errors that counters and histograms count.

use super::labels::{place, split_by, useful, Bad};
use super::layout::{Layout, Section};
use super::subject::{legend, Events, Subject};
use super::words::in_words;
use crate::dashboard::{Panel, PanelKind, Unit};
use crate::error::Error;

/// Adds the panels of a counter.
pub(super) fn counter(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    let events = of.events()?;
    let bad = Bad::of(of.family);
    let section = if bad == Some(Bad::All) { Section::Errors } else { Section::Rate };
    layout.add(section, rate(of, &events)?);
    if let Some(bad) = bad.filter(|bad| *bad != Bad::All) {
        errors(of, &events, &bad, layout)?;
    }
    let shown = split_by(of.family);
    for label in useful(of.family).filter(|label| Some(*label) != shown) {
        layout.add(Section::MoreRates, by_label(of, &events, label)?);
    }
    layout.add(Section::Totals, total(of, &events)?);
    Ok(())
}

/// Adds the panels of the errors: how many there are, and which part of the events they are.
pub(super) fn errors(
    of: &Subject<'_>,
    events: &Events<'_>,
    bad: &Bad<'_>,
    layout: &mut Layout,
) -> Result<(), Error> {
    layout.add(Section::Errors, error_ratio(of, events, bad)?);
    layout.add(Section::Errors, error_rate(of, events, bad)?);
    Ok(())
}

/// Returns the unit of a family's rate.
pub(super) fn rate_unit(of: &Subject<'_>) -> Unit {
    let is_requests = of.family.name.contains("requests");
    match (&of.family.kind, Unit::of(of.family.unit.as_deref())) {
        (gapless_core::Kind::Counter, unit @ (Unit::Bytes | Unit::Seconds)) => unit.per_second(),
        _ if is_requests => Unit::RequestsPerSecond,
        _ => Unit::PerSecond,
    }
}

/// Returns a panel with the events per second, in total and by the most useful label.
pub(super) fn rate(of: &Subject<'_>, events: &Events<'_>) -> Result<Panel, Error> {
    let panel = |title| Panel::new(PanelKind::TimeSeries, title, rate_unit(of));
    let total = events.rate(&[])?;
    let Some(label) = split_by(of.family) else {
        let sentence = "Per second, over all instances.";
        return Ok(panel(of.title()).description(of.describe(sentence)).query(total, "total"));
    };
    let words = in_words(label);
    let parts = of.greatest(events.rate(&[label])?, &[label]);
    Ok(panel(format!("{} by {words}", of.title()))
        .description(of.describe(&format!("Per second, in total and by {words}, over all instances.")))
        .query(total, "total")
        .query(parts, legend(&[label])))
}

/// Returns a panel with the events per second by one label.
fn by_label(of: &Subject<'_>, events: &Events<'_>, label: &str) -> Result<Panel, Error> {
    let words = in_words(label);
    let parts = of.greatest(events.rate(&[label])?, &[label]);
    Ok(Panel::new(PanelKind::TimeSeries, format!("{} by {words}", of.title()), rate_unit(of))
        .description(of.describe(&format!("Per second, by {words}, over all instances.")))
        .query(parts, legend(&[label])))
}

/// Returns a panel with the part of the events that are errors, in total and by the place.
pub(super) fn error_ratio(of: &Subject<'_>, events: &Events<'_>, bad: &Bad<'_>) -> Result<Panel, Error> {
    let panel = Panel::new(PanelKind::TimeSeries, format!("{}: error ratio", of.title()), Unit::Ratio)
        .description(of.describe(&format!("The share of errors: {}.", which(bad))))
        .query(events.error_ratio(bad, &[])?, "total");
    let Some(place) = place(of.family).filter(|label| Some(*label) != bad.label()) else { return Ok(panel) };
    let parts = of.greatest(events.error_ratio(bad, &[place])?, &[place]);
    Ok(panel.query(parts, legend(&[place])))
}

/// Returns a panel with the errors per second.
pub(super) fn error_rate(of: &Subject<'_>, events: &Events<'_>, bad: &Bad<'_>) -> Result<Panel, Error> {
    let label = bad.label().unwrap_or_default();
    let panel = Panel::new(PanelKind::TimeSeries, format!("{}: errors", of.title()), rate_unit(of))
        .description(of.describe(&format!("Errors per second: {}.", which(bad))))
        .query(events.error_rate(bad, &[])?, "total");
    let parts = of.greatest(events.error_rate(bad, &[label])?, &[label]);
    Ok(match bad {
        // Values that are known only at run time have no series before the first error.
        Bad::Values(_, values) if values.len() > 1 => panel.query(parts, legend(&[label])),
        _ => panel,
    })
}

/// Returns which series are errors, such as `outcome is error or panic`.
fn which(bad: &Bad<'_>) -> String {
    match bad {
        Bad::All => "all".to_owned(),
        Bad::Values(label, values) => format!("`{label}` is {}", listed(values)),
        Bad::Like(label, regex) => format!("`{label}` matches `{regex}`"),
    }
}

fn listed(values: &[&str]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
    match &*quoted {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => quoted.concat(),
    }
}

/// Returns a single number: the events in the time range.
fn total(of: &Subject<'_>, events: &Events<'_>) -> Result<Panel, Error> {
    let unit = Unit::of(of.family.unit.as_deref());
    Ok(Panel::new(PanelKind::Stat, of.title(), unit)
        .description(of.describe("The increase over the time range, over all instances."))
        .query(events.in_range(&[])?, "total"))
}
