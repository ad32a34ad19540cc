//! The metrics of the contract.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gapless_core::{
    Exemplar, FamilySnapshot, HistogramValue, Kind, LabelValues, NativeBuckets, Number, Series, Snapshot,
    StateSetValue, SummaryValue, Value,
};

use super::case::Case;
use crate::reporters::batch::Batch;
use crate::reporters::subscription::Subscription;

/// The time between two batches.
const INTERVAL: Duration = Duration::from_secs(15);

/// Returns the batches of a case, which follow each other.
pub(super) fn batches(case: Case) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for families in readings(case) {
        let snapshot = Snapshot { families };
        let next = match batches.last() {
            Some(last) => last.then(snapshot, last.time() + INTERVAL),
            None => Batch::of(Subscription::new("*"), snapshot, start()),
        };
        batches.push(next);
    }
    batches
}

fn readings(case: Case) -> Vec<Vec<FamilySnapshot>> {
    match case {
        Case::Empty => vec![vec![], vec![family("contract_empty", Kind::Gauge, vec![])], vec![]],
        Case::Zeros => vec![zeros(), zeros()],
        Case::SpecialValues => vec![special(), special()],
        Case::Text => vec![text(), text()],
        Case::Types => vec![types(1), types(2), types(2)],
        Case::Reset => vec![types(5), types(1), other_buckets()],
        Case::Leaving => leaving(),
        Case::Large => vec![large(1), large(2)],
        Case::Name | Case::StartAgain | Case::StopAtOnce => vec![],
    }
}

/// Returns the time of the first batch and of the start of all series.
fn start() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn family(name: &'static str, kind: Kind, series: Vec<Series>) -> FamilySnapshot {
    let (help, group) = ("A metric of the contract.".into(), "contract".into());
    FamilySnapshot { name: name.into(), help, kind, unit: None, group, series }
}

fn series(label: impl Into<Cow<'static, str>>, value: Value) -> Series {
    let created = matches!(value, Value::Counter(_) | Value::Histogram(_) | Value::Summary(_)).then(start);
    Series { labels: vec![("label".into(), label.into())], value, created, exemplars: Vec::new() }
}

fn counter(value: impl Into<Number>) -> Value {
    Value::Counter(value.into())
}

fn gauge(value: impl Into<Number>) -> Value {
    Value::Gauge(value.into())
}

fn histogram(bounds: &'static [f64], counts: &[u64], sum: f64) -> Value {
    let (bounds, counts, sum) = (bounds.into(), counts.to_vec(), Number::F64(sum));
    Value::Histogram(HistogramValue { bounds, counts, sum, native: None })
}

fn native(schema: i32, zero_count: u64, buckets: &[(i32, u64)]) -> NativeBuckets {
    NativeBuckets { schema, zero_threshold: 0.001, zero_count, buckets: buckets.to_vec() }
}

fn native_histogram(native: NativeBuckets) -> Value {
    let (bounds, counts, sum) = ((&[]).into(), vec![native.count()], Number::F64(1.5));
    Value::Histogram(HistogramValue { bounds, counts, sum, native: Some(native) })
}

fn summary(recent: NativeBuckets, sum: f64) -> Value {
    let (quantiles, count, sum) = ((&[0.5, 0.99]).into(), recent.count(), Number::F64(sum));
    Value::Summary(SummaryValue { quantiles, recent, count, sum })
}

fn zeros() -> Vec<FamilySnapshot> {
    let classic = histogram(&[0.1, 1.0], &[0, 0, 0], 0.0);
    vec![
        family("contract_zeros", Kind::Gauge, vec![series("a", gauge(0_u64))]),
        family("contract_zeros_seconds", Kind::Histogram, vec![series("a", classic)]),
        family(
            "contract_zeros_size",
            Kind::Histogram,
            vec![series("a", native_histogram(native(3, 0, &[])))],
        ),
        family(
            "contract_zeros_total",
            Kind::Counter,
            vec![series("a", counter(0_u64)), series("b", counter(0.0))],
        ),
        family("contract_zeros_window", Kind::Summary, vec![series("a", summary(native(5, 0, &[]), 0.0))]),
    ]
}

