//! Random snapshots, with unusual values more often than in practice.

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

/// Returns a runner that does not write files of past failures. It prints the smallest failing snapshot.
pub(crate) fn runner() -> TestRunner {
    TestRunner::new(Config { failure_persistence: None, ..Config::default() })
}

/// Generates snapshots in which the names of families are unique.
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
                // The name is also the name of a label, which cannot have colons and must be unique.
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

/// Generates plain and other names of families.
fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z_:][a-zA-Z0-9_:]{0,6}", texts().prop_filter("empty", |name| !name.is_empty())]
}

/// Generates label names that begin with a letter. Another character could be escaped to `__`, which parsers reject as
/// reserved.
fn label_names() -> impl Strategy<Value = String> {
    ("[a-z]", prop_oneof!["[a-zA-Z0-9_]{0,3}".prop_map(String::from), texts()])
        .prop_map(|(first, rest)| first + &rest)
}

/// Makes names different under every escaping.
fn numbered(names: &[String]) -> Vec<String> {
    names.iter().enumerate().map(|(n, name)| format!("{name}_{n}")).collect()
}

/// Generates series that differ in the value of a label, which can be empty.
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

/// Generates Unicode strings, often with characters that are special to a parser.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let special = select("\\\\\\\"\"\n\r\t\0n#{}=, \u{85}\u{2028}🦀".chars().collect::<Vec<_>>());
    vec(prop_oneof![3 => special, 1 => any::<char>()], 0..8).prop_map(|chars| chars.into_iter().collect())
}

/// Generates Unicode strings, some of which are longer than a chunk.
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

/// Generates exemplars of a counter, and of each bucket of a histogram with a value in the bucket.
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
        Exemplar::new(&labels, Number::F64(value), timestamp).expect("the labels are short")
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

/// Generates integers with any number of digits.
fn integers() -> impl Strategy<Value = Number> {
    (any::<u64>(), 0..64_u32).prop_map(|(value, shift)| Number::U64(value >> shift))
}

/// Generates values of a counter of doubles.
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
        // Fewer than 16 buckets, so that the count cannot overflow.
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

/// Generates summaries of one family, with the same quantiles.
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

/// Generates native buckets without observations.
fn natives() -> impl Strategy<Value = Option<NativeBuckets>> {
    let native = (-4..=8, prop_oneof![Just(0.0), doubles::POSITIVE | doubles::NORMAL]);
    proptest::option::of(native.prop_map(|(schema, zero_threshold)| NativeBuckets {
        schema,
        zero_threshold,
        ..NativeBuckets::default()
    }))
}

/// Distributes observations over a zero bucket and buckets, some of which are consecutive.
fn with_counts(mut native: NativeBuckets, counts: &[u64]) -> NativeBuckets {
    let (zero, rest) = counts.split_first().expect("a histogram has at least one bucket");
    native.zero_count = *zero;
    let buckets = (-3..).map(|n| n + n / 2).zip(rest.iter().copied());
    native.buckets = buckets.filter(|(_, count)| *count > 0).collect();
    native
}

/// Generates state sets of one family, with the same states.
fn state_sets() -> impl Strategy<Value = StateSetValue> {
    let states = LabelValues::new(&["idle", "a \"b\"\\\n", "{,}"]);
    (0..states.len()).prop_map(move |current| StateSetValue { states, current })
}

fn sums() -> impl Strategy<Value = Number> {
    let long = || (any::<u128>(), 0..128_u32).prop_map(|(value, shift)| value >> shift);
    prop_oneof![amounts(), long().prop_map(Number::U128), long().prop_map(Number::Nanoseconds)]
}
