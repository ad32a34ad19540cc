//! The section that is added to a function's documentation: its metrics, and a PromQL query to start with.

use syn::ext::IdentExt;

use super::model::{Constant, ConstantValue, ErrorRule, Model};
use super::parse::Label;
use crate::alert;
use crate::rustdoc::{buckets, source};

/// Returns the lines of a doc comment, indented like lines that users write.
pub(crate) fn lines(model: &Model) -> Vec<String> {
    let mut lines = vec![String::new(), "# Metrics".into(), String::new()];
    lines.extend(families(model));
    lines.extend([String::new(), "Labels:".into(), String::new()]);
    lines.extend(labels(model));
    if let Some(timing) = &model.timing {
        lines.extend([String::new(), buckets(&timing.buckets)]);
    }
    if !model.watch.alerts.is_empty() {
        lines.push(String::new());
        lines.extend(alert::docs(model.watch.alerts.iter()));
    }
    lines.extend(model.watch.objective.iter().flat_map(|objective| [String::new(), objective.doc()]));
    lines.extend([String::new(), format!("PromQL: `{}`", query(model))]);
    lines.into_iter().map(|line| format!(" {line}")).collect()
}

/// Returns a list item for each metric.
fn families(model: &Model) -> Vec<String> {
    let Model { names: [calls, duration, in_flight], timing, .. } = model;
    let calls = format!("- The counter `{calls}`: calls that have ended, by outcome.");
    let duration = timing.as_ref().map(|timing| {
        let sampled = timing.one_in.map_or_else(String::new, |one_in| format!(", for one call in {one_in}"));
        format!(
            "- The histogram `{duration}`, in seconds: time from the start of a call to its end{sampled}."
        )
    });
    let in_flight = model
        .in_flight
        .then(|| format!("- The up-down counter `{in_flight}`: calls that have started but not ended."));
    let items = model
        .items
        .as_ref()
        .map(|[name, _]| format!("- The counter `{name}`: items that the stream has yielded."));
    [Some(calls), duration, in_flight, items].into_iter().flatten().collect()
}

/// Returns a list item for each label.
fn labels(model: &Model) -> Vec<String> {
    let mut lines: Vec<_> = model.constant.iter().map(constant).collect();
    lines.extend(
        model
            .labels
            .iter()
            .map(|Label { ident, ty, .. }| format!("- `{}`: the values of `{}`", ident.unraw(), source(ty))),
    );
    let of = match &model.timing {
        Some(timing) if timing.by_outcome => "on calls and durations",
        _ => "on calls",
    };
    let outcomes: Vec<_> = model.outcomes().iter().map(|outcome| format!("`{outcome}`")).collect();
    lines.push(format!("- `outcome` ({of}): {}", outcomes.join(", ")));
    if let ErrorRule::Kinds(ty) = &model.errors {
        lines.push(format!("- `error` (on calls that end in an error): the values of `{}`", source(ty)));
    }
    lines
}

/// Returns a list item for a label with one value.
fn constant(Constant { name, value }: &Constant) -> String {
    match value {
        ConstantValue::Function(text) | ConstantValue::Text(text) => format!("- `{name}`: always `{text}`"),
        ConstantValue::Module => format!("- `{name}`: the module of this function"),
        ConstantValue::Expr(value) => format!("- `{name}`: always `{}`", source(value)),
    }
}

/// Returns a query for the rate of calls by outcome. Several functions may share a metric, so the query selects this
/// function by the label with its name, or without that label by the constant labels.
fn query(model: &Model) -> String {
    let pair = |Constant { name, value }: &Constant| match value {
        ConstantValue::Function(text) => Some((true, format!("{name}={}", quoted(text)))),
        ConstantValue::Text(text) => Some((false, format!("{name}={}", quoted(text)))),
        ConstantValue::Module | ConstantValue::Expr(_) => None,
    };
    let all: Vec<_> = model.constant.iter().filter_map(pair).collect();
    let has_function = all.iter().any(|(is_function, _)| *is_function);
    let selected = all.iter().filter(|(is_function, _)| *is_function == has_function);
    let selected: Vec<_> = selected.map(|(_, pair)| pair.as_str()).collect();
    let selector = if selected.is_empty() { String::new() } else { format!("{{{}}}", selected.join(",")) };
    format!("sum by (outcome) (rate({}{selector}[5m]))", model.names[0])
}

/// Quotes a string for PromQL.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