fn special() -> Vec<FamilySnapshot> {
    let floats = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.5, -0.0, f64::MAX, f64::MIN, 5e-324];
    let floats = floats.into_iter().map(|value| series(format!("{value:?}"), gauge(value)));
    let integers = [gauge(i64::MIN), gauge(u64::MAX), gauge(Number::U128(u128::MAX))];
    let integers = integers.into_iter().map(|value| series(format!("{value:?}"), value));
    let durations = gauge(Number::Nanoseconds(u128::MAX));
    let counters =
        [counter(u64::MAX), counter(1e300), counter(Number::Nanoseconds(1)), counter(f64::INFINITY)];
    let counters = counters.into_iter().map(|value| series(format!("{value:?}"), value));
    let histograms = vec![
        series("infinite", histogram(&[1.0], &[0, u64::from(u32::MAX)], f64::INFINITY)),
        series("nan", histogram(&[1.0], &[1, 0], f64::NAN)),
        series("negative", histogram(&[-1.0], &[3, 0], -9.5)),
    ];
    let only_inf = vec![series("a", histogram(&[], &[3], 3.0))];
    vec![
        family("contract_special", Kind::Gauge, floats.chain(integers).collect()),
        family("contract_special_bounds", Kind::Histogram, only_inf),
        family("contract_special_durations", Kind::UpDownCounter, vec![series("a", durations)]),
        family("contract_special_seconds", Kind::Histogram, histograms),
        family("contract_special_total", Kind::Counter, counters.collect()),
        family(
            "contract_special_window",
            Kind::Summary,
            vec![series("a", summary(native(0, 1, &[(1025, 1)]), f64::NAN))],
        ),
    ]
}

fn text() -> Vec<FamilySnapshot> {
    let long = "x".repeat(10_000);
    let values = [
        "",
        " ",
        "\u{82b1}\u{706b}",
        "\u{1f980}",
        "\"\\\n\r\t",
        "a=b,c;d|e#f:g@h",
        "{}",
        "\u{0}\u{1b}[0m",
        &long,
    ];
    let series_of = |value: &str| series(value.to_owned(), gauge(1.5));
    let without = Series { labels: Vec::new(), ..series("", gauge(2_u64)) };
    let mut several = series("a", gauge(3_u64));
    several.labels.push(("http.methode_\u{fc}".into(), "GET".into()));
    let mut described = family("contract.gr\u{f6}\u{df}e", Kind::Gauge, vec![several]);
    described.help = "Lines\nand \\ \"quotes\".".into();
    let mut plain = family("contract_text", Kind::Gauge, values.into_iter().map(series_of).collect());
    plain.help = "".into();
    plain.group = "".into();
    // A series of its own metric: an empty label is the same as an absent one.
    vec![described, plain, family("contract_text_without_labels", Kind::Gauge, vec![without])]
}

/// Returns a metric of every type, whose values are multiples of a number.
fn types(n: u64) -> Vec<FamilySnapshot> {
    let exemplar =
        Exemplar::new(&[("trace_id", "4bf92f")], Number::F64(0.5), start()).map(Exemplar::into_owned);
    let mut requests = series("a", counter(10 * n));
    requests.exemplars = vec![exemplar.clone()];
    let mut durations = series("a", histogram(&[0.1, 1.0], &[n, 2 * n, n], 4.5));
    durations.exemplars = vec![None, exemplar, None];
    let states = StateSetValue { states: LabelValues::new(&["open", "closed"]), current: 1 };
    let sizes = native(3, n, &[(-8, n), (1, 2 * n), (2, n), (200, n)]);
    let mut seconds = family("contract_types_seconds", Kind::Histogram, vec![durations]);
    seconds.unit = Some("seconds".into());
    vec![
        family("contract_types", Kind::Gauge, vec![series("a", gauge(-1.5))]),
        family("contract_types_info", Kind::Info, vec![series("1.0", gauge(1_u64))]),
        family("contract_types_open", Kind::UpDownCounter, vec![series("a", gauge(-3_i64))]),
        seconds,
        family("contract_types_size", Kind::Histogram, vec![series("a", native_histogram(sizes))]),
        family("contract_types_state", Kind::StateSet, vec![series("a", Value::StateSet(states))]),
        family("contract_types_total", Kind::Counter, vec![requests]),
        family(
            "contract_types_window",
            Kind::Summary,
            vec![series("a", summary(native(5, 0, &[(3, 9 * n)]), 9.5))],
        ),
    ]
}

/// Returns the metrics of [`types`] with other buckets.
fn other_buckets() -> Vec<FamilySnapshot> {
    let mut families = types(1);
    for series in families.iter_mut().filter(|of| of.kind == Kind::Histogram).flat_map(|of| &mut of.series) {
        series.value = histogram(&[0.5], &[1, 1], 0.9);
        series.exemplars.clear();
    }
    families
}

fn leaving() -> Vec<Vec<FamilySnapshot>> {
    let of = |labels: &[&'static str]| {
        let all = labels.iter().map(|label| series(*label, counter(5_u64)));
        vec![family("contract_leaving_total", Kind::Counter, all.collect())]
    };
    vec![of(&["a", "b", "c"]), of(&["a", "c"]), of(&["c", "d", "a"]), vec![], of(&["a", "b"]), of(&[])]
}

fn large(n: u64) -> Vec<FamilySnapshot> {
    let all = (0..10_000).map(|index| series(format!("{index:05}"), counter(index * n)));
    vec![family("contract_large_total", Kind::Counter, all.collect())]
}
