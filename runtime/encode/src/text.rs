//! The Prometheus text format, version 0.0.4.
//!
//! Lines end in LF, the last one too. Of each family: HELP, TYPE, then all its samples, those of one series together,
//! in the order of the snapshot. There are no timestamps, no exemplars and no `_created`, which the format lacks.

use std::borrow::Cow;

use gapless_core::{FamilySnapshot, HistogramValue, Kind, Number, Series, Snapshot, Value};

use crate::number;

/// The `Content-Type` of this format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Writes a snapshot; without families that is nothing, which is valid.
///
/// ```
/// use gapless_core::Registry;
///
/// let body = gapless_encode::text::encode(&Registry::global().gather());
/// assert!(body.contains("# TYPE gapless_conflicts gauge\ngapless_conflicts 0\n"));
/// ```
#[must_use]
pub fn encode(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    for family in &snapshot.families {
        write_family(family, &mut out);
    }
    out
}

fn write_family(family: &FamilySnapshot, out: &mut String) {
    write_line(&["# HELP ", &family.name, " ", &escape_help(&family.help)], out);
    write_line(&["# TYPE ", &family.name, " ", type_name(family.kind)], out);
    for series in &family.series {
        match &series.value {
            Value::Histogram(histogram) => write_histogram(&family.name, series, histogram, out),
            Value::Counter(value) | Value::Gauge(value) => {
                write_sample(&family.name, "", series, None, *value, out);
            }
            _ => {} // a value of a kind that is newer than this format's writer
        }
    }
}

fn write_line(parts: &[&str], out: &mut String) {
    parts.iter().for_each(|part| out.push_str(part));
    out.push('\n');
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Gauge | Kind::UpDownCounter => "gauge",
        Kind::Histogram => "histogram",
        _ => "untyped",
    }
}

/// Cumulative buckets, ascending, `+Inf` among them and equal to the count.
fn write_histogram(name: &str, series: &Series, histogram: &HistogramValue, out: &mut String) {
    let mut cumulative = 0;
    let bounds = histogram.bounds.iter().copied().chain([f64::INFINITY]);
    for (bound, count) in bounds.zip(&histogram.counts) {
        cumulative += count;
        write_sample(name, "_bucket", series, Some(bound), Number::U64(cumulative), out);
    }
    write_sample(name, "_sum", series, None, histogram.sum, out);
    write_sample(name, "_count", series, None, Number::U64(histogram.count()), out);
}

fn write_sample(name: &str, suffix: &str, series: &Series, le: Option<f64>, value: Number, out: &mut String) {
    out.push_str(name);
    out.push_str(suffix);
    write_labels(series, le, out);
    out.push(' ');
    number::write(value, out);
    out.push('\n');
}

/// A label with an empty value is an absent label, so it is not written.
fn write_labels(series: &Series, le: Option<f64>, out: &mut String) {
    let mut separator = '{';
    for (name, value) in series.labels.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(separator);
        out.push_str(name);
        out.push_str("=\"");
        out.push_str(&escape_label(value));
        out.push('"');
        separator = ',';
    }
    if let Some(bound) = le {
        out.push(separator);
        out.push_str("le=\"");
        number::write_f64(bound, out);
        out.push('"');
        separator = ',';
    }
    if separator == ',' {
        out.push('}');
    }
}

/// `\` and LF; a quote is as it is.
fn escape_help(help: &str) -> Cow<'_, str> {
    escape(help, |c| matches!(c, '\\' | '\n'))
}

/// `\`, LF and `"`; everything else, NUL and tab among it, is as it is.
fn escape_label(value: &str) -> Cow<'_, str> {
    escape(value, |c| matches!(c, '\\' | '\n' | '"'))
}

fn escape(text: &str, special: fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if special(c) {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { 'n' } else { c });
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests;
