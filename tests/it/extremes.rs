//! Extreme values: each is recorded exactly, or refused and counted.

use std::time::Duration;

use gapless::dynamic;
use gapless::encode::describe;
use gapless::metrics::Recorder;
use gapless::snapshot::{HistogramValue, Number, Value};
use gapless::sources::source_fn;
use gapless::sources::{Samples, Sources};
use gapless::{Counter, Event, Histogram, Summary, defmetrics};
use metrics::{histogram, with_local_recorder};
use tracing_subscriber::layer::SubscriberExt;

use crate::refused;

const DAY: u64 = 86_400;

/// The first second that a metric of durations refuses.
const TOO_LONG: u64 = 18_446_744_073;

/// The longest duration that a metric holds.
const LONGEST: Duration = Duration::new(TOO_LONG - 1, 999_999_999);

defmetrics! {
    #![namespace = "extremes"]

    /// Durations.
    #[buckets(1, 31536000, 1e10)]
    histogram long_seconds;

    /// Durations in native buckets too.
    #[native]
    #[buckets(1, 31536000, 1e10)]
    histogram native_seconds;

    /// Durations whose buckets have exemplars.
    #[exemplars]
    #[buckets(1, 31536000, 1e10)]
    histogram exemplar_seconds;

    /// Durations of all threads.
    #[storage(shared)]
    #[buckets(1, 31536000, 1e10)]
    histogram shared_seconds;

    /// Durations by quantiles.
    summary quantile_seconds;

    /// Doubles.
    #[buckets(1)]
    histogram size_ratio;

    /// Doubles by quantiles.
    summary quantile_ratio;

    /// Equal doubles.
    #[native]
    #[buckets(1)]
    histogram many_ratio;

    /// Equal integers.
    #[buckets(1)]
    histogram many_bytes;

    /// Equal durations by quantiles.
    summary many_quantile_seconds;

    /// Integers.
    #[buckets(1)]
    histogram size_bytes;

    /// Integers by quantiles.
    summary quantile_bytes;

    /// Doubles.
    counter spent_seconds_total: f64;

    /// Doubles.
    gauge level_ratio;

    /// Kilobytes.
    #[on(Upload, measure = size)]
    counter uploaded_bytes_total;

    /// Kilobytes.
    #[on(Upload, measure = size)]
    #[buckets(1e6)]
    histogram upload_bytes;

    /// Kilobytes.
    #[on(Upload, measure = size)]
    summary upload_quantile_bytes;

    /// Time in units.
    #[on(Upload, measure = age)]
    #[buckets(1)]
    histogram upload_age_seconds;

    /// Time of fields.
    #[tracing(target = "it::extremes", measure = "secs")]
    #[buckets(1)]
    histogram traced_seconds;

    /// Sizes of fields.
    #[tracing(target = "it::extremes::size", measure = "kb", unit = "kB")]
    #[buckets(1)]
    histogram traced_bytes;
}

#[derive(Event)]
#[event(name = "extremes.upload")]
struct Upload {
    #[event(measure = "kB")]
    size: u64,
    #[event(measure = "ms")]
    age: u64,
}

/// Durations and seconds with the recorded nanoseconds; `None` if the value is refused.
fn durations() -> Vec<(Result<Duration, f64>, Option<u128>)> {
    let whole = |duration: Duration| (Ok(duration), Some(duration.as_nanos()));
    let seconds = |seconds: f64, nanoseconds| (Err(seconds), nanoseconds);
    vec![
        whole(Duration::ZERO),
        whole(Duration::from_nanos(1 << 53)),
        whole(Duration::from_nanos((1 << 53) + 1)),
        whole(Duration::from_secs(400 * DAY)),
        whole(Duration::from_secs(200 * 365 * DAY)),
        whole(LONGEST),
        (Ok(LONGEST + Duration::from_nanos(1)), None),
        (Ok(Duration::MAX), None),
        seconds(0.1, Some(100_000_000)),
        seconds(-0.0, Some(0)),
        seconds(34_560_000.0, Some(34_560_000_000_000_000)),
        seconds(18_446_744_072.0, Some(18_446_744_072_000_000_000)),
        seconds(18_446_744_073.0, None),
        seconds(1e300, None),
        seconds(f64::INFINITY, None),
        seconds(-1e-300, None),
        seconds(f64::NEG_INFINITY, None),
        seconds(f64::NAN, None),
    ]
}

