//! The section that is added to the documentation of a type: its metrics, and a PromQL query for each.

use super::model::{Label, Metric, Model};
use crate::alert::{self, Alert};
use crate::kind::Kind;
use crate::rustdoc::source;

/// Returns the lines of a doc comment, indented like lines that users write.
pub(crate) fn lines(model: &Model) -> Vec<String> {
    let mut lines = vec![String::new(), "# Metrics".into(), String::new()];
    lines.extend(model.metrics.iter().map(metric));
    if !model.labels.is_empty() {
        lines.extend([String::new(), "Labels:".into(), String::new()]);
        lines.extend(model.labels.iter().map(label));
    }
    if !model.infos.is_empty() {
        lines.extend([String::new(), "Labels of the info:".into(), String::new()]);
        lines.extend(model.infos.iter().map(label));
    }
    let mut lines: Vec<_> = lines.into_iter().map(|line| format!(" {line}")).collect();
    lines.extend(alerts(model.metrics.iter().flat_map(|metric| &metric.alerts)));
    lines
}

/// Returns the lines about alerts, indented like lines that users write.
pub(crate) fn alerts<'a>(alerts: impl Iterator<Item = &'a Alert>) -> Vec<String> {
    let docs = alert::docs(alerts);
    let lines = (!docs.is_empty()).then(String::new).into_iter().chain(docs);
    lines.map(|line| format!(" {line}")).collect()
}

fn metric(metric: &Metric) -> String {
    let unit = metric.unit.as_ref().map_or_else(String::new, |unit| format!(", in {unit}"));
    let kind = match metric.kind {
        Kind::UpDownCounter => "up-down counter",
        Kind::StateSet => "state set",
        kind => kind.as_str(),
    };
    format!("- The {kind} `{}`{unit}: {} PromQL: `{}`", metric.name, metric.help, query(metric))
}

fn query(metric: &Metric) -> String {
    let name = &metric.name;
    match metric.kind {
        Kind::Counter => format!("rate({name}[5m])"),
        Kind::Histogram => format!("histogram_quantile(0.99, rate({name}_bucket[5m]))"),
        Kind::StateSet => format!("{name} == 1"),
        _ => name.clone(),
    }
}

fn label(label: &Label) -> String {
    let values = match (label.is_open, label.max) {
        (true, Some(max)) => format!("any string, up to {max} at a time"),
        (true, None) => "any string".to_owned(),
        _ => format!("the values of `{}`", source(&label.field.ty)),
    };
    format!("- `{}`: {values}", label.name)
}
