//! The dashboard of annotated functions.

use gapless_core::Kind;

use super::events::{self, rate, rate_unit};
use super::group::Group;
use super::labels::{useful, Bad};
use super::layout::{Layout, Section};
use super::subject::{Events, Subject};
use super::{described, observations, stats, FUNCTIONS};
use crate::catalog::{Catalog, Family, Origin};
use crate::dashboard::{Dashboard, Panel, PanelKind, Unit};
use crate::error::Error;
use crate::promql::{Expr, Window};

/// The label that says how a call ended, and two of its values.
const OUTCOME: &str = "outcome";
const PANIC: &str = "panic";
const CANCELLED: &str = "cancelled";

/// The label with the kind of an error.
const ERROR: &str = "error";

/// The greatest number of functions in a panel.
const MOST: u32 = 10;

/// The families that all functions share. Functions with metrics of their own have others.
#[derive(Debug)]
struct Functions<'g, 'c> {
    group: &'g Group<'c>,
    calls: Option<&'g Subject<'c>>,
    durations: Option<&'g Subject<'c>>,
    in_flight: Option<&'g Subject<'c>>,
}

/// All families that count calls: the one that functions share, and those of functions with metrics of their own.
#[derive(Debug)]
pub(super) struct Calls<'g, 'c>(Vec<&'g Subject<'c>>);

impl<'g, 'c> Calls<'g, 'c> {
    /// Returns the families among subjects that count calls, if one does.
    pub(super) fn among(subjects: impl IntoIterator<Item = &'g Subject<'c>>) -> Option<Self> {
        let calls: Vec<_> = subjects.into_iter().filter(|of| counts_calls(of.family)).collect();
        (!calls.is_empty()).then_some(Calls(calls))
    }

    fn total(
        &self,
        by: &[&str],
        sum: impl Fn(&Subject<'c>) -> Result<Option<Expr>, Error>,
    ) -> Result<Option<Expr>, Error> {
        let sum = |of: &&'g Subject<'c>| sum(of).map(|expr| Some((&*of.family.name, expr?))).transpose();
        Ok(Expr::total(self.0.iter().filter_map(sum).collect::<Result<_, _>>()?, by))
    }

    /// Returns the calls per second.
    fn rate(&self, by: &[&str]) -> Result<Option<Expr>, Error> {
        self.total(by, |of| of.events()?.rate(by).map(Some))
    }

    /// Returns the part of the calls that end with an error or a panic.
    fn error_ratio(&self) -> Result<Option<Expr>, Error> {
        let errors = self.total(&[], |of| {
            let bad = Bad::of(of.family).filter(|bad| *bad != Bad::All);
            bad.map(|bad| of.events()?.error_rate(&bad, &[])).transpose()
        })?;
        let (Some(errors), Some(all)) = (errors, self.rate(&[])?) else { return Ok(None) };
        Ok(Some(errors.part_of(&all)))
    }

    fn panics(&self) -> Result<Option<Expr>, Error> {
        self.total(&[], |of| {
            let panics = |of: &Subject<'c>| of.events()?.any_of(OUTCOME, &[PANIC])?.in_range(&[]);
            has_outcome(of, PANIC).then(|| panics(of)).transpose()
        })
    }

    fn describe(&self, sentence: &str) -> String {
        let metrics: Vec<_> = self.0.iter().map(|of| format!("`{}`", of.family.name)).collect();
        let noun = if metrics.len() > 1 { "Metrics" } else { "Metric" };
        format!("{sentence} {noun}: {}.", metrics.join(", "))
    }

    /// Returns the single numbers: the calls per second, the part of them that are errors, and the panics.
    pub(super) fn numbers(&self) -> Result<[Option<Panel>; 3], Error> {
        let stat = |title, unit, sentence: &str| {
            Panel::new(PanelKind::Stat, title, unit).description(self.describe(sentence))
        };
        let rate =
            stat("Function calls", Unit::PerSecond, "The calls of all annotated functions per second.");
        let ratio = stat("Error ratio", Unit::Ratio, "The share of calls that end with an error or a panic.");
        let panics = stat(
            "Panics",
            Unit::Short,
            "The calls in the time range of the dashboard that ended with a panic.",
        );
        Ok([
            self.rate(&[])?.map(|expr| rate.query(expr, "rate")),
            self.error_ratio()?.map(|expr| stats::graded(ratio.query(expr, "error ratio"))),
            self.panics()?
                .map(|expr| panics.query(expr, "panics").threshold(0.0, "green").threshold(1.0, "red")),
        ])
    }

    /// Returns the panels of the calls by outcome and of the errors.
    pub(super) fn lines(&self) -> Result<[Option<Panel>; 2], Error> {
        let panel = |title, unit, sentence: &str| {
            Panel::new(PanelKind::TimeSeries, title, unit).description(self.describe(sentence))
        };
        let calls = panel(
            "Function calls by outcome",
            Unit::PerSecond,
            "The calls of all annotated functions per second, in total and by outcome.",
        );
        let ratio = panel(
            "Function calls: error ratio",
            Unit::Ratio,
            "The share of calls of all annotated functions that end with an error or a panic.",
        );
        let calls = self.rate(&[])?.map(|expr| calls.query(expr, "total"));
        let by_outcome = self.rate(&[OUTCOME])?;
        Ok([
            calls.zip(by_outcome).map(|(panel, expr)| panel.query(expr, "{{outcome}}")),
            self.error_ratio()?.map(|expr| ratio.query(expr, "total")),
        ])
    }
}

/// Returns whether a family counts the calls of functions.
pub(super) fn counts_calls(family: &Family) -> bool {
    is_of_functions(family) && family.kind == Kind::Counter && family.has_label(OUTCOME)
}

pub(super) fn dashboard(catalog: &Catalog) -> Dashboard {
    let group = Group::new(catalog, catalog.families().iter().filter(|family| is_of_functions(family)));
    let functions = Functions::of(&group);
    let mut layout = Layout::default();
    // A family names only its own labels, so that no query is wrong.
    let _ = functions.add(&mut layout);
    for subject in group.subjects.iter().filter(|of| !functions.contains(of)) {
        let _ = group.family(subject, &mut layout);
    }
    let mut dashboard = described(FUNCTIONS);
    "The calls of annotated functions, how they ended, and how long they took."
        .clone_into(&mut dashboard.description);
    layout.rows(group.variables().fold(dashboard, Dashboard::variable))
}

/// Returns whether a family belongs to functions: one that declares it, or one that only the group says it of.
fn is_of_functions(family: &Family) -> bool {
    family.group == FUNCTIONS || family.declarations.iter().any(|of| of.origin == Origin::Function)
}

impl<'g, 'c> Functions<'g, 'c> {
    fn of(group: &'g Group<'c>) -> Self {
        Functions {
            group,
            calls: most_declared(group, |family| family.kind == Kind::Counter && family.has_label(OUTCOME)),
            durations: most_declared(group, |family| family.kind == Kind::Histogram),
            in_flight: most_declared(group, |family| family.kind == Kind::UpDownCounter),
        }
    }

