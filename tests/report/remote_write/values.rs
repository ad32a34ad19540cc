//! Metrics of all types, as plain values.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gapless::descriptor::{Kind, LabelValues, NativeBuckets};
use gapless::snapshot::{
    Exemplar, FamilySnapshot, HistogramValue, Number, Series, Snapshot, StateSetValue, SummaryValue, Value,
};

/// The time of the first batch in seconds.
pub(crate) const START: u64 = 1_800_000_000;

/// Returns a time some seconds after the first batch.
pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(START + seconds)
}

pub(crate) fn snapshot(families: impl IntoIterator<Item = FamilySnapshot>) -> Snapshot {
    let mut families: Vec<_> = families.into_iter().collect();
    families.sort_by(|a, b| a.name.cmp(&b.name));
    Snapshot { families }
}

pub(crate) fn family(name: &str, kind: Kind, series: Vec<Series>) -> FamilySnapshot {
    let unit = name.contains("_seconds").then_some(Cow::Borrowed("seconds"));
    let help = format!("Help of {name}.").into();
    FamilySnapshot { name: name.to_owned().into(), help, kind, unit, group: "".into(), series }
}

pub(crate) fn series(labels: &[(&str, &str)], value: Value) -> Series {
    let labels = labels.iter().map(|(name, value)| ((*name).to_owned().into(), (*value).to_owned().into()));
    Series { labels: labels.collect(), value, created: None, exemplars: Vec::new() }
}

/// A counter with one series for each path.
pub(crate) fn requests(counts: &[(&str, u64)]) -> FamilySnapshot {
    let count = |(path, count): &(&str, u64)| {
        let value = Value::Counter(Number::U64(*count));
        Series { created: Some(at(0) - Duration::from_secs(60)), ..series(&[("path", path)], value) }
    };
    family("requests_total", Kind::Counter, counts.iter().map(count).collect())
}

/// Gauges with these numbers.
pub(crate) fn gauges(count: usize, value: f64) -> FamilySnapshot {
    let one = |index: usize| series(&[("number", &index.to_string())], Value::Gauge(Number::F64(value)));
    family("level", Kind::Gauge, (0..count).map(one).collect())
}

/// A histogram with classic and native buckets, and an exemplar in its second bucket.
pub(crate) fn latency() -> FamilySnapshot {
    let native = NativeBuckets {
        schema: 3,
        zero_threshold: 1e-9,
        zero_count: 1,
        buckets: vec![(-26, 4), (-25, 1), (0, 2)],
    };
    let value = HistogramValue {
        bounds: vec![0.1, 1.0].into(),
        counts: vec![1, 7, 0],
        sum: Number::Nanoseconds(2_500_000_000),
        native: Some(native),
    };
    let exemplar = Exemplar::new(&[("trace_id", "4bf9")], Number::F64(0.5), at(0) - Duration::from_secs(1));
    let mut one = series(&[("path", "/")], Value::Histogram(value));
    one.created = Some(at(0) - Duration::from_secs(60));
    one.exemplars = vec![None, exemplar, None];
    family("latency_seconds", Kind::Histogram, vec![one])
}

/// One family of each type.
pub(crate) fn all() -> Vec<FamilySnapshot> {
    let recent = NativeBuckets { schema: 3, zero_threshold: 0.0, zero_count: 0, buckets: vec![(0, 3)] };
    let summary = SummaryValue { quantiles: vec![0.5, 1.0].into(), recent, count: 3, sum: Number::F64(1.5) };
    let state = StateSetValue { states: LabelValues::new(&["idle", "busy"]), current: 1 };
    let info = series(&[("version", "1.2.0"), ("empty", "")], Value::Gauge(Number::U64(1)));
    vec![
        requests(&[("/", 7), ("/login", 0)]),
        latency(),
        family("size_bytes", Kind::Summary, vec![series(&[], Value::Summary(summary))]),
        family("worker_state", Kind::StateSet, vec![series(&[("worker", "1")], Value::StateSet(state))]),
        family("build_info", Kind::Info, vec![info]),
        family("open", Kind::UpDownCounter, vec![series(&[], Value::Gauge(Number::I64(-3)))]),
        family("temperature_celsius", Kind::Gauge, vec![series(&[], Value::Gauge(Number::F64(f64::NAN)))]),
    ]
}
