//! Families of metrics, written by hand.

use std::time::SystemTime;

use gapless::descriptor::Kind;
use gapless::snapshot::{FamilySnapshot, HistogramValue, Number, Series, Value};

/// Returns a family whose series have the label `of`.
pub(crate) fn family(name: &'static str, kind: Kind, series: Vec<(&str, Value)>) -> FamilySnapshot {
    let series = series.into_iter().map(|(label, value)| Series {
        labels: vec![("of".into(), label.to_owned().into())],
        created: matches!(value, Value::Counter(_) | Value::Histogram(_)).then_some(SystemTime::UNIX_EPOCH),
        value,
        exemplars: Vec::new(),
    });
    let (help, group) = ("".into(), "".into());
    FamilySnapshot { name: name.into(), help, kind, unit: None, group, series: series.collect() }
}

pub(crate) fn counters(values: &[(&str, u64)]) -> FamilySnapshot {
    let series = values.iter().map(|(label, value)| (*label, Value::Counter(Number::U64(*value))));
    family("logins_total", Kind::Counter, series.collect())
}

pub(crate) fn gauge(value: f64) -> FamilySnapshot {
    family("depth", Kind::Gauge, vec![("a", Value::Gauge(Number::F64(value)))])
}

pub(crate) fn histogram(counts: [u64; 4]) -> FamilySnapshot {
    let bounds = vec![1.0, 2.0, 4.0].into();
    let value = HistogramValue { bounds, counts: counts.to_vec(), sum: Number::F64(0.0), native: None };
    family("duration_seconds", Kind::Histogram, vec![("a", Value::Histogram(value))])
}