    fn contains(&self, of: &Subject<'_>) -> bool {
        let own = [self.calls, self.durations, self.in_flight];
        own.into_iter().flatten().any(|own| own.family.name == of.family.name)
    }

    fn add(&self, layout: &mut Layout) -> Result<(), Error> {
        self.numbers(layout)?;
        if let Some(of) = self.calls {
            calls(of, layout)?;
        }
        if let Some(of) = self.durations {
            durations(of, layout)?;
        }
        if let (Some(calls), Some(durations)) = (self.calls.filter(|of| has_several(of)), self.durations) {
            let selected = by(calls).into_iter().filter(|label| self.group.selects(label));
            layout.add(Section::Worst, selected.fold(worst(calls, durations)?, Panel::select));
        }
        if let Some(of) = self.in_flight {
            layout.add(Section::Saturation, in_flight(of)?);
        }
        Ok(())
    }

    fn numbers(&self, layout: &mut Layout) -> Result<(), Error> {
        let any = [self.calls, self.durations, self.in_flight].into_iter().flatten().next();
        any.into_iter().for_each(|of| layout.stat(stats::up(&of.queries)));
        if let Some(calls) = Calls::among(&self.group.subjects) {
            calls.numbers()?.into_iter().flatten().for_each(|panel| layout.stat(panel));
        }
        self.durations.map(stats::p99).transpose()?.into_iter().for_each(|panel| layout.stat(panel));
        self.in_flight.map(stats::current).transpose()?.into_iter().for_each(|panel| layout.stat(panel));
        Ok(())
    }
}

fn most_declared<'g, 'c>(group: &'g Group<'c>, holds: fn(&Family) -> bool) -> Option<&'g Subject<'c>> {
    let families = group.subjects.iter().filter(|of| holds(of.family));
    families.rev().max_by_key(|of| of.family.declarations.len())
}

/// Returns the labels that name a function.
fn by(of: &Subject<'_>) -> Vec<&'static str> {
    ["module", "function"].into_iter().filter(|label| of.family.has_label(label)).collect()
}

/// Returns the legend of a function, such as `{{module}}::{{function}}`.
fn named(by: &[&str]) -> String {
    by.iter().map(|label| format!("{{{{{label}}}}}")).collect::<Vec<_>>().join("::")
}

fn has_outcome(of: &Subject<'_>, outcome: &str) -> bool {
    of.family.label_values(OUTCOME).is_some_and(|values| values.contains(outcome))
}

/// Adds the panels of the calls.
fn calls(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    let (events, by) = (of.events()?, by(of));
    layout.add(Section::Rate, rate(of, &events)?);
    if has_several(of) {
        layout.add(Section::Rate, of_each(of, "", "Calls per second", events.rate(&by)?));
    }
    if let Some(bad) = Bad::of(of.family).filter(|bad| *bad != Bad::All) {
        let ratio = events.error_ratio(&bad, &by)?;
        let panel =
            of_each(of, ": error ratio", "The share of calls that ended with an error or a panic", ratio);
        layout.add(Section::Errors, Panel { unit: Unit::Ratio, ..panel });
        if of.family.has_label(ERROR) {
            layout.add(Section::Errors, by_kind(of, &events)?);
        } else {
            layout.add(Section::Errors, events::error_rate(of, &events, &bad)?);
        }
    }
    let ends =
        [(PANIC, ": panics", "Panics per second"), (CANCELLED, ": cancelled", "Cancelled calls per second")];
    for (outcome, title, words) in ends.into_iter().filter(|(outcome, ..)| has_outcome(of, outcome)) {
        let ended = events.clone().any_of(OUTCOME, &[outcome])?.rate(&by)?;
        layout.add(Section::Errors, of_each(of, title, words, ended));
    }
    Ok(())
}

/// Returns whether several functions share a family.
fn has_several(of: &Subject<'_>) -> bool {
    by(of).into_iter().any(|label| useful(of.family).any(|of| of == label))
}

/// Returns a panel with one line for each function.
fn of_each(of: &Subject<'_>, title: &str, sentence: &str, expr: Expr) -> Panel {
    let by_function = if has_several(of) { " by function" } else { "" };
    let panel =
        Panel::new(PanelKind::TimeSeries, format!("{}{title}{by_function}", of.title()), rate_unit(of));
    if !has_several(of) {
        return panel.description(of.describe(&format!("{sentence}."))).query(expr, named(&by(of)));
    }
    panel
        .description(of.describe(&format!("{sentence}; the {MOST} functions with the most.")))
        .query(expr.topk(MOST), named(&by(of)))
}

/// Returns a panel with the errors by their kind.
fn by_kind(of: &Subject<'_>, events: &Events<'_>) -> Result<Panel, Error> {
    let errors = events.clone().any_of(OUTCOME, &["error"])?;
    let by = [&by(of)[..], &[ERROR]].concat();
    let title = format!("{}: errors by kind", of.title());
    Ok(Panel::new(PanelKind::TimeSeries, title, rate_unit(of))
        .description(of.describe("Errors per second, by the function and the kind of the error."))
        .query(errors.rate(&by)?.topk(MOST), format!("{} {{{{{ERROR}}}}}", named(&by[..by.len() - 1]))))
}

/// Adds the panels of the durations.
fn durations(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    let (histogram, by) = (of.histogram()?, by(of));
    layout.add(Section::Duration, observations::quantiles(of, &histogram)?);
    if has_several(of) {
        let p99 = histogram.each_quantile(0.99, Window::RateInterval, &by)?;
        let panel = of_each(of, ": p99", "99 % of the calls take at most this long", p99);
        layout.add(Section::Duration, Panel { unit: Unit::Seconds, ..panel });
    }
    let mean = histogram.each_mean(Window::RateInterval, &by)?;
    let panel = of_each(of, ": mean", "The mean", mean);
    layout.add(Section::Distributions, Panel { unit: Unit::Seconds, ..panel });
    layout.add(Section::Distributions, observations::heat_map(of, &histogram));
    Ok(())
}

/// Returns a table with the slowest functions.
fn worst(calls: &Subject<'_>, durations: &Subject<'_>) -> Result<Panel, Error> {
    let (events, by) = (calls.events()?, by(calls));
    let slowest = durations.histogram()?.each_quantile(0.99, Window::RateInterval, &by)?.topk(MOST);
    let description = format!("The {MOST} functions with the greatest p99.");
    let metrics = format!("Metrics: `{}`, `{}`.", durations.family.name, calls.family.name);
    let panel = Panel::new(PanelKind::Table, "Slowest functions now", Unit::Short)
        .description(format!("{description} {metrics}"))
        .column(slowest.clone(), "p99", Unit::Seconds)
        .column(events.rate(&by)?.and(&slowest), "calls", Unit::PerSecond);
    let bad = Bad::of(calls.family).filter(|bad| *bad != Bad::All);
    let panel = bad.iter().try_fold(panel, |panel, bad| {
        let ratio = events.error_ratio(bad, &by)?.and(&slowest);
        Ok::<_, Error>(panel.column(ratio, "error ratio", Unit::Ratio))
    })?;
    if !has_outcome(calls, PANIC) {
        return Ok(panel);
    }
    let panics = events.any_of(OUTCOME, &[PANIC])?.in_range(&by)?.and(&slowest);
    Ok(panel.column(panics, "panics", Unit::Short))
}

fn in_flight(of: &Subject<'_>) -> Result<Panel, Error> {
    let (gauge, by) = (of.gauge()?, by(of));
    let panel = of_each(of, "", "Now", gauge.sum(&by)?);
    Ok(Panel { unit: Unit::Short, ..panel })
}