/// Returns the bucket of a number of seconds in the histograms of this test.
fn bucket(nanoseconds: u128) -> usize {
    [1, 31_536_000, 10_000_000_000].iter().filter(|bound| nanoseconds > **bound * 1_000_000_000).count()
}

/// Checks counts, sum and refusals of a metric after each value of a list.
fn check<V: Copy + std::fmt::Debug>(
    values: impl IntoIterator<Item = (V, Option<u128>)>,
    observe: impl Fn(V),
    read: impl Fn() -> (u64, Number),
    n_refused: impl Fn() -> f64,
) {
    for (value, expected) in values {
        let (before, refused_before) = (read(), n_refused());
        observe(value);
        let after = read();
        let added = match (before.1, after.1) {
            (Number::Nanoseconds(before), Number::Nanoseconds(after)) => after - before,
            (Number::U128(before), Number::U128(after)) => after - before,
            other => panic!("{other:?} are not integers"),
        };
        assert_eq!(after.0 - before.0, u64::from(expected.is_some()), "{value:?}");
        assert_eq!(added, expected.unwrap_or(0), "{value:?}");
        assert_eq!(n_refused() - refused_before, f64::from(u8::from(expected.is_none())), "{value:?}");
    }
}

fn count_and_sum(value: &HistogramValue) -> (u64, Number) {
    (value.count(), value.sum)
}

fn check_histogram(histogram: Histogram<Duration>, name: &str) {
    for (value, expected) in durations() {
        let before = histogram.get().counts;
        let observe = |value| match value {
            Ok(duration) => histogram.observe(duration),
            Err(seconds) => histogram.observe(seconds),
        };
        check([(value, expected)], observe, || count_and_sum(&histogram.get()), || refused(name));
        let after = histogram.get().counts;
        let changed: Vec<_> = (0..after.len()).filter(|&i| after[i] != before[i]).collect();
        assert_eq!(changed, expected.map(bucket).into_iter().collect::<Vec<_>>(), "{value:?} in {name}");
    }
}

#[test]
fn histograms_of_durations_hold_584_years_and_refuse_the_rest() {
    check_histogram(long_seconds(), "extremes_long_seconds");
    check_histogram(native_seconds(), "extremes_native_seconds");
    check_histogram(exemplar_seconds(), "extremes_exemplar_seconds");
    check_histogram(shared_seconds(), "extremes_shared_seconds");
    let native = native_seconds().get().native.expect("it is declared");
    assert_eq!(
        native.zero_count + native.buckets.iter().map(|(_, n)| n).sum::<u64>(),
        native_seconds().get().count()
    );
}

#[test]
fn many_equal_durations_are_held_or_refused_together() {
    let (before, refused_before) = (count_and_sum(&long_many().get()), refused("extremes_long_many_seconds"));
    assert_eq!((before.0, refused_before), (0, 0.0));
    long_many().observe_n(LONGEST, 1000);
    long_many().observe_n(Duration::MAX, 7);
    long_many().observe_n(1e300, 5);
    assert_eq!(count_and_sum(&long_many().get()), (1000, Number::Nanoseconds(LONGEST.as_nanos() * 1000)));
    assert_eq!(refused("extremes_long_many_seconds"), 12.0);
}

fn long_many() -> Histogram<Duration> {
    extremes_long_many_seconds()
}

defmetrics! {
    /// Durations.
    #[buckets(1)]
    histogram extremes_long_many_seconds;
}

#[test]
fn summaries_of_durations_hold_what_histograms_hold() {
    let summary: Summary<Duration> = quantile_seconds();
    let observe = |value| match value {
        Ok(duration) => summary.observe(duration),
        Err(seconds) => summary.observe(seconds),
    };
    let read = || (summary.get().count, summary.get().sum);
    check(durations(), observe, read, || refused("extremes_quantile_seconds"));
    assert!((summary.get().quantile(1.0) / 18_446_744_073.0 - 1.0).abs() < 0.02);
}

#[test]
fn metrics_of_integers_hold_every_integer() {
    let values = || [0, 1, 1 << 53, (1 << 53) + 1, u64::MAX].map(|n| (n, Some(u128::from(n))));
    let histogram: Histogram<u64> = size_bytes();
    let refusals = || refused("extremes_size_bytes");
    check(values(), |n| histogram.observe(n), || count_and_sum(&histogram.get()), refusals);
    let summary: Summary<u64> = quantile_bytes();
    let read = || (summary.get().count, summary.get().sum);
    check(values(), |n| summary.observe(n), read, || refused("extremes_quantile_bytes"));
}

