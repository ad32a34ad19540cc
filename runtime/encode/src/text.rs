//! The Prometheus text format, version 0.0.4.
//!
//! Lines end in LF, the last one too. Of each family: HELP, TYPE, then all its samples, those of one series together,
//! in the order of the snapshot. There are no timestamps, no exemplars and no `_created`, which the format lacks.

use gapless_core::{FamilySnapshot, Series, Snapshot, Value};

use crate::escaping::Escaping;
use crate::line::{escape, type_name, write_metadata, Samples, UNQUOTED};
use crate::number;

/// The `Content-Type` of this format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// This version knows no other names than plain ones.
const ESCAPING: Escaping = Escaping::Underscores;

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
    let name = ESCAPING.escape(&family.name);
    write_metadata("HELP", &name, &escape(&family.help, UNQUOTED), out);
    write_metadata("TYPE", &name, type_name(family.kind).unwrap_or("untyped"), out);
    for series in &family.series {
        write_series(&name, series, out);
    }
}

fn write_series(name: &str, series: &Series, out: &mut String) {
    let mut samples = Samples { name, escaping: ESCAPING, series, out };
    match &series.value {
        Value::Counter(value) | Value::Gauge(value) => samples.write("", *value),
        Value::Histogram(histogram) => {
            samples.write_buckets(histogram, number::write_f64);
            samples.write_sum_and_count(histogram);
        }
        _ => {} // a value of a kind that is newer than this format's writer
    }
}

#[cfg(test)]
mod tests;
