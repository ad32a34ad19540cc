//! Protocol buffers, read by `prost` with the messages of Prometheus' schema.

use std::time::SystemTime;

use gapless::descriptor::NativeBuckets;
use gapless::encode::{Escaping, Format};
use gapless::snapshot::{FamilySnapshot, Value};
use proptest::sample::select;
use prost::Message;

use crate::exposition::{Family, Sample, expected, shared};
use crate::snapshots::{runner, snapshots};

#[derive(Clone, PartialEq, Message)]
struct MetricFamily {
    #[prost(string, required, tag = "1")]
    name: String,
    #[prost(string, required, tag = "2")]
    help: String,
    #[prost(int32, required, tag = "3")]
    kind: i32,
    #[prost(message, repeated, tag = "4")]
    metrics: Vec<Metric>,
    #[prost(string, optional, tag = "5")]
    unit: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Metric {
    #[prost(message, repeated, tag = "1")]
    labels: Vec<Label>,
    #[prost(message, optional, tag = "2")]
    gauge: Option<Number>,
    #[prost(message, optional, tag = "3")]
    counter: Option<Number>,
    #[prost(message, optional, tag = "4")]
    summary: Option<Summary>,
    #[prost(message, optional, tag = "7")]
    histogram: Option<Histogram>,
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(uint64, required, tag = "1")]
    count: u64,
    #[prost(double, required, tag = "2")]
    sum: f64,
    #[prost(message, repeated, tag = "3")]
    quantiles: Vec<Quantile>,
    #[prost(message, optional, tag = "4")]
    created: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
struct Quantile {
    #[prost(double, required, tag = "1")]
    quantile: f64,
    #[prost(double, required, tag = "2")]
    value: f64,
}

#[derive(Clone, PartialEq, Message)]
struct Label {
    #[prost(string, required, tag = "1")]
    name: String,
    #[prost(string, required, tag = "2")]
    value: String,
}

/// A counter, or a gauge, which only has a value.
#[derive(Clone, PartialEq, Message)]
struct Number {
    #[prost(double, required, tag = "1")]
    value: f64,
    #[prost(message, optional, tag = "2")]
    exemplar: Option<Exemplar>,
    #[prost(message, optional, tag = "3")]
    created: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
struct Histogram {
    #[prost(uint64, required, tag = "1")]
    count: u64,
    #[prost(double, required, tag = "2")]
    sum: f64,
    #[prost(message, repeated, tag = "3")]
    buckets: Vec<Bucket>,
    #[prost(sint32, optional, tag = "5")]
    schema: Option<i32>,
    #[prost(double, optional, tag = "6")]
    zero_threshold: Option<f64>,
    #[prost(uint64, optional, tag = "7")]
    zero_count: Option<u64>,
    #[prost(message, repeated, tag = "12")]
    spans: Vec<Span>,
    #[prost(sint64, repeated, tag = "13")]
    deltas: Vec<i64>,
    #[prost(message, optional, tag = "15")]
    created: Option<Timestamp>,
    #[prost(message, repeated, tag = "16")]
    exemplars: Vec<Exemplar>,
}

#[derive(Clone, PartialEq, Message)]
struct Bucket {
    #[prost(uint64, required, tag = "1")]
    count: u64,
    #[prost(double, required, tag = "2")]
    bound: f64,
    #[prost(message, optional, tag = "3")]
    exemplar: Option<Exemplar>,
}

#[derive(Clone, PartialEq, Message)]
struct Exemplar {
    #[prost(message, repeated, tag = "1")]
    labels: Vec<Label>,
    #[prost(double, optional, tag = "2")]
    value: Option<f64>,
    #[prost(message, optional, tag = "3")]
    timestamp: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
struct Span {
    #[prost(sint32, required, tag = "1")]
    offset: i32,
    #[prost(uint32, required, tag = "2")]
    length: u32,
}

#[derive(Clone, PartialEq, Message)]
struct Timestamp {
    #[prost(int64, required, tag = "1")]
    seconds: i64,
    #[prost(int32, required, tag = "2")]
    nanos: i32,
}

const ESCAPINGS: [Escaping; 4] =
    [Escaping::Underscores, Escaping::Dots, Escaping::Values, Escaping::AllowUtf8];

#[test]
fn any_snapshot_reads_back_unchanged() {
    let all = runner().run(&(snapshots(), select(&ESCAPINGS)), |(mut snapshot, escaping)| {
        let format = Format::Protobuf { escaping };
        let body = format.encode(&snapshot);
        snapshot.families.retain(|family| !family.series.is_empty());
        let families = read(&body);
        proptest::prop_assert_eq!(
            families.iter().map(family).collect::<Vec<_>>(),
            expected(&snapshot, format)
        );
        for (read, written) in families.iter().zip(&snapshot.families) {
            proptest::prop_assert_eq!(rest_of(read), rest_expected(written));
            proptest::prop_assert_eq!(exemplars_of(read), exemplars_expected(written));
        }
        Ok(())
    });
    all.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Returns the families of a body, as in text.
pub(crate) fn families(body: &[u8]) -> Vec<Family> {
    read(body).iter().map(family).collect()
}

/// Returns whether a body can be decoded.
pub(crate) fn is_read(mut body: &[u8]) -> bool {
    while !body.is_empty() {
        if MetricFamily::decode_length_delimited(&mut body).is_err() {
            return false;
        }
    }
    true
}

fn read(mut body: &[u8]) -> Vec<MetricFamily> {
    let mut families = Vec::new();
    while !body.is_empty() {
        families.push(MetricFamily::decode_length_delimited(&mut body).expect("the message is valid"));
    }
    families
}

/// Returns a family as in text.
fn family(of: &MetricFamily) -> Family {
    let kind = ["counter", "gauge", "summary", "untyped", "histogram"]
        [usize::try_from(of.kind).expect("the type is not negative")];
    let samples = of.metrics.iter().flat_map(|metric| samples(&of.name, metric)).collect();
    Family {
        name: of.name.clone(),
        kind: kind.to_owned(),
        help: of.help.clone(),
        unit: String::new(),
        samples,
    }
}

fn samples(name: &str, of: &Metric) -> Vec<Sample> {
    let labels = of.labels.iter().map(|label| (label.name.clone(), label.value.clone()));
    let sample = |suffix: &str, label: Option<(&str, f64)>, value: f64| {
        let label = label.map(|(label, bound)| (label.to_owned(), bound.to_string()));
        Sample::read(&format!("{name}{suffix}"), labels.clone().chain(label).collect(), shared(value))
    };
    if let Some(Summary { count, sum, quantiles, .. }) = &of.summary {
        let quantiles = quantiles.iter().map(|of| sample("", Some(("quantile", of.quantile)), of.value));
        return quantiles
            .chain([sample("_sum", None, *sum), sample("_count", None, *count as f64)])
            .collect();
    }
    let Some(histogram) = &of.histogram else {
        let number = of.counter.as_ref().or(of.gauge.as_ref()).expect("the metric has a value");
        return vec![sample("", None, number.value)];
    };
    let finite = histogram.buckets.iter().filter(|bucket| bucket.bound.is_finite());
    let buckets = finite.map(|bucket| (bucket.bound, bucket.count));
    let buckets = buckets.chain([(f64::INFINITY, histogram.count)]);
    let mut samples: Vec<_> =
        buckets.map(|(bound, count)| sample("_bucket", Some(("le", bound)), count as f64)).collect();
    samples.push(sample("_sum", None, histogram.sum));
    samples.push(sample("_count", None, histogram.count as f64));
    samples
}

/// The parts of a family that text cannot contain: the creation time and the native buckets of each series.
type Rest = Vec<(Option<(i64, i32)>, Option<NativeBuckets>)>;

fn rest_of(family: &MetricFamily) -> Rest {
    let rest = family.metrics.iter().map(|metric| match (&metric.counter, &metric.histogram) {
        _ if metric.summary.is_some() => (metric.summary.as_ref().and_then(|of| of.created.as_ref()), None),
        (_, Some(histogram)) => (histogram.created.as_ref(), native(histogram)),
        (Some(counter), _) => (counter.created.as_ref(), None),
        _ => (None, None),
    });
    rest.map(|(created, native)| (created.map(|created| (created.seconds, created.nanos)), native)).collect()
}

fn rest_expected(family: &FamilySnapshot) -> Rest {
    let rest = family.series.iter().flat_map(|series| {
        let created = series.created.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        let created = created.map(|since| (since.as_secs() as i64, since.subsec_nanos() as i32));
        match &series.value {
            Value::Histogram(histogram) => vec![(created, histogram.native.clone())],
            Value::StateSet(state) => vec![(None, None); state.states.len()],
            _ => vec![(created, None)],
        }
    });
    rest.collect()
}

/// Returns the exemplars of each series with the bound of their bucket, then the exemplars of native buckets without a
/// bound.
fn exemplars_of(family: &MetricFamily) -> Vec<Vec<(Option<u64>, Exemplar)>> {
    let of = |metric: &Metric| {
        let Some(histogram) = &metric.histogram else {
            let counter = metric.counter.as_ref();
            return counter.and_then(|of| Some((None, of.exemplar.clone()?))).into_iter().collect();
        };
        let buckets = histogram.buckets.iter();
        let of_buckets = buckets.filter_map(|of| Some((Some(of.bound.to_bits()), of.exemplar.clone()?)));
        of_buckets.chain(histogram.exemplars.iter().map(|exemplar| (None, exemplar.clone()))).collect()
    };
    family.metrics.iter().map(of).collect()
}

fn exemplars_expected(family: &FamilySnapshot) -> Vec<Vec<(Option<u64>, Exemplar)>> {
    let series = family.series.iter().flat_map(|series| {
        let exemplars: Vec<_> = series.exemplars.iter().map(|exemplar| exemplar.as_ref().map(sent)).collect();
        match &series.value {
            Value::StateSet(state) => vec![Vec::new(); state.states.len()],
            Value::Histogram(of) => {
                let bounds = of.bounds.iter().chain(&[f64::INFINITY]).map(|bound| Some(bound.to_bits()));
                let of_buckets = bounds.zip(exemplars.clone()).filter_map(|(bound, of)| Some((bound, of?)));
                let of_native = exemplars.iter().flatten().filter(|_| of.native.is_some());
                vec![of_buckets.chain(of_native.map(|exemplar| (None, exemplar.clone()))).collect()]
            }
            _ => vec![exemplars.into_iter().flatten().map(|exemplar| (None, exemplar)).collect()],
        }
    });
    series.collect()
}

fn sent(exemplar: &gapless::snapshot::Exemplar<'_>) -> Exemplar {
    let label = |(name, value): (&str, &str)| Label { name: name.to_owned(), value: value.to_owned() };
    let since = exemplar.timestamp.duration_since(SystemTime::UNIX_EPOCH).expect("the time is after 1970");
    Exemplar {
        labels: exemplar.labels().map(label).collect(),
        value: Some(exemplar.value.as_f64()),
        timestamp: Some(Timestamp { seconds: since.as_secs() as i64, nanos: since.subsec_nanos() as i32 }),
    }
}

/// Decodes native buckets from spans and deltas.
fn native(of: &Histogram) -> Option<NativeBuckets> {
    let (mut index, mut count, mut deltas) = (0, 0, of.deltas.iter());
    let mut buckets = Vec::new();
    for span in &of.spans {
        index += span.offset;
        for _ in 0..span.length {
            count += deltas.next().expect("each bucket has a delta");
            buckets.push((index, u64::try_from(count).expect("counts are not negative")));
            index += 1;
        }
    }
    assert_eq!(deltas.next(), None, "each delta has a bucket");
    let (zero_threshold, zero_count) = (of.zero_threshold?, of.zero_count?);
    Some(NativeBuckets { schema: of.schema?, zero_threshold, zero_count, buckets })
}