#[test]
fn metrics_of_doubles_hold_every_double_of_at_least_zero() {
    let histogram: Histogram<f64> = size_ratio();
    let summary: Summary<f64> = quantile_ratio();
    for bad in [f64::NAN, -1e-300, -1.0, f64::NEG_INFINITY] {
        histogram.observe(bad);
        summary.observe(bad);
    }
    assert_eq!((refused("extremes_size_ratio"), refused("extremes_quantile_ratio")), (4.0, 4.0));
    assert_eq!(count_and_sum(&histogram.get()), (0, Number::F64(0.0)));
    for (good, sum) in [(-0.0, 0.0), (1e300, 1e300), (f64::INFINITY, f64::INFINITY)] {
        histogram.observe(good);
        summary.observe(good);
        assert_eq!((histogram.get().sum, summary.get().sum), (Number::F64(sum), Number::F64(sum)));
    }
    assert_eq!((histogram.get().counts, summary.get().count), (vec![1, 2], 3));
    assert_eq!((refused("extremes_size_ratio"), refused("extremes_quantile_ratio")), (4.0, 4.0));
}

#[test]
fn a_counter_of_doubles_refuses_what_is_not_finite_and_a_gauge_holds_it() {
    let counter: Counter<f64> = spent_seconds_total();
    counter.inc_by(1e300);
    for bad in [f64::INFINITY, f64::NAN, -1.0] {
        counter.inc_by(bad);
    }
    assert_eq!((counter.get(), refused("extremes_spent_seconds_total")), (1e300, 3.0));
    for level in [1e300, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
        level_ratio().set(level);
        assert_eq!(level_ratio().get(), Some(level));
    }
}

#[test]
fn run_time_metrics_hold_the_same_values_as_declared_metrics() {
    let registry = dynamic::Registry::new();
    let histogram =
        |name: &str| registry.histogram(name, "Help.").buckets([1.0, 31_536_000.0, 1e10]).register();
    let (seconds, ratio) = (histogram("run_seconds").unwrap(), histogram("run_ratio").unwrap());
    let refusals = |name: &str| {
        let described = describe(&registry.find(name));
        let (_, rest) = described.split_once("\"refused\":").expect("it says what it refused");
        rest.split([',', '}']).next().and_then(|n| n.parse::<f64>().ok()).expect("that is a number")
    };
    let observe = |value| match value {
        Ok(duration) => seconds.observe_duration(duration),
        Err(number) => seconds.observe(number),
    };
    check(durations(), observe, || count_and_sum(&seconds.get()), || refusals("run_seconds"));
    [1e300, f64::INFINITY].into_iter().for_each(|value| ratio.observe(value));
    ratio.observe_duration(Duration::MAX);
    assert_eq!(count_and_sum(&ratio.get()), (3, Number::F64(f64::INFINITY)));
    ratio.observe(f64::NAN);
    assert_eq!((ratio.get().count(), refusals("run_ratio")), (3, 1.0));
}

#[test]
fn the_metrics_recorder_holds_the_same_values() {
    let recorder = Recorder::builder().build();
    with_local_recorder(&recorder, || {
        let waits = histogram!("extreme_wait_seconds");
        [34_560_000.0, 1e300, f64::INFINITY, f64::NAN].into_iter().for_each(|seconds| waits.record(seconds));
        waits.record_many(f64::INFINITY, 3);
    });
    let snapshot = recorder.registry().gather();
    let Some(Value::Histogram(waits)) = snapshot.value("extreme_wait_seconds", &[]) else { panic!() };
    assert_eq!((waits.count(), waits.sum), (1, Number::Nanoseconds(34_560_000_000_000_000)));
    assert!(describe(&recorder.registry().find("extreme_*")).contains("\"refused\":6"));
}

