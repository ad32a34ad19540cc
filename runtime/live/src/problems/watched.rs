//! A metric whose series can be problems.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gapless_core::{FamilySnapshot, Series};

use super::rises::{Rises, MINUTE};
use super::rules::{idle, Facts, Rule, Test, IDLE};
use super::{cut, Problem, Severity};

/// A metric, and the facts from its earlier readings.
#[derive(Debug)]
pub(super) struct Watched {
    rule: &'static Rule,
    read_at: Option<u64>,
    subjects: BTreeMap<Vec<String>, Subject>,
}

/// The subject of a possible problem: all series with the same labels, except the reason.
#[derive(Clone, Debug, Default)]
struct Subject {
    rises: Rises,
    reasons: BTreeSet<String>,
}

/// The sum of the series of a subject in one reading.
#[derive(Debug, Default)]
struct Sum {
    total: u64,
    /// The reasons that occurred.
    reasons: BTreeSet<String>,
}

impl Watched {
    pub(super) fn new(rule: &'static Rule) -> Self {
        Watched { rule, read_at: None, subjects: BTreeMap::new() }
    }

    /// Takes a reading. Subjects without series are forgotten.
    pub(super) fn update(
        &mut self,
        timestamp: u64,
        family: &FamilySnapshot,
        exported: &HashMap<String, String>,
    ) {
        let is_recent = self.read_at.is_some_and(|read_at| timestamp.saturating_sub(read_at) <= MINUTE);
        let mut before = std::mem::take(&mut self.subjects);
        for (names, sum) in self.sums(family, exported) {
            let known = before.remove(&names);
            let earlier = known.as_ref().map_or(0, |known| known.rises.total);
            let increment = sum.total.checked_sub(earlier).unwrap_or(sum.total);
            let mut subject = known.unwrap_or_default();
            subject.rises.update(timestamp, sum.total, is_recent.then_some(increment));
            subject.reasons = sum.reasons;
            self.subjects.insert(names, subject);
        }
        self.read_at = Some(timestamp);
    }

    fn sums(
        &self,
        family: &FamilySnapshot,
        exported: &HashMap<String, String>,
    ) -> BTreeMap<Vec<String>, Sum> {
        let mut sums: BTreeMap<Vec<String>, Sum> = BTreeMap::new();
        let rule = self.rule;
        let is_meant =
            |series: &&Series| rule.only.is_none_or(|(label, value)| label_of(series, label) == Some(value));
        for series in family.series.iter().filter(is_meant) {
            let Some(names) = self.names(&family.name, series, exported) else { continue };
            let sum = sums.entry(names).or_default();
            let value = as_u64(series.value.as_f64());
            sum.total = sum.total.saturating_add(value);
            let reason = rule.reason.and_then(|label| label_of(series, label)).filter(|_| value > 0);
            sum.reasons.extend(reason.map(str::to_owned));
        }
        sums
    }

    /// Returns the names of the subject of a series, from its labels or from the name of the metric.
    fn names(
        &self,
        family: &str,
        series: &Series,
        exported: &HashMap<String, String>,
    ) -> Option<Vec<String>> {
        let name = |label: &&str| {
            let name = label_of(series, label)?;
            Some(if *label == "metric" { exported.get(name).map_or(name, String::as_str) } else { name })
        };
        let mut names: Vec<_> = self.rule.subject.iter().filter_map(name).collect();
        match self.rule.own_name {
            Some(end) if names.is_empty() => names.push(family.strip_suffix(end)?),
            None if names.len() < self.rule.subject.len() => return None,
            _ => {}
        }
        Some(names.into_iter().map(str::to_owned).collect())
    }

    /// Returns the problems at a time.
    pub(super) fn problems(&self, now: u64) -> impl Iterator<Item = Problem> + '_ {
        self.subjects.iter().filter_map(move |(names, subject)| self.problem(names, subject, now))
    }

    fn problem(&self, names: &[String], subject: &Subject, now: u64) -> Option<Problem> {
        let (count, recent) = (subject.rises.total, subject.rises.recent(now));
        let severity = match self.rule.test {
            Test::Activity => return self.inactive(names, count),
            Test::Set => (count > 0).then_some(Severity::Error)?,
            Test::Counted if recent == 0 => (count > 0).then_some(Severity::Warning)?,
            Test::Counted => Severity::Error,
            Test::Recent => (recent > 0).then_some(Severity::Error)?,
            Test::Rising => subject.rises.is_rising(now).then_some(Severity::Error)?,
        };
        let recent = if self.rule.test == Test::Set { 0 } else { recent };
        let reasons = subject.reasons.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let names: Vec<_> = names.iter().map(|name| cut(name)).collect();
        let text = (self.rule.text)(&Facts { subject: &names, reason: &reasons, count, recent });
        Some(Problem { kind: self.rule.kind, severity, subject: names.join("::"), text, count, recent })
    }

    /// Returns the problem of a task with an activity.
    fn inactive(&self, names: &[String], activity: u64) -> Option<Problem> {
        let (kind, severity, text) = match activity {
            0 => (self.rule.kind, Severity::Error, self.rule.text),
            1 => (IDLE, Severity::Warning, idle as fn(&Facts<'_>) -> String),
            _ => return None,
        };
        let names: Vec<_> = names.iter().map(|name| cut(name)).collect();
        let text = text(&Facts { subject: &names, reason: "", count: 1, recent: 0 });
        Some(Problem { kind, severity, subject: names.join("::"), text, count: 1, recent: 0 })
    }
}

/// Returns the value of a label. A view with an added label of the same name renames the labels of Gapless.
fn label_of<'s>(series: &'s Series, label: &str) -> Option<&'s str> {
    let value = |is_name: &dyn Fn(&str) -> bool| {
        series.labels.iter().find(|(name, _)| is_name(name)).map(|(_, value)| value.as_ref())
    };
    let renamed = |name: &str| name.strip_prefix("gapless_") == Some(label);
    value(&renamed).or_else(|| value(&|name| name == label))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "these counters and gauges are integers of at least zero"
)]
fn as_u64(value: f64) -> u64 {
    value as u64
}
