//! Random snapshots: whatever Gapless may have to write, the rare and the odd more often than in life.

use std::time::{Duration, SystemTime};

use gapless::descriptor::{Kind, LabelValues, NativeBuckets};
use gapless::snapshot::{
    Exemplar, FamilySnapshot, HistogramValue, Number, Series, Snapshot, StateSetValue, SummaryValue, Value,
};
use proptest::collection::{btree_map, vec};
use proptest::num::f64 as doubles;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

/// A runner that keeps no files of past failures: it shows the smallest snapshot that fails.
pub(crate) fn runner() -> TestRunner {
    TestRunner::new(Config { failure_persistence: None, ..Config::default() })
}

/// Snapshots without two families of one name.
pub(crate) fn snapshots() -> impl Strategy<Value = Snapshot> {
    vec(families(), 0..4).prop_map(|mut families| {
        for (n, family) in families.iter_mut().enumerate() {
            let unit = family.unit.as_ref().map_or(String::new(), |unit| format!("_{unit}"));
            let suffix = match family.kind {
                Kind::Counter => "_total",
                Kind::Info => "_info",
                _ => "",
            };
            family.name = match family.kind {
                // It is the name of a label too, which has no colons and is there once.
                Kind::StateSet => format!("State{}_{n}", family.name.replace(':', ".")).into(),
                _ => format!("{}_{n}{unit}{suffix}", family.name).into(),
            };
        }
        Snapshot { families }
    })
}

fn families() -> impl Strategy<Value = FamilySnapshot> {
    let kinds = select(vec![
        Kind::Counter,
        Kind::Gauge,
        Kind::UpDownCounter,
        Kind::Histogram,
        Kind::Summary,
        Kind::StateSet,
        Kind::Info,
    ]);
    let labels = vec(label_names(), 0..4);
    let units = prop_oneof![Just(None), select(vec!["seconds", "bytes"]).prop_map(|unit| Some(unit.into()))];
    (kinds, labels).prop_flat_map(move |(kind, labels)| {
        let series = series(kind, numbered(&labels));
        (names(), long_texts(), units.clone(), series).prop_map(move |(name, help, unit, series)| {
            FamilySnapshot { name: name.into(), help: help.into(), kind, unit, group: "".into(), series }
        })
    })
}

/// Names of families that every reader knows, and others.
fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z_:][a-zA-Z0-9_:]{0,6}", texts().prop_filter("empty", |name| !name.is_empty())]
}

/// Each begins with a letter: of what `__` begins, as another character may when it is escaped, the parsers know that it
/// is reserved.
fn label_names() -> impl Strategy<Value = String> {
    ("[a-z]", prop_oneof!["[a-zA-Z0-9_]{0,3}".prop_map(String::from), texts()])
        .prop_map(|(first, rest)| first + &rest)
}

/// Names that stay different however they are escaped.
fn numbered(names: &[String]) -> Vec<String> {
    names.iter().enumerate().map(|(n, name)| format!("{name}_{n}")).collect()
}

/// Series that differ in the value of a label, which may be empty.
fn series(kind: Kind, names: Vec<String>) -> impl Strategy<Value = Vec<Series>> {
    let values = values(kind).prop_flat_map(|value| (exemplars(&value), Just(value)));
    btree_map(vec(long_texts(), names.len()), (values, created(kind)), 0..4).prop_map(move |series| {
        let label = |(name, value): (&String, String)| (name.clone().into(), value.into());
        let labels = |values: Vec<String>| names.iter().zip(values).map(label).collect();
        let series = series.into_iter();
        series
            .map(|(key, ((exemplars, value), created))| Series {
                labels: labels(key),
                value,
                created,
                exemplars,
            })
            .collect()
    })
}

/// Any Unicode, and often what means something to a parser.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let special = select("\\\\\\\"\"\n\r\t\0n#{}=, \u{85}\u{2028}🦀".chars().collect::<Vec<_>>());
    vec(prop_oneof![3 => special, 1 => any::<char>()], 0..8).prop_map(|chars| chars.into_iter().collect())
}

/// The same, and some that are longer than a chunk of what is written.
pub(crate) fn long_texts() -> impl Strategy<Value = String> {
    (texts(), prop_oneof![99 => Just(1), 1 => Just(10_000)]).prop_map(|(text, n)| text.repeat(n))
}

fn created(kind: Kind) -> BoxedStrategy<Option<SystemTime>> {
    if matches!(kind, Kind::Gauge | Kind::UpDownCounter | Kind::StateSet | Kind::Info) {
        return Just(None).boxed();
    }
    let before = Just(SystemTime::UNIX_EPOCH - Duration::from_nanos(1));
    let after = (any::<u32>(), 0..1_000_000_000_u32)
        .prop_map(|(seconds, nanos)| SystemTime::UNIX_EPOCH + Duration::new(seconds.into(), nanos));
    prop_oneof![1 => Just(None), 1 => before.prop_map(Some), 8 => after.prop_map(Some)].boxed()
}

