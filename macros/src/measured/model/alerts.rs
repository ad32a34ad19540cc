//! The alerts of a measured type.

use syn::ext::IdentExt;
use syn::{Ident, Member, Type};

use super::{Label, Metric};
use crate::alert::{self, AlertLabel, Given, Subject, Values};
use crate::diag::Errors;
use crate::kind::Kind;
use crate::name;

/// Reports alerts above a whole struct.
pub(crate) fn check_alerts_of_struct(alerts: &[Given], errors: &mut Errors) {
    for alert in alerts {
        errors.at_span(alert.span(), "an alert watches one metric; write it above a field");
    }
}

/// Reports alerts above a field that is not a metric.
pub(super) fn check_role(role: &str, alerts: &[Given], errors: &mut Errors) {
    if matches!(role, "label" | "info" | "skip") {
        for alert in alerts {
            let message = format!(
                "an alert watches a metric, and this field is `{role}`; write it above another field"
            );
            errors.at_span(alert.span(), message);
        }
    }
}

/// Builds the alerts of each metric, given with its index.
pub(super) fn build(
    given: Vec<(usize, Vec<Given>)>,
    metrics: &mut [Metric],
    labels: &[Label],
    errors: &mut Errors,
) {
    for (index, alerts) in given.into_iter().filter(|(_, alerts)| !alerts.is_empty()) {
        let siblings = metrics.iter().filter_map(sibling).collect();
        let Some(metric) = metrics.get_mut(index) else { continue };
        let states = (metric.kind == Kind::StateSet).then(|| states(metric)).flatten();
        let subject = Subject {
            kind: Some(metric.kind),
            labels: labels.iter().filter_map(label).chain(states).collect(),
            constant: Vec::new(),
            quantiles: &[],
            calls: None,
            left_out: Vec::new(),
            siblings,
        };
        metric.alerts = alert::build(alerts, &subject, errors);
    }
}

/// Returns the name of a metric's field, and the facts that a ratio needs.
fn sibling(metric: &Metric) -> Option<(String, String, Kind)> {
    Some((field_name(metric.field.as_ref().map(|field| &field.member))?, metric.name.clone(), metric.kind))
}

fn field_name(member: Option<&Member>) -> Option<String> {
    match member? {
        Member::Named(ident) => Some(ident.unraw().to_string()),
        Member::Unnamed(_) => None,
    }
}

/// Returns a label, by the name of its field.
fn label(of: &Label) -> Option<AlertLabel> {
    let is_plain = !of.is_open && of.field.with.is_none() && !is_generic(&of.field.ty);
    Some(AlertLabel {
        ident: field_name(Some(&of.field.member)).unwrap_or_else(|| of.name.clone()),
        name: of.name.clone(),
        values: if is_plain { Values::of(&of.field.ty) } else { Values::Texts },
        measures: None,
    })
}

/// Whether a type has parameters, so that it may be a container of the label's type.
fn is_generic(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.iter().any(|segment| !segment.arguments.is_none()),
        _ => true,
    }
}

/// Returns the label with the states of a field, whose type is usually behind a lock.
fn states(metric: &Metric) -> Option<AlertLabel> {
    let ident =
        field_name(metric.field.as_ref().map(|field| &field.member)).unwrap_or_else(|| metric.name.clone());
    Some(AlertLabel { ident, name: metric.name.clone(), values: Values::Texts, measures: None })
}

/// Returns the state set of an enum, as its alerts see it.
pub(super) fn of_enum(ident: &Ident, name: &str) -> Subject<'static> {
    let states = AlertLabel {
        ident: name::to_snake_case(&ident.unraw().to_string()),
        name: name.to_owned(),
        values: Values::Of(Box::new(syn::parse_quote!(#ident))),
        measures: None,
    };
    Subject {
        kind: Some(Kind::StateSet),
        labels: vec![states],
        constant: Vec::new(),
        quantiles: &[],
        calls: None,
        left_out: Vec::new(),
        siblings: Vec::new(),
    }
}
