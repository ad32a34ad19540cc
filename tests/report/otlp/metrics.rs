//! The data points of each type of metric.

use std::time::{Duration, SystemTime};

use gapless::descriptor::Kind;
use gapless::encode::View;
use gapless::report::{Batch, Otlp};
use gapless::snapshot::{FamilySnapshot, HistogramValue, Series, Snapshot, Value};
use gapless::{LabelValue, Registry, defmetrics};

use super::messages::{Data, Exemplar, ExemplarValue, ExponentialPoint, Metric, Number, pairs};
use super::{Sending, batch, nanoseconds, numbers, resource_of, time};

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
    Busy,
}

defmetrics! {
    #![namespace = "otlp"]

    /// Counts integers.
    #[exemplars]
    #[max_series(100)]
    counter orders_total(game: &str);

    /// Counts seconds.
    counter work_seconds_total: f64;

    /// Counts what is open.
    up_down_counter open;

    /// Measures with doubles.
    gauge fill_ratio;

    /// Describes the build.
    info build_info(version = "1.2.0");

    /// Is in a state.
    #[max_series(100)]
    stateset worker(of: &str): State;

    /// Counts in declared buckets.
    #[exemplars]
    #[buckets(0.5, 1)]
    histogram wait_seconds;

    /// Counts in native buckets.
    #[native]
    #[buckets(1)]
    histogram size: f64;

    /// Counts in native buckets, with exemplars.
    #[native]
    #[exemplars]
    #[buckets(1)]
    histogram traced: f64;

    /// Counts in few native buckets.
    #[native(factor = 2, zero_threshold = 0.5)]
    #[buckets(1)]
    histogram coarse: f64;

    /// Has quantiles.
    #[quantiles(0.5, 0.99)]
    summary latency_seconds;

    /// Has quantiles that are never recorded.
    #[quantiles(0.5)]
    summary unused_seconds;
}

/// Reads the metrics with these names, without the namespace.
fn read(names: &[&str], time: SystemTime) -> Batch {
    let is_chosen = |name: &str| name.strip_prefix("otlp_").is_some_and(|name| names.contains(&name));
    Batch::new(View::default().snapshot_of(is_chosen), time)
}

/// Sends the metric with this name, without the namespace, and returns it.
async fn sent(name: &str, settings: impl FnOnce(Otlp) -> Otlp) -> Metric {
    let mut sending = Sending::start("otlp_metrics", settings).await;
    let mut metrics = sending.send(&read(&[name], time(0))).await;
    assert_eq!(metrics.len(), 1, "{metrics:?}");
    assert_eq!(metrics[0].name, format!("otlp_{name}"));
    metrics.remove(0)
}

/// Returns the time at which the only series of a metric started.
fn created(name: &str) -> u64 {
    let snapshot = Registry::global().gather();
    let family = snapshot.family(name).expect("it has a series");
    nanoseconds(family.series[0].created.expect("it is not a gauge"))
}

fn int(value: i64) -> Option<Number> {
    Some(Number::Int(value))
}

fn double(value: f64) -> Option<Number> {
    Some(Number::Double(value))
}

#[tokio::test]
async fn a_counter_is_a_monotonic_sum_since_the_start_of_its_series() {
    orders_total("chess").inc_by(3);
    orders_total("").inc_by(4);
    let metric = sent("orders_total", |otlp| otlp).await;
    let Some(Data::Sum(sum)) = &metric.data else { panic!("{metric:?} is not a sum") };
    assert_eq!((sum.temporality, sum.is_monotonic), (2, true));
    let points: Vec<_> = sum.points.iter().map(|point| (pairs(&point.attributes), point.value)).collect();
    assert!(points.contains(&(vec![("game", "chess")], int(3))), "{points:?}");
    assert!(points.contains(&(vec![], int(4))), "a label without a value is absent: {points:?}");
    let starts: Vec<_> = sum.points.iter().map(|point| (point.time, point.flags, point.start)).collect();
    let first = created("otlp_orders_total");
    assert!(starts.contains(&(nanoseconds(time(0)), 0, first)), "{first} {starts:?}");
}

#[tokio::test]
async fn a_counter_of_doubles_has_doubles() {
    work_seconds_total().inc_by(1.5);
    let metric = sent("work_seconds_total", |otlp| otlp).await;
    assert_eq!(numbers(&metric)[0].value, double(1.5));
    assert_eq!((&*metric.unit, &*metric.description), ("s", "Counts seconds."));
}

#[tokio::test]
async fn an_up_down_counter_is_a_sum_that_is_not_monotonic() {
    open().dec();
    let metric = sent("open", |otlp| otlp).await;
    let Some(Data::Sum(sum)) = &metric.data else { panic!("{metric:?} is not a sum") };
    assert_eq!((sum.temporality, sum.is_monotonic, sum.points[0].value), (2, false, int(-1)));
    let start = sum.points[0].start;
    assert!(start > created("otlp_work_seconds_total") - 1, "it is the start of the reporter");
}

