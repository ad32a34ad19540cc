//! The section that is added to a function's documentation: its metrics, and the query that a reader would start with.

use syn::ext::IdentExt;

use super::model::{ErrorRule, Model};
use super::parse::Label;
use crate::rustdoc::{buckets, source};

/// The lines of a doc comment, indented as those that users write.
pub(crate) fn lines(model: &Model) -> Vec<String> {
    let mut lines = vec![String::new(), "# Metrics".into(), String::new()];
    lines.extend(families(model));
    lines.extend([String::new(), "Labels:".into(), String::new()]);
    lines.extend(labels(model));
    if let Some(timing) = &model.timing {
        lines.extend([String::new(), buckets(&timing.buckets)]);
    }
    lines.extend([String::new(), format!("PromQL: `{}`", query(model))]);
    lines.into_iter().map(|line| format!(" {line}")).collect()
}

/// An item of a list for each metric.
fn families(model: &Model) -> Vec<String> {
    let Model { names: [calls, duration, in_flight], timing, .. } = model;
    let calls = format!("- The counter `{calls}`: calls that have ended, by outcome.");
    let duration = timing.as_ref().map(|timing| {
        let sampled = timing.one_in.map_or_else(String::new, |one_in| format!(", of one call in {one_in}"));
        format!("- The histogram `{duration}`, in seconds: time from a call's start to its end{sampled}.")
    });
    let in_flight = model
        .in_flight
        .then(|| format!("- The up-down counter `{in_flight}`: calls that have started and not ended."));
    let items = model.items.as_ref().map(|[name, _]| format!("- The counter `{name}`: items of the stream."));
    [Some(calls), duration, in_flight, items].into_iter().flatten().collect()
}

/// An item of a list for each label.
fn labels(model: &Model) -> Vec<String> {
    let mut lines = vec![
        format!("- `function`: always `{}`", model.function),
        "- `module`: that of this function".into(),
    ];
    lines.extend(
        model
            .labels
            .iter()
            .map(|Label { ident, ty, .. }| format!("- `{}`: the values of `{}`", ident.unraw(), source(ty))),
    );
    let of = match &model.timing {
        Some(timing) if timing.by_outcome => "of calls and durations",
        _ => "of calls",
    };
    let outcomes: Vec<_> = model.outcomes().iter().map(|outcome| format!("`{outcome}`")).collect();
    lines.push(format!("- `outcome`, {of}: {}", outcomes.join(", ")));
    if let ErrorRule::Kinds(ty) = &model.errors {
        lines.push(format!("- `error`, of calls that end in an error: the values of `{}`", source(ty)));
    }
    lines
}

/// How calls of this function end, per second. Several functions may share a metric, so the query names the function.
fn query(model: &Model) -> String {
    let (calls, function) = (&model.names[0], quoted(&model.function));
    format!("sum by (outcome) (rate({calls}{{function={function}}}[5m]))")
}

/// A text as PromQL quotes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
