//! Panels of histograms and summaries.

use super::events::{errors, rate, rate_unit};
use super::labels::{place, split_by, Bad};
use super::layout::{Layout, Section};
use super::subject::{legend, Events, Subject};
use super::words::in_words;
use crate::dashboard::{Panel, PanelKind, Unit};
use crate::error::Error;
use crate::promql::{Histogram, Window};

/// The quantiles of a panel, and their names.
const QUANTILES: [(f64, &str); 3] = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99")];

/// Adds the panels of a histogram. Its errors are added if `counts_errors` says that no counter counts them.
pub(super) fn histogram(of: &Subject<'_>, counts_errors: bool, layout: &mut Layout) -> Result<(), Error> {
    let (histogram, events) = (of.histogram()?, of.events()?);
    layout.add(section(of), quantiles(of, &histogram)?);
    if let Some(label) = place(of.family).or_else(|| split_by(of.family)) {
        layout.add(section(of), by_label(of, &histogram, label)?);
    }
    if let Some(bad) = Bad::of(of.family).filter(|_| counts_errors) {
        errors(of, &events, &bad, layout)?;
    }
    layout.add(Section::MoreRates, observations(of, &events)?);
    layout.add(Section::Distributions, mean(of, &histogram)?);
    layout.add(Section::Distributions, heat_map(of, &histogram));
    Ok(())
}

/// Adds the panels of a summary.
pub(super) fn summary(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    let (summary, events) = (of.summary()?, of.events()?);
    let by: Vec<_> = place(of.family).into_iter().collect();
    let quantiles = of.greatest(summary.quantiles(&by)?, &by);
    let panel = Panel::new(PanelKind::TimeSeries, of.title(), unit(of))
        .description(of.describe("Quantiles that each instance computes; the greatest of all instances."))
        .query(quantiles, format!("quantile {}", legend(&[&["quantile"], &by[..]].concat())))
        .query(summary.mean(Window::RateInterval, &[])?, "mean");
    layout.add(section(of), panel);
    layout.add(Section::MoreRates, observations(of, &events)?);
    Ok(())
}

fn unit(of: &Subject<'_>) -> Unit {
    Unit::of(of.family.unit.as_deref())
}

fn section(of: &Subject<'_>) -> Section {
    match unit(of) {
        Unit::Seconds => Section::Duration,
        _ => Section::Amounts,
    }
}

pub(super) fn quantiles(of: &Subject<'_>, histogram: &Histogram<'_>) -> Result<Panel, Error> {
    let panel = Panel::new(PanelKind::TimeSeries, of.title(), unit(of))
        .description(of.describe("Half, 90 % and 99 % of the observations are at most this large."));
    QUANTILES.iter().try_fold(panel, |panel, (quantile, name)| {
        Ok(panel.query(histogram.quantile(*quantile, Window::RateInterval, &[])?, *name))
    })
}

fn by_label(of: &Subject<'_>, histogram: &Histogram<'_>, label: &str) -> Result<Panel, Error> {
    let words = in_words(label);
    let p99 = of.greatest(histogram.each_quantile(0.99, Window::RateInterval, &[label])?, &[label]);
    Ok(Panel::new(PanelKind::TimeSeries, format!("{}: p99 by {words}", of.title()), unit(of))
        .description(of.describe(&format!("99 % of the observations are at most this large, by {words}.")))
        .query(p99, legend(&[label])))
}

/// Returns a panel with the observations per second.
fn observations(of: &Subject<'_>, events: &Events<'_>) -> Result<Panel, Error> {
    let mut panel = rate(of, events)?;
    panel.title = format!("{}: observations", panel.title);
    panel.unit = rate_unit(of);
    Ok(panel)
}

fn mean(of: &Subject<'_>, histogram: &Histogram<'_>) -> Result<Panel, Error> {
    let panel = Panel::new(PanelKind::TimeSeries, format!("{}: mean", of.title()), unit(of))
        .description(of.describe("The mean of the observations, in total and by label."))
        .query(histogram.mean(Window::RateInterval, &[])?, "total");
    let Some(label) = place(of.family) else { return Ok(panel) };
    let parts = of.greatest(histogram.each_mean(Window::RateInterval, &[label])?, &[label]);
    Ok(panel.query(parts, legend(&[label])))
}

pub(super) fn heat_map(of: &Subject<'_>, histogram: &Histogram<'_>) -> Panel {
    Panel::new(PanelKind::HeatMap, format!("{}: heat map", of.title()), unit(of))
        .description(of.describe("The number of observations in each bucket."))
        .query(histogram.heat(Window::RateInterval), "{{le}}")
}