#[tokio::test]
async fn gauges_and_infos_are_gauges() {
    fill_ratio().set(0.5);
    let metric = sent("fill_ratio", |otlp| otlp).await;
    assert!(matches!(metric.data, Some(Data::Gauge(_))), "{metric:?}");
    assert_eq!((numbers(&metric)[0].value, &*metric.unit), (double(0.5), "1"));
    let info = sent("build_info", |otlp| otlp).await;
    assert!(matches!(info.data, Some(Data::Gauge(_))), "{info:?}");
    assert_eq!(pairs(&numbers(&info)[0].attributes), [("version", "1.2.0")]);
    assert_eq!(numbers(&info)[0].value, int(1));
}

#[tokio::test]
async fn a_state_set_has_a_data_point_for_each_state() {
    worker("mail").set(State::Busy);
    let metric = sent("worker", |otlp| otlp).await;
    let points = numbers(&metric).iter().map(|point| {
        let mut pairs = pairs(&point.attributes);
        pairs.sort_unstable();
        (pairs, point.value)
    });
    let of = |state| vec![("of", "mail"), ("otlp_worker", state)];
    assert_eq!(points.collect::<Vec<_>>(), [(of("idle"), int(0)), (of("busy"), int(1))]);
}

#[tokio::test]
async fn a_histogram_has_its_declared_bounds() {
    for seconds in [0.25, 0.5, 0.75, 100.0] {
        wait_seconds().observe(Duration::from_secs_f64(seconds));
    }
    let metric = sent("wait_seconds", |otlp| otlp).await;
    let Some(Data::Histogram(histogram)) = &metric.data else { panic!("{metric:?} is not a histogram") };
    let point = &histogram.points[0];
    assert_eq!((histogram.temporality, &*point.bounds, &*point.counts), (2, &[0.5, 1.0][..], &[2, 1, 1][..]));
    assert_eq!((point.count, point.sum, point.min, point.max), (4, Some(101.5), None, None));
    assert_eq!((point.start, point.time), (created("otlp_wait_seconds"), nanoseconds(time(0))));
}

/// Returns a batch with a metric that a program did not declare.
fn made(name: &'static str, kind: Kind, unit: Option<&'static str>, value: Value) -> Batch {
    let series = vec![Series { labels: Vec::new(), value, created: None, exemplars: Vec::new() }];
    let (help, unit, group) = ("Help.".into(), unit.map(Into::into), "".into());
    let family = FamilySnapshot { name: name.into(), help, kind, unit, group, series };
    Batch::new(Snapshot { families: vec![family] }, time(0))
}

#[tokio::test]
async fn a_histogram_with_negative_bounds_has_no_sum() {
    let value = HistogramValue {
        bounds: vec![-1.0, 0.0].into(),
        counts: vec![0, 1, 0],
        sum: (-0.5).into(),
        native: None,
    };
    let mut sending = Sending::start("otlp_negative", |otlp| otlp).await;
    let metric =
        sending.send(&made("change", Kind::Histogram, None, Value::Histogram(value))).await.remove(0);
    let Some(Data::Histogram(histogram)) = &metric.data else { panic!("{metric:?} is not a histogram") };
    assert_eq!((histogram.points[0].sum, histogram.points[0].count), (None, 1));
}

#[tokio::test]
async fn integers_that_are_too_large_are_doubles() {
    let mut sending = Sending::start("otlp_integers", |otlp| otlp).await;
    for (value, expected) in [
        (i64::MIN.into(), int(i64::MIN)),
        ((1_u64 << 63).into(), double(9_223_372_036_854_775_808.0)),
        (f64::INFINITY.into(), double(f64::INFINITY)),
    ] {
        let metric = sending.send(&made("depth", Kind::Gauge, None, Value::Gauge(value))).await.remove(0);
        assert_eq!(numbers(&metric)[0].value, expected);
    }
}

#[tokio::test]
async fn the_labels_of_the_program_do_not_replace_those_of_a_series() {
    let labels = ["job", "instance", "exported_job"].map(|name| (name.into(), format!("of {name}").into()));
    let series =
        Series { labels: labels.into(), value: Value::Gauge(1.0.into()), created: None, exemplars: vec![] };
    let mut family = batch(&[("depth", 0)], time(0)).families().next().unwrap().clone();
    (family.kind, family.series) = (Kind::Gauge, vec![series]);
    let mut sending = Sending::start("otlp_exported", |otlp| otlp).await;
    let metric = sending.send(&Batch::new(Snapshot { families: vec![family] }, time(0))).await.remove(0);
    assert_eq!(
        pairs(&numbers(&metric)[0].attributes),
        [
            ("exported_exported_job", "of job"),
            ("exported_instance", "of instance"),
            ("exported_job", "of exported_job"),
        ]
    );
}

