//! OpenMetrics, version 1.0.0.
//!
//! Of each family: TYPE, UNIT if it has one, HELP, then all its samples, those of one series together and its `_created`
//! last; at the end, `# EOF`. A counter's family is named without `_total`, and its samples with it. A family without
//! series, such as a gauge that was never set, has its metadata alone: both this format and text allow it, and a reader
//! learns what is going to be there. There are no timestamps and no exemplars.

use std::time::SystemTime;

use gapless_core::{FamilySnapshot, HistogramValue, Kind, Number, Snapshot, Value};

use crate::escaping::Escaping;
use crate::line::{escape, type_name, write_metadata, Samples, QUOTED};
use crate::number;

/// The `Content-Type` of this format, for a client that did not ask for an escaping of names.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Writes a snapshot, names escaped as asked for; without families that is `# EOF` alone.
///
/// ```
/// use gapless_core::Registry;
/// use gapless_encode::Escaping;
///
/// let body = gapless_encode::openmetrics::encode(&Registry::global().gather(), Escaping::Underscores);
/// assert!(body.contains("# TYPE gapless_refused counter\n"));
/// assert!(body.ends_with("\n# EOF\n"));
/// ```
#[must_use]
pub fn encode(snapshot: &Snapshot, escaping: Escaping) -> String {
    let mut out = String::new();
    for family in &snapshot.families {
        write_family(family, escaping, &mut out);
    }
    out.push_str("# EOF\n");
    out
}

fn write_family(family: &FamilySnapshot, escaping: Escaping, out: &mut String) {
    let name = escaping.escape(&family.name);
    let name = family_name(&name, family.kind);
    write_metadata("TYPE", name, type_name(family.kind).unwrap_or("unknown"), out);
    if let Some(unit) = unit(name, family) {
        write_metadata("UNIT", name, unit, out);
    }
    write_metadata("HELP", name, &escape(&family.help, QUOTED), out);
    for series in &family.series {
        write_series(Samples { name, escaping, series, out });
    }
}

fn family_name(name: &str, kind: Kind) -> &str {
    match kind {
        Kind::Counter => name.strip_suffix("_total").unwrap_or(name),
        _ => name,
    }
}

/// The unit, if the name ends in `_` and it: a reader refuses the whole exposition for one that does not, which is so
/// of a family that is called `seconds` and nothing else.
fn unit<'a>(name: &str, family: &'a FamilySnapshot) -> Option<&'a str> {
    let unit = family.unit.as_deref()?;
    name.strip_suffix(unit)?.ends_with('_').then_some(unit)
}

fn write_series(mut samples: Samples<'_>) {
    match &samples.series.value {
        Value::Counter(value) => {
            samples.write("_total", *value);
            write_created(&mut samples);
        }
        Value::Histogram(histogram) => {
            write_histogram(&mut samples, histogram);
            write_created(&mut samples);
        }
        Value::Gauge(value) => samples.write("", *value),
        _ => {} // a value of a kind that is newer than this format's writer
    }
}

/// Below zero a sum may fall, so it is no counter: the format forbids it there, and the count without it.
fn write_histogram(samples: &mut Samples<'_>, histogram: &HistogramValue) {
    samples.write_buckets(histogram, number::write_canonical);
    if histogram.bounds.iter().all(|bound| *bound >= 0.0) {
        samples.write_sum_and_count(histogram);
    }
}

/// In seconds, to the nanosecond. The line is optional, and a clock that stands before 1970 has nothing to tell.
fn write_created(samples: &mut Samples<'_>) {
    let since_epoch = samples.series.created.map(|created| created.duration_since(SystemTime::UNIX_EPOCH));
    if let Some(Ok(since_epoch)) = since_epoch {
        samples.write("_created", Number::Nanoseconds(since_epoch.as_nanos()));
    }
}

#[cfg(test)]
mod tests;
