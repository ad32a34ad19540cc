//! Alerts and recorded series that every program can have.
//!
//! Each is an entry of a table with the metrics that it needs. The names of a plugin's metrics may have a prefix, and a
//! function with a name has metrics of its own, so that one entry can become several rules.

mod function;
mod http;
mod own;
mod process;
mod sql;
mod target;
mod work;

use std::time::Duration;

use super::options::Range;
use super::{AlertRule, RecordingRule, Rule, RuleGroup, RuleOptions};
use crate::catalog::{Catalog, Family, Origin};
use crate::error::Error;
use crate::promql::{Counter, Expr, Gauge, Histogram, Queries, Window};

/// A group of rules.
struct Part {
    name: &'static str,
    alerts: &'static [Preset],
    recordings: &'static [Recording],
}

/// An alert with its default threshold.
struct Preset {
    name: &'static str,
    /// The metrics, without a prefix. The first of them has the rule for each prefix that it occurs with.
    metrics: &'static [&'static str],
    of: Of,
    threshold: f64,
    minutes: u64,
    severity: &'static str,
    summary: &'static str,
    description: &'static str,
    condition: fn(&Metrics<'_>, f64) -> Result<Expr, Error>,
}

/// A recorded series.
struct Recording {
    metrics: &'static [&'static str],
    of: Of,
    /// The labels that the series keep.
    level: fn(&Metrics<'_>) -> Vec<String>,
    /// The first metric, without its prefix and suffix, and the operations.
    operations: (&'static str, &'static str),
    expr: fn(&Metrics<'_>) -> Result<Expr, Error>,
}

/// The owner of the metrics of an alert.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// The target, which always exists. `up` contains all targets of a server, so these rules need a job.
    Target,
    /// Annotated functions: the part of the name before `calls_total`.
    Functions,
    /// Gapless, a plugin or a library.
    Any,
}

const PARTS: [Part; 7] =
    [target::PART, http::PART, function::PART, sql::PART, work::PART, process::PART, own::PART];

/// Returns all default alerts, those that need metrics of other programs too, with the ranges of their thresholds.
pub(super) fn ranges() -> impl Iterator<Item = (&'static str, Option<Range>)> {
    PARTS.iter().flat_map(|part| part.alerts).map(|preset| (preset.name, preset.range()))
}

/// Returns a group for each part of which the catalog has a metric.
pub(super) fn groups(catalog: &Catalog, options: &RuleOptions, scope: &str) -> Vec<RuleGroup> {
    let queries = options.queries(catalog, scope);
    let group = |part: &Part| {
        let recordings = part.recordings.iter().flat_map(|recording| recording.rules(queries, options));
        let alerts = part.alerts.iter().filter(|preset| !options.is_off(preset.name));
        let alerts = alerts.flat_map(|preset| preset.rules(queries, options));
        let rules: Vec<_> = recordings.map(Rule::Recording).chain(alerts.map(Rule::Alert)).collect();
        (!rules.is_empty()).then(|| RuleGroup::new(part.name, rules))
    };
    PARTS.iter().filter_map(group).collect()
}

impl Preset {
    /// Returns the range of the threshold, if the alert has one. A text about a share writes it in percent.
    fn range(&self) -> Option<Range> {
        let is_share = self.summary.contains("humanizePercentage");
        let range = if is_share { Range::Share } else { Range::Number };
        (!self.threshold.is_nan()).then_some(range)
    }

    fn rules(&self, queries: Queries<'_>, options: &RuleOptions) -> Vec<AlertRule> {
        if self.of == Of::Target && options.job_name().is_none() {
            return Vec::new();
        }
        let threshold = options.threshold_of(self.name, self.threshold);
        let prefixes = prefixes(queries.catalog(), self.metrics, self.of);
        let rule = |prefix: &str| {
            let metrics = Metrics { queries, options, prefix };
            // A family of the user can have the name and other labels.
            let expr = (self.condition)(&metrics, threshold).ok()?;
            let hold = options.hold_of(self.name, Duration::from_secs(60 * self.minutes));
            let rule = AlertRule::new(self.name, expr)
                .hold(hold)
                .annotation("summary", self.summary)
                .annotation("description", self.description.replace(HOLD, &in_words(hold)));
            let rule = options.complete(rule, self.severity, None);
            let standard = if self.of == Of::Functions { "function_" } else { "" };
            Some(if prefix == standard {
                rule
            } else {
                rule.label("metric", metrics.name(self.metrics.first()?))
            })
        };
        prefixes.into_iter().filter_map(rule).collect()
    }
}

impl Recording {
    fn rules(&self, queries: Queries<'_>, options: &RuleOptions) -> Vec<RecordingRule> {
        let rule = |prefix: &str| {
            let metrics = Metrics { queries, options, prefix };
            let expr = (self.expr)(&metrics).ok()?;
            Some(RecordingRule::new(metrics.recorded_name(&(self.level)(&metrics), self.operations), expr))
        };
        prefixes(queries.catalog(), self.metrics, self.of).into_iter().filter_map(rule).collect()
    }
}