#[tokio::test]
async fn units_are_the_codes_of_opentelemetry_if_prometheus_knows_them() {
    let mut sending = Sending::start("otlp_units", |otlp| otlp).await;
    for (unit, code) in [
        ("seconds", "s"),
        ("bytes", "By"),
        ("ratio", "1"),
        ("celsius", "Cel"),
        ("meters", "m"),
        ("grams", "g"),
        ("joules", "J"),
        ("volts", "V"),
        ("amperes", "A"),
        ("watts", "W"),
        ("kelvin", "kelvin"),
        ("metres", "metres"),
    ] {
        let value = Value::Gauge(1.0.into());
        let metric = sending.send(&made("measured", Kind::Gauge, Some(unit), value)).await.remove(0);
        assert_eq!((&*metric.unit, &*metric.name, &*metric.description), (code, "measured", "Help."));
    }
}

/// Returns the only data point of an exponential histogram.
fn exponential(metric: &Metric) -> &ExponentialPoint {
    match &metric.data {
        Some(Data::Exponential(histogram)) => {
            assert_eq!((histogram.temporality, histogram.points.len()), (2, 1));
            &histogram.points[0]
        }
        other => panic!("{other:?} is not an exponential histogram"),
    }
}

/// Returns how many observations an exponential histogram has in the bucket of a value, by the definition of
/// OpenTelemetry: the bucket with the index `i` contains values above `base^i` up to `base^(i + 1)`.
fn count_at(value: f64, of: &ExponentialPoint) -> u64 {
    let buckets = of.positive.as_ref().expect("it has buckets");
    let bound = |index: i32| (f64::from(index) * 2_f64.powi(-of.scale)).exp2(); // exact for powers of two
    let contains = |place: usize| {
        let index = buckets.offset + i32::try_from(place).expect("there are few");
        bound(index) < value && value <= bound(index + 1)
    };
    let mut found = (0..buckets.counts.len()).filter(|place| contains(*place));
    let place = found.next().unwrap_or_else(|| panic!("{value} is in a bucket of {of:?}"));
    assert_eq!(found.next(), None);
    buckets.counts[place]
}

#[tokio::test]
async fn each_observation_is_in_its_exponential_bucket() {
    let values = [0.1, 0.3, 1.0, 1.05, 2.0, 2.1, 3.5, 4.0, 70.0, 1000.0, 12345.0];
    values.iter().for_each(|value| size().observe(*value));
    size().observe(0.0);
    let metric = sent("size", |otlp| otlp).await;
    let point = exponential(&metric);
    for value in values {
        assert_eq!(count_at(value, point), 1, "{value}");
    }
    assert_eq!((point.count, point.zero_count), (12, 1));
    assert_eq!(point.positive.as_ref().unwrap().counts.iter().sum::<u64>(), 11);
    assert!((point.sum.unwrap() - values.iter().sum::<f64>()).abs() < 1e-9);
    assert_eq!((point.start, point.time), (created("otlp_size"), nanoseconds(time(0))));
}

#[tokio::test]
async fn the_scale_is_the_schema_and_the_zero_bucket_stays() {
    for value in [0.25, 0.5, 1.0, 1.5, 2.0, 5.0] {
        coarse().observe(value);
    }
    let metric = sent("coarse", |otlp| otlp).await;
    let point = exponential(&metric);
    assert_eq!((point.scale, point.zero_threshold, point.zero_count), (0, 0.5, 2));
    let buckets = point.positive.as_ref().unwrap();
    // From 0.5 to 1, to 2, to 4, and to 8.
    assert_eq!((buckets.offset, &*buckets.counts), (-1, &[1, 2, 0, 1][..]));
}

#[tokio::test]
async fn histograms_with_native_buckets_can_have_their_declared_bounds() {
    let metric = sent("size", Otlp::explicit_histograms).await;
    let Some(Data::Histogram(histogram)) = &metric.data else { panic!("{metric:?} is not a histogram") };
    assert_eq!(histogram.points[0].bounds, [1.0]);
}

#[tokio::test]
async fn a_summary_has_its_quantiles() {
    latency_seconds().observe(Duration::from_millis(250));
    let metric = sent("latency_seconds", |otlp| otlp).await;
    let Some(Data::Summary(summary)) = &metric.data else { panic!("{metric:?} is not a summary") };
    let point = &summary.points[0];
    assert_eq!((point.count, point.sum, point.start), (1, 0.25, created("otlp_latency_seconds")));
    let quantiles: Vec<_> = point.quantiles.iter().map(|of| of.quantile).collect();
    assert_eq!(quantiles, [0.5, 0.99]);
    assert!(point.quantiles.iter().all(|of| (of.value / 0.25 - 1.0).abs() < 0.011), "{point:?}");
}