/// One of a counter, and one of each bucket of a histogram, with a value that is in it.
fn exemplars(of: &Value) -> impl Strategy<Value = Vec<Option<Exemplar<'static>>>> + use<> {
    let values = match of {
        Value::Counter(_) => vec![1.0],
        Value::Histogram(histogram) => histogram.bounds.iter().copied().chain([f64::INFINITY]).collect(),
        _ => Vec::new(),
    };
    let each: Vec<_> = values.into_iter().map(|value| proptest::option::of(exemplar(value))).collect();
    prop_oneof![each, Just(Vec::new())]
}

fn exemplar(value: f64) -> impl Strategy<Value = Exemplar<'static>> {
    (vec(texts(), 0..3), any::<u32>(), 0..1_000_000_000_u32).prop_map(move |(values, seconds, nanos)| {
        let labels: Vec<_> = ["trace_id", "b"].into_iter().zip(values.iter().map(String::as_str)).collect();
        let timestamp = SystemTime::UNIX_EPOCH + Duration::new(seconds.into(), nanos);
        Exemplar::new(&labels, Number::F64(value), timestamp).expect("its labels are few and short")
    })
}

fn values(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Counter => prop_oneof![integers(), amounts()].prop_map(Value::Counter).boxed(),
        Kind::Histogram => histograms().prop_map(Value::Histogram).boxed(),
        Kind::Info => Just(Value::Gauge(Number::U64(1))).boxed(),
        Kind::Summary => summaries().prop_map(Value::Summary).boxed(),
        Kind::StateSet => state_sets().prop_map(Value::StateSet).boxed(),
        Kind::UpDownCounter => any::<i64>().prop_map(|value| Value::Gauge(Number::I64(value))).boxed(),
        _ => prop_oneof![integers(), amounts(), any_double()].prop_map(Value::Gauge).boxed(),
    }
}

/// Of every length.
fn integers() -> impl Strategy<Value = Number> {
    (any::<u64>(), 0..64_u32).prop_map(|(value, shift)| Number::U64(value >> shift))
}

/// What a counter of doubles can have.
fn amounts() -> impl Strategy<Value = Number> {
    let odd = doubles::POSITIVE | doubles::NORMAL | doubles::SUBNORMAL | doubles::ZERO | doubles::INFINITE;
    let even = any::<u32>().prop_map(|quarters| f64::from(quarters) / 4.0);
    prop_oneof![odd, even].prop_map(Number::F64)
}

fn any_double() -> impl Strategy<Value = Number> {
    doubles::ANY.prop_map(Number::F64)
}

fn histograms() -> impl Strategy<Value = HistogramValue> {
    let finite = doubles::NORMAL | doubles::SUBNORMAL | doubles::ZERO;
    let bounds =
        prop_oneof![4 => vec(finite | doubles::POSITIVE, 0..6), 1 => vec(finite | doubles::NEGATIVE, 0..6)];
    bounds.prop_flat_map(|mut bounds| {
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        // Fewer buckets than 16, so the count cannot overflow.
        let counts =
            vec((any::<u64>(), 4..64_u32).prop_map(|(count, shift)| count >> shift), bounds.len() + 1);
        (Just(bounds), counts, sums(), natives()).prop_map(|(bounds, counts, sum, native)| HistogramValue {
            bounds: bounds.into(),
            native: native.map(|native| with_counts(native, &counts)),
            counts,
            sum,
        })
    })
}

/// Of one family, so all with the same quantiles.
fn summaries() -> impl Strategy<Value = SummaryValue> {
    let counts = vec((any::<u64>(), 8..64_u32).prop_map(|(count, shift)| count >> shift), 1..6);
    let native = natives().prop_map(Option::unwrap_or_default);
    (native, counts, any::<u64>(), sums()).prop_map(|(native, counts, count, sum)| SummaryValue {
        quantiles: [0.0, 0.5, 0.99, 1.0].as_slice().into(),
        recent: with_counts(native, &counts),
        count,
        sum,
    })
}

/// Without observations.
fn natives() -> impl Strategy<Value = Option<NativeBuckets>> {
    let native = (-4..=8, prop_oneof![Just(0.0), doubles::POSITIVE | doubles::NORMAL]);
    proptest::option::of(native.prop_map(|(schema, zero_threshold)| NativeBuckets {
        schema,
        zero_threshold,
        ..NativeBuckets::default()
    }))
}

/// The same observations, in a zero bucket and in buckets of which some follow each other.
fn with_counts(mut native: NativeBuckets, counts: &[u64]) -> NativeBuckets {
    let (zero, rest) = counts.split_first().expect("there is a last bucket at least");
    native.zero_count = *zero;
    let buckets = (-3..).map(|n| n + n / 2).zip(rest.iter().copied());
    native.buckets = buckets.filter(|(_, count)| *count > 0).collect();
    native
}

/// Of one family, so all with the same states.
fn state_sets() -> impl Strategy<Value = StateSetValue> {
    let states = LabelValues::new(&["idle", "a \"b\"\\\n", "{,}"]);
    (0..states.len()).prop_map(move |current| StateSetValue { states, current })
}

fn sums() -> impl Strategy<Value = Number> {
    let long = || (any::<u128>(), 0..128_u32).prop_map(|(value, shift)| value >> shift);
    prop_oneof![amounts(), long().prop_map(Number::U128), long().prop_map(Number::Nanoseconds)]
}