#[test]
fn a_measurement_of_an_event_that_its_unit_makes_too_large_is_refused() {
    Upload { size: 1, age: 400 * DAY * 1000 }.emit();
    Upload { size: u64::MAX, age: u64::MAX }.emit();
    assert_eq!((uploaded_bytes_total().get(), refused("extremes_uploaded_bytes_total")), (1000, 1.0));
    assert_eq!(count_and_sum(&upload_bytes().get()), (1, Number::U128(1000)));
    assert_eq!(refused("extremes_upload_bytes"), 1.0);
    assert_eq!((upload_quantile_bytes().get().count, refused("extremes_upload_quantile_bytes")), (1, 1.0));
    // 2^64 milliseconds are 584 million years.
    let age = Duration::from_secs(400 * DAY).as_nanos();
    assert_eq!(count_and_sum(&upload_age_seconds().get()), (1, Number::Nanoseconds(age)));
    assert_eq!(refused("extremes_upload_age_seconds"), 1.0);
}

#[test]
fn a_field_of_tracing_is_recorded_unchanged_or_refused() {
    let subscriber = tracing_subscriber::registry().with(gapless::tracing::layer());
    tracing::subscriber::with_default(subscriber, || {
        for secs in [34_560_000.0, 1e300, f64::INFINITY, f64::NAN] {
            tracing::info!(target: "it::extremes", secs);
        }
        tracing::info!(target: "it::extremes", secs = u64::MAX);
        tracing::info!(target: "it::extremes::size", kb = u64::MAX);
        tracing::info!(target: "it::extremes::size", kb = 1e300);
        tracing::info!(target: "it::extremes::size", kb = 2);
    });
    assert_eq!(count_and_sum(&traced_seconds().get()), (1, Number::Nanoseconds(34_560_000_000_000_000)));
    assert_eq!(refused("extremes_traced_seconds"), 4.0);
    assert_eq!(count_and_sum(&traced_bytes().get()), (1, Number::U128(2000)));
    assert_eq!(refused("extremes_traced_bytes"), 2.0);
}

#[test]
fn samples_of_a_source_are_exported_unchanged() {
    let sources = Sources::new();
    let source = source_fn("extremes", |samples: &mut Samples| {
        samples.counter("emitted_seconds_total", "Help.").value(f64::INFINITY);
        samples.gauge("emitted_ratio", "Help.").value(1e300);
        let (bounds, counts) = (vec![1.0].into(), vec![0, 1]);
        let sum = Number::F64(f64::INFINITY);
        samples.histogram("emitted_size", "Help.").value(HistogramValue {
            bounds,
            counts,
            sum,
            native: None,
        });
        Ok(())
    });
    sources.add(source).expect("it is the only one");
    let collection = sources.collect().wait();
    let value = |name: &str| collection.family(name).map(|family| family.series[0].value.clone());
    assert_eq!(value("emitted_seconds_total").map(|value| value.as_f64()), Some(f64::INFINITY));
    assert_eq!(value("emitted_ratio").map(|value| value.as_f64()), Some(1e300));
    let Some(Value::Histogram(histogram)) = value("emitted_size") else { panic!() };
    assert_eq!(count_and_sum(&histogram), (1, Number::F64(f64::INFINITY)));
    let negative = source_fn("negative", |samples: &mut Samples| {
        samples.counter("negative_total", "Help.").value(f64::NAN);
        Ok(())
    });
    sources.add(negative).expect("its name is free");
    assert!(sources.collect().wait().family("negative_total").is_none());
}

#[test]
fn more_equal_values_than_can_be_counted_at_once_are_one_refused_value() {
    const MOST: u64 = u32::MAX as u64;
    let run_time = dynamic::Registry::new();
    let run_time = run_time.histogram("many_ratio", "Help.").buckets([1.0]).register().unwrap();
    for (n, expected) in [(MOST, MOST), (MOST + 1, MOST), (u64::MAX, MOST)] {
        many_ratio().observe_n(0.5, n);
        many_bytes().observe_n(u64::MAX, n);
        many_quantile_seconds().observe_n(LONGEST, n);
        run_time.observe_n(0.5, n);
        let counts = [many_ratio().get().count(), many_bytes().get().count(), run_time.get().count()];
        assert_eq!(counts, [expected; 3], "{n}");
        assert_eq!(many_quantile_seconds().get().count, expected, "{n}");
    }
    assert_eq!(count_and_sum(&many_bytes().get()).1, Number::U128(u128::from(u64::MAX) * u128::from(MOST)));
    let names = ["extremes_many_ratio", "extremes_many_bytes", "extremes_many_quantile_seconds"];
    assert_eq!(names.map(refused), [2.0; 3]);
}