/// Returns the prefixes with which all metrics exist; an empty one for the standard names.
fn prefixes<'c>(catalog: &'c Catalog, metrics: &[&str], of: Of) -> Vec<&'c str> {
    let Some((first, others)) = metrics.split_first() else {
        return vec![""];
    };
    let fits = |family: &&Family| of != Of::Functions || is_of_function(family);
    let prefix = |family: &'c Family| family.name.strip_suffix(first);
    let prefixes = catalog.families().iter().filter(fits).filter_map(prefix);
    let prefixes = prefixes.filter(|prefix| prefix.is_empty() || prefix.ends_with('_'));
    prefixes
        .filter(|prefix| others.iter().all(|name| catalog.find(&[*prefix, *name].concat()).is_some()))
        .collect()
}

fn is_of_function(family: &Family) -> bool {
    family.declarations.iter().any(|of| of.origin == Origin::Function)
}

/// Metrics with a prefix.
struct Metrics<'a> {
    queries: Queries<'a>,
    options: &'a RuleOptions,
    prefix: &'a str,
}

/// The threshold of an alert that compares with nothing.
const NO_THRESHOLD: f64 = f64::NAN;

/// Stands for the time in a description for which the condition holds.
const HOLD: &str = "{hold}";

/// Writes a time such as `5 minutes`.
pub(crate) fn in_words(time: Duration) -> String {
    const UNITS: [(u64, &str); 3] = [(3_600, "hour"), (60, "minute"), (1, "second")];
    let seconds = time.as_secs();
    let fits = |(unit, _): &&(u64, &str)| seconds > 0 && seconds % unit == 0;
    let (unit, word) = UNITS.iter().find(fits).unwrap_or(&(1, "second"));
    let n = seconds / unit;
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

const FIVE_MINUTES: Window = Window::Seconds(300);
const QUARTER: Window = Window::Seconds(900);
const HALF_HOUR: Window = Window::Seconds(1800);
const HOUR: Window = Window::Seconds(3600);

impl<'a> Metrics<'a> {
    fn name(&self, name: &str) -> String {
        [self.prefix, name].concat()
    }

    fn counter(&self, name: &str) -> Result<Counter<'a>, Error> {
        self.queries.counter(&self.name(name))
    }

    fn gauge(&self, name: &str) -> Result<Gauge<'a>, Error> {
        self.queries.gauge(&self.name(name))
    }

    fn histogram(&self, name: &str) -> Result<Histogram<'a>, Error> {
        self.queries.histogram(&self.name(name))
    }

    /// Returns the labels of `wanted` that a metric or its target has.
    fn labels<'l>(&self, name: &str, wanted: &[&'l str]) -> Vec<&'l str> {
        let family = self.queries.catalog().find(&self.name(name));
        let has = |label: &str| family.is_some_and(|family| family.has_label(label));
        wanted.iter().filter(|label| ["job", "instance"].contains(*label) || has(label)).copied().collect()
    }

    /// Returns the labels that tell the functions of a family apart: its constant labels, and the job.
    fn function_labels(&self) -> Vec<String> {
        let family = self.queries.catalog().find(&self.name("calls_total"));
        let declarations = family.iter().flat_map(|family| &family.declarations);
        let constant = declarations.flat_map(|of| of.constant_labels.iter().map(|(label, _)| label.clone()));
        let mut labels: Vec<_> = constant.filter(|label| label != "outcome").collect();
        labels.sort_unstable();
        labels.dedup();
        std::iter::once("job".to_owned()).chain(labels).collect()
    }

    /// Returns the name of a recorded series: its labels, its metric and the operations.
    fn recorded_name(&self, level: &[String], (metric, operations): (&str, &str)) -> String {
        format!("{}:{}{metric}:{operations}", level.join("_"), self.prefix)
    }

    /// Returns a part of recorded rates, if it is greater than the threshold and if there is an event every 10 seconds.
    fn recorded_part(
        &self,
        level: &[String],
        part: (&str, &str),
        whole: (&str, &str),
        threshold: f64,
    ) -> Expr {
        let (part, whole) = (self.recorded(level, part), self.recorded(level, whole));
        (part / whole.clone()).above(threshold).and(&whole.above(0.1))
    }

    /// Returns a recorded series.
    fn recorded(&self, level: &[String], operations: (&str, &str)) -> Expr {
        let job: Vec<_> = self.options.job_name().map(|job| ("job", job)).into_iter().collect();
        Expr::recorded(&self.recorded_name(level, operations), &job)
    }
}

/// Returns the increase of a counter over a window, if it is greater than the threshold.
fn rises(counter: &Counter<'_>, window: Window, by: &[&str], threshold: f64) -> Result<Expr, Error> {
    Ok(counter.increase(window, by)?.above(threshold))
}

/// Returns the part of a counter, if it is greater than the threshold and if the whole is greater than 30: a single
/// error in a quiet program must not alert.
fn part_of(part: Expr, whole: Expr, threshold: f64) -> Expr {
    (part / whole.clone()).above(threshold).and(&whole.above(30.0))
}