#[tokio::test]
async fn a_summary_without_observations_has_quantiles_that_are_not_a_number() {
    let metric = sent("unused_seconds", |otlp| otlp).await;
    let Some(Data::Summary(summary)) = &metric.data else { panic!("{metric:?} is not a summary") };
    assert!(summary.points[0].quantiles[0].value.is_nan());
}

#[tokio::test]
async fn the_labels_of_exemplars_are_ids_and_attributes() {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let labels = [("trace_id", trace), ("span_id", "00f067aa0ba902b7"), ("user", "ada")];
    let before = nanoseconds(SystemTime::now());
    orders_total("exemplars").with_exemplar(labels).inc_by(2);
    let labels = [("trace_id", "not hexadecimal"), ("span_id", "00f067aa0ba902b7")];
    traced().with_exemplar(labels).observe(0.75);
    let counter = sent("orders_total", |otlp| otlp).await;
    let of: Vec<&Exemplar> = numbers(&counter).iter().flat_map(|point| &point.exemplars).collect();
    assert_eq!(of.len(), 1, "the other series do not have exemplars");
    assert_eq!(of[0].trace_id, 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736_u128.to_be_bytes());
    assert_eq!(of[0].span_id, 0x00f0_67aa_0ba9_02b7_u64.to_be_bytes());
    assert_eq!((pairs(&of[0].attributes), of[0].value), (vec![("user", "ada")], Some(ExemplarValue::Int(2))));
    assert!((before..=nanoseconds(SystemTime::now())).contains(&of[0].time));

    let histogram = sent("traced", |otlp| otlp).await;
    let of = &exponential(&histogram).exemplars[0];
    assert_eq!((of.value, of.span_id.len(), &*of.trace_id), (Some(ExemplarValue::Double(0.75)), 8, &[][..]));
    assert_eq!(pairs(&of.attributes), [("trace_id", "not hexadecimal")]);
}

#[tokio::test]
async fn the_resource_describes_the_program() {
    let settings =
        |otlp: Otlp| otlp.attribute("service.namespace", "games").attribute("service.name", "shop.web");
    let mut sending = Sending::start("otlp_resource", settings).await;
    sending.send(&batch(&[("a_total", 1)], time(0))).await;
    let request = sending.receiver.last();
    assert_eq!(request.line(), "POST /v1/metrics");
    let resource = resource_of(&request);
    let attributes = resource.resource.as_ref().unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        pairs(&attributes.attributes),
        [
            ("service.instance.id", "web-1"),
            ("telemetry.sdk.name", "gapless"),
            ("telemetry.sdk.language", "rust"),
            ("telemetry.sdk.version", version),
            ("service.version", "1.2.0"),
            ("service.namespace", "games"),
            ("service.name", "shop.web"),
        ]
    );
    let scope = resource.scope_metrics[0].scope.as_ref().unwrap();
    assert_eq!((&*scope.name, &*scope.version), ("gapless", version));
}

#[tokio::test]
async fn metrics_of_many_series_are_sent_in_requests_of_a_limited_size() {
    let mut sending = Sending::start("otlp_split", |otlp| otlp.request_points(2)).await;
    let counters = [("a_total", 1), ("b_total", 2), ("c_total", 3), ("d_total", 4), ("e_total", 5)];
    sending.report(&batch(&counters, time(0))).await;
    let requests = sending.receiver.received(3).await;
    let sent: Vec<_> = requests.iter().map(super::counters_of).collect();
    let named = |range: std::ops::Range<usize>| {
        let named =
            counters[range].iter().map(|(name, value)| ((*name).to_owned(), i64::try_from(*value).unwrap()));
        named.collect::<Vec<_>>()
    };
    assert_eq!(sent, [named(0..2), named(2..4), named(4..5)]);
}

#[tokio::test]
async fn one_metric_can_be_in_several_requests() {
    ["a", "b", "c"].iter().for_each(|name| worker(name).set(State::Idle));
    let mut sending = Sending::start("otlp_split_metric", |otlp| otlp.request_points(1)).await;
    let batch = read(&["worker"], time(0));
    let states: usize = batch
        .families()
        .flat_map(|family| &family.series)
        .map(|series| match series.value {
            Value::StateSet(set) => set.states.len(),
            _ => 0,
        })
        .sum();
    assert!(states >= 6);
    sending.report(&batch).await;
    let requests = sending.receiver.received(states).await;
    for request in &requests {
        let metrics = super::metrics_of(request);
        assert_eq!((metrics.len(), numbers(&metrics[0]).len(), &*metrics[0].name), (1, 1, "otlp_worker"));
    }
}
