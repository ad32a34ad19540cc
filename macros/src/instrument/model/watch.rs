//! The alerts and the objective of a function.

use syn::Attribute;
use syn::ext::IdentExt;

use super::super::parse::{Args, Label};
use super::{Constant, ErrorRule, Timing};
use crate::alert::{self, Alert, AlertLabel, Given, Measure, Subject, Values};
use crate::defaults::DURATION_BUCKETS;
use crate::diag::Errors;
use crate::objective::Objective;

/// The alerts and the objective of a function.
pub(crate) struct Watch {
    pub(crate) alerts: Vec<Alert>,
    pub(crate) objective: Option<Objective>,
}

/// A family of a function that alerts can watch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Calls,
    Durations,
    InFlight,
}

impl Watch {
    /// Whether the function has neither alerts nor an objective.
    pub(crate) fn is_empty(&self) -> bool {
        self.alerts.is_empty() && self.objective.is_none()
    }

    /// Returns the alerts of a family with their indices among all alerts.
    pub(crate) fn alerts_of(&self, family: Family) -> impl Iterator<Item = (usize, &Alert)> {
        let all = self.alerts.iter().enumerate();
        all.filter(move |(_, alert)| Family::of(&alert.measure) == family)
    }
}

impl Family {
    fn of(measure: &Measure) -> Self {
        match measure {
            Measure::Value => Family::InFlight,
            Measure::Quantile(..) => Family::Durations,
            _ => Family::Calls,
        }
    }
}

/// Removes the alerts from a function's attributes, and returns them.
pub(super) fn take_alerts(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<Given> {
    let (alerts, others): (Vec<_>, _) = attrs.drain(..).partition(alert::is_alert);
    *attrs = others;
    alerts.iter().filter_map(|attr| alert::read(attr, errors)).collect()
}

/// The parts of a function that alerts see.
pub(super) struct Watched<'a> {
    pub(super) calls: &'a str,
    pub(super) labels: &'a [Label],
    pub(super) constant: &'a [Constant],
    pub(super) outcomes: Vec<&'static str>,
    pub(super) kinds: &'a ErrorRule,
    pub(super) timing: Option<&'a Timing>,
    pub(super) in_flight: bool,
}

impl Watched<'_> {
    pub(super) fn build(self, given: Vec<Given>, errors: &mut Errors) -> Vec<Alert> {
        let typed = self.labels.iter().map(|label| {
            let name = label.ident.unraw().to_string();
            AlertLabel { ident: name.clone(), name, values: Values::of(&label.ty), measures: None }
        });
        let by_outcome = self.timing.is_some_and(|timing| timing.by_outcome);
        let with_outcome: &[_] =
            if by_outcome { &["rate", "increase", "absent", "quantile"] } else { OF_CALLS };
        let outcome = AlertLabel {
            ident: "outcome".to_owned(),
            name: "outcome".to_owned(),
            values: Values::Words(self.outcomes),
            measures: Some(with_outcome),
        };
        let error = match self.kinds {
            ErrorRule::Kinds(ty) => Some(AlertLabel {
                ident: "error".to_owned(),
                name: "error".to_owned(),
                values: Values::of(ty),
                measures: Some(OF_CALLS),
            }),
            _ => None,
        };
        let left_out =
            [("quantile", "duration", self.timing.is_none()), ("value", "in_flight", !self.in_flight)];
        let left_out = left_out.into_iter().filter(|(.., is_out)| *is_out);
        let subject = Subject {
            kind: None,
            labels: typed.chain([outcome]).chain(error).collect(),
            constant: self.constant.iter().map(|label| label.name.clone()).collect(),
            quantiles: &[],
            calls: Some(self.calls.to_owned()),
            left_out: left_out.map(|(word, family, _)| (word, family)).collect(),
            siblings: Vec::new(),
        };
        alert::build(given, &subject, errors)
    }
}

/// The measures of the counter of calls, except `errors`, which chooses the outcomes itself.
const OF_CALLS: &[&str] = &["rate", "increase", "absent"];

/// Reports an objective that the durations of a function cannot show.
pub(super) fn check_objective(args: &Args, errors: &mut Errors) {
    let Some(latency) = args.objective.as_ref().and_then(|objective| objective.latency.as_ref()) else {
        return;
    };
    if args.skips("duration") {
        errors.at_span(
            latency.span,
            "a latency needs durations, which `skip(duration)` leaves out; remove one of the two",
        );
    } else if args.name.is_none() && !DURATION_BUCKETS.contains(&latency.threshold) {
        let bounds: Vec<_> = DURATION_BUCKETS.iter().map(ToString::to_string).collect();
        let message = format!(
            "functions without `name` share a histogram, and `{}` is not one of its bounds; add `name = \"..\"`, or write one of {}",
            latency.threshold,
            bounds.join(", ")
        );
        errors.at_span(latency.span, message);
    }
}

/// Adds the threshold of an objective to the bounds of a histogram.
pub(super) fn with_threshold(mut bounds: Vec<f64>, objective: Option<&Objective>) -> Vec<f64> {
    let threshold =
        objective.and_then(|objective| objective.latency.as_ref()).map(|latency| latency.threshold);
    if let Some(threshold) = threshold.filter(|threshold| !bounds.contains(threshold)) {
        let index = bounds.partition_point(|bound| *bound < threshold);
        bounds.insert(index, threshold);
    }
    bounds
}
