//! The documentation of an accessor: the whole declaration, and a PromQL query to start with.

use syn::{Expr, ExprLit, Lit, Type};

use super::super::model::MetricModel;
use crate::alert;
use crate::kind::{Kind, Value};
use crate::rustdoc::{self, source};

/// Returns the lines of a doc comment.
pub(crate) fn lines(metric: &MetricModel) -> Vec<String> {
    let mut lines = vec![metric.help.clone(), String::new(), format!("{}.", summary(metric)), String::new()];
    lines.extend(
        metric
            .unconventional_name
            .iter()
            .flat_map(|reason| [format!("Unconventional name: {reason}."), String::new()]),
    );
    lines.extend(labels(metric));
    lines.extend(states(metric));
    lines.extend(expiry(metric));
    lines.extend(buckets(metric));
    lines.extend(quantiles(metric));
    if metric.exemplars {
        lines.extend([String::from("Records keep exemplars."), String::new()]);
    }
    lines.extend(metric.feeds.iter().flat_map(|feed| [feed.doc(), String::new()]));
    lines.extend(metric.on.iter().flat_map(|on| [on.doc(), String::new()]));
    if !metric.alerts.is_empty() {
        lines.extend(alert::docs(metric.alerts.iter()));
        lines.push(String::new());
    }
    lines.push(format!("PromQL: `{}`", query(metric)));
    lines
}

/// Returns a sentence such as ``The histogram `broadcast_duration_seconds` of durations, in seconds``.
fn summary(metric: &MetricModel) -> String {
    let kind = match (metric.kind, metric.value) {
        (Kind::Counter, Value::F64) => "counter of `f64` values",
        (Kind::Counter, _) => "counter",
        (Kind::Gauge, _) => "gauge",
        (Kind::UpDownCounter, _) => "up-down counter",
        (Kind::Histogram, Value::Duration) => "histogram of durations",
        (Kind::Histogram, Value::U64) => "histogram of integers",
        (Kind::Histogram, Value::F64) => "histogram of `f64` values",
        (Kind::Summary, Value::Duration) => "summary of durations",
        (Kind::Summary, Value::U64) => "summary of integers",
        (Kind::Summary, Value::F64) => "summary of `f64` values",
        (Kind::StateSet, _) => "state set",
        (Kind::Info, _) => "info",
    };
    let unit = metric.unit.as_ref().map_or_else(String::new, |unit| format!(", in {unit}"));
    format!("The {kind} `{}`{unit}", metric.name)
}

/// Returns a line for each label, and an empty line.
fn labels(metric: &MetricModel) -> Vec<String> {
    let typed = metric.labels.typed.iter().map(|label| format!("- `{}`: {}", label.name, values(&label.ty)));
    let constant =
        metric.labels.constant.iter().map(|(name, value)| format!("- `{name}`: always {}", constant(value)));
    let mut lines: Vec<_> = typed.chain(constant).collect();
    if !lines.is_empty() {
        lines.insert(0, String::from("Labels:"));
        lines.push(String::new());
    }
    lines
}

/// Returns the description of a type's values, with a link if the type has a path.
fn values(of: &Type) -> String {
    let ty = source(of);
    match of {
        Type::Path(path) if path.path.segments.iter().all(|segment| segment.arguments.is_none()) => {
            format!("the values of [`{ty}`]")
        }
        Type::Reference(_) | Type::ImplTrait(_) if ty.contains("str") => "any string".to_owned(),
        _ => format!("the values of `{ty}`"),
    }
}

fn constant(value: &Expr) -> String {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => format!("`{}`", text.value()),
        other => format!("`{}`", source(other)),
    }
}

fn states(metric: &MetricModel) -> Vec<String> {
    let states = metric.states.as_ref().map(|ty| format!("States: {}.", values(ty)));
    states.into_iter().flat_map(|states| [states, String::new()]).collect()
}

fn expiry(metric: &MetricModel) -> Vec<String> {
    let Some(after) = &metric.expire_after else { return Vec::new() };
    let text = &after.text;
    vec![format!("Label values that are not recorded for `{text}` are removed."), String::new()]
}

fn buckets(metric: &MetricModel) -> Vec<String> {
    if metric.buckets.is_empty() {
        return Vec::new();
    }
    let native = metric.native.as_ref().map_or_else(String::new, |native| format!(" {}", native.doc()));
    vec![rustdoc::buckets(&metric.buckets) + &native, String::new()]
}

fn quantiles(metric: &MetricModel) -> Vec<String> {
    if metric.quantiles.is_empty() {
        return Vec::new();
    }
    let all: Vec<_> = metric.quantiles.iter().map(ToString::to_string).collect();
    let (all, window) = (all.join(", "), &metric.window.text);
    vec![format!("Quantiles over the last `{window}`: {all}."), String::new()]
}

/// Keeps all labels of the metric. It does not name them: an argument can be several labels, whose names only its type
/// knows.
const SUM_OVER_REPLICAS: &str = "sum without (instance) ";

fn query(metric: &MetricModel) -> String {
    let sum = if metric.labels.typed.is_empty() { "sum" } else { SUM_OVER_REPLICAS };
    match metric.kind {
        Kind::Counter => format!("{sum}(rate({}[5m]))", selector(&metric.name)),
        Kind::Gauge | Kind::Info => selector(&metric.name),
        Kind::Summary => {
            let highest = metric.quantiles.last().map_or(String::new(), |at| format!("quantile=\"{at}\""));
            match selector(&metric.name) {
                quoted if quoted.ends_with('}') => quoted.replace('}', &format!(", {highest}}}")),
                plain => format!("{plain}{{{highest}}}"),
            }
        }
        Kind::StateSet => format!("{} == 1", selector(&metric.name)),
        Kind::UpDownCounter => format!("{sum}({})", selector(&metric.name)),
        Kind::Histogram => {
            let buckets = selector(&format!("{}_bucket", metric.name));
            format!("histogram_quantile(0.99, {SUM_OVER_REPLICAS}(rate({buckets}[5m])))")
        }
    }
}

/// Returns a PromQL selector for all series with a name.
fn selector(name: &str) -> String {
    match quoted_unless_plain(name) {
        quoted if quoted.starts_with('"') => format!("{{{quoted}}}"),
        plain => plain,
    }
}

fn quoted_unless_plain(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { format!("{name:?}") }
}
