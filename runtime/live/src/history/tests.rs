//! Tests of the history.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use gapless_core::{
    Change, Datapoint, FamilySnapshot, HistogramValue, Kind, NativeBuckets, Number, Series, SummaryValue,
    Value,
};

use super::{heat_bounds, History};

const SECOND: Duration = Duration::from_secs(1);

fn series(label: &str, value: Value, created: Option<SystemTime>) -> Series {
    let labels = vec![(Cow::Borrowed("label"), Cow::Owned(label.to_owned()))];
    Series { labels, value, created, exemplars: Vec::new() }
}

fn family(name: &str, kind: Kind, values: Vec<(&str, Value)>) -> FamilySnapshot {
    let created = (kind != Kind::Gauge).then_some(SystemTime::UNIX_EPOCH);
    let series = values.into_iter().map(|(label, value)| series(label, value, created)).collect();
    let (name, help, group) = (name.to_owned().into(), "".into(), "".into());
    FamilySnapshot { name, help, kind, unit: None, group, series }
}

fn counters(name: &str, values: &[(&str, u64)]) -> FamilySnapshot {
    let value = |&(label, value): &(_, u64)| (label, Value::Counter(value.into()));
    family(name, Kind::Counter, values.iter().map(value).collect())
}

fn gauge(value: f64) -> FamilySnapshot {
    family("gauge", Kind::Gauge, vec![("a", Value::Gauge(value.into()))])
}

fn histogram(bounds: &[f64], counts: &[u64], sum: f64, native: Option<NativeBuckets>) -> FamilySnapshot {
    let (bounds, counts, sum) = (bounds.to_vec().into(), counts.to_vec(), sum.into());
    let value = Value::Histogram(HistogramValue { bounds, counts, sum, native });
    family("histogram", Kind::Histogram, vec![("a", value)])
}

fn native(buckets: &[(i32, u64)]) -> FamilySnapshot {
    let native = NativeBuckets { schema: 0, zero_threshold: 0.0, zero_count: 0, buckets: buckets.to_vec() };
    histogram(&[], &[native.count()], 1.0, Some(native))
}

fn history(points: usize, max_series: usize, chosen: &[&str]) -> History {
    let mut history = History::new(points, max_series, SECOND);
    history.choose(chosen.iter().map(|name| (*name, 0)));
    history
}

/// Records readings of one family, each at its second.
fn recorded(readings: &[(u64, &FamilySnapshot)]) -> History {
    let mut history = history(10, 100, &[&*readings[0].1.name]);
    for (second, family) in readings {
        history.record(second * 1000, [*family]);
    }
    history
}

/// Returns a column of the series with a label.
fn column(history: &History, name: &str, label: &str, datapoint: &str) -> Vec<Option<f64>> {
    let past = history.past(name, None).expect("the family is kept");
    let series = past.series().find(|series| series.labels()[0].1 == label).expect("the series is kept");
    series.column(datapoint.parse().expect("tests use existing datapoints"))
}

fn timestamps(history: &History, name: &str) -> Vec<u64> {
    history.past(name, None).expect("the family is kept").timestamps().to_vec()
}

#[test]
fn a_counter_has_its_value_and_its_rate_at_each_point() {
    let [a, b, c] = [10, 12, 17].map(|value| counters("c", &[("a", value)]));
    let history = recorded(&[(1, &a), (2, &b), (3, &c)]);
    assert_eq!(timestamps(&history, "c"), [1000, 2000, 3000]);
    assert_eq!(column(&history, "c", "a", "value"), [Some(10.0), Some(12.0), Some(17.0)]);
    assert_eq!(column(&history, "c", "a", "rate"), [None, Some(2.0), Some(5.0)]);
    assert_eq!(column(&history, "c", "a", "delta"), [None, Some(2.0), Some(5.0)]);
    assert_eq!(column(&history, "c", "a", "p50"), [None; 3]);
}

#[test]
fn values_of_large_counters_are_exact() {
    let start = 1 << 52;
    let [a, b] = [start, start + 1].map(|value| counters("c", &[("a", value)]));
    let history = recorded(&[(1, &a), (2, &b)]);
    assert_eq!(column(&history, "c", "a", "value"), [start, start + 1].map(|value| Some(value as f64)));
}

#[test]
fn a_missed_tick_is_filled_with_the_mean_rate() {
    let [a, b] = [10, 16].map(|value| counters("c", &[("a", value)]));
    let history = recorded(&[(1, &a), (4, &b)]);
    assert_eq!(timestamps(&history, "c"), [1000, 2000, 3000, 4000]);
    assert_eq!(column(&history, "c", "a", "rate"), [None, Some(2.0), Some(2.0), Some(2.0)]);
    assert_eq!(column(&history, "c", "a", "value"), [10.0, 12.0, 14.0, 16.0].map(Some));
}

#[test]
fn a_missed_tick_is_filled_with_the_value_of_a_gauge() {
    let history = recorded(&[(1, &gauge(1.0)), (3, &gauge(5.0))]);
    assert_eq!(column(&history, "gauge", "a", "value"), [1.0, 5.0, 5.0].map(Some));
}

#[test]
fn a_missed_tick_is_filled_with_the_observations_of_the_whole_interval() {
    let [a, b] = [[0, 0], [4, 2]].map(|counts| histogram(&[1.0], &counts, counts[0] as f64, None));
    let history = recorded(&[(1, &a), (3, &b)]);
    let of = |datapoint| column(&history, "histogram", "a", datapoint)[1..].to_vec();
    assert_eq!(of("count"), [Some(3.0); 2]);
    assert_eq!(of("rate"), [Some(3.0); 2]);
    assert_eq!(of("sum"), [Some(2.0); 2]);
    assert_eq!(of("mean"), [Some(4.0 / 6.0); 2]);
    assert_eq!(of("p50"), [Some(0.75); 2]);
    assert_eq!(of("value"), [Some(3.0), Some(6.0)]);
    let past = history.past("histogram", None).expect("it is kept");
    let heat = past.series().next().expect("it has a series").heat();
    assert_eq!(heat, [None, Some(vec![2.0, 1.0]), Some(vec![2.0, 1.0])]);
}

#[test]
fn a_family_that_is_read_less_often_is_filled_by_its_next_reading() {
    let mut history = history(10, 100, &["fast", "slow"]);
    for second in 1..=4 {
        let (fast, slow) = (counters("fast", &[("a", second)]), counters("slow", &[("a", second * 10)]));
        history.record(second * 1000, [&fast]);
        if second % 2 == 0 {
            history.record(second * 1000 + 300, [&slow]); // within the same tick
        }
        assert_eq!(timestamps(&history, "fast").len() as u64, second);
    }
    assert_eq!(timestamps(&history, "slow"), [2000, 3000, 4000]);
    assert_eq!(column(&history, "slow", "a", "rate"), [None, Some(10.0), Some(10.0)]);
    assert_eq!(column(&history, "slow", "a", "value"), [20.0, 30.0, 40.0].map(Some));
}

#[test]
fn a_pause_longer_than_the_history_fills_all_points() {
    let mut history = history(3, 100, &["c"]);
    history.record(1000, [&counters("c", &[("a", 0)])]);
    history.record(101_000, [&counters("c", &[("a", 200)])]);
    assert_eq!(timestamps(&history, "c"), [99_000, 100_000, 101_000]);
    assert_eq!(column(&history, "c", "a", "rate"), [Some(2.0); 3]);
    assert_eq!(column(&history, "c", "a", "value"), [196.0, 198.0, 200.0].map(Some));
}

#[test]
fn a_reset_keeps_the_values_before_it() {
    let [a, b, c, d] = [10, 15, 2, 3].map(|value| counters("c", &[("a", value)]));
    let history = recorded(&[(1, &a), (2, &b), (3, &c), (4, &d)]);
    assert_eq!(column(&history, "c", "a", "value"), [10.0, 15.0, 2.0, 3.0].map(Some));
    assert_eq!(column(&history, "c", "a", "rate"), [None, Some(5.0), Some(2.0), Some(1.0)]);
}

#[test]
fn a_gauge_keeps_nan_and_infinities() {
    let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.5].map(gauge);
    let readings: Vec<_> = (1..).zip(&values).collect();
    let values = column(&recorded(&readings), "gauge", "a", "value");
    assert!(values[0].is_some_and(f64::is_nan));
    assert_eq!(values[1..], [f64::INFINITY, f64::NEG_INFINITY, 0.5].map(Some));
}

#[test]
fn extremes_of_a_gauge_are_those_of_two_readings() {
    let history = recorded(&[(1, &gauge(3.0)), (2, &gauge(1.0)), (3, &gauge(2.0))]);
    assert_eq!(column(&history, "gauge", "a", "min"), [3.0, 1.0, 1.0].map(Some));
    assert_eq!(column(&history, "gauge", "a", "max"), [3.0, 3.0, 2.0].map(Some));
}

#[test]
fn extremes_of_a_histogram_are_the_ends_of_its_buckets() {
    let readings = [[0, 0, 0], [0, 2, 0], [5, 2, 0]].map(|counts| histogram(&[1.0, 2.0], &counts, 1.0, None));
    let history = recorded(&[(1, &readings[0]), (2, &readings[1]), (3, &readings[2])]);
    assert_eq!(column(&history, "histogram", "a", "min"), [None, Some(1.0), Some(0.0)]);
    assert_eq!(column(&history, "histogram", "a", "max"), [None, Some(2.0), Some(1.0)]);
}

#[test]
fn a_new_series_has_no_points_before_it_and_starts_at_zero() {
    let a = counters("c", &[("b", 5)]);
    let b = counters("c", &[("a", 3), ("b", 6)]);
    let history = recorded(&[(1, &a), (2, &b)]);
    assert_eq!(column(&history, "c", "a", "value"), [None, Some(3.0)]);
    assert_eq!(column(&history, "c", "a", "rate"), [None, Some(3.0)]);
    assert_eq!(column(&history, "c", "b", "value"), [Some(5.0), Some(6.0)]);
}

#[test]
fn series_in_another_order_keep_their_points() {
    let a = counters("c", &[("a", 1), ("b", 10), ("c", 100)]);
    let b = counters("c", &[("c", 104), ("d", 7), ("a", 2), ("b", 13)]);
    let history = recorded(&[(1, &a), (2, &b), (3, &a)]);
    assert_eq!(column(&history, "c", "a", "value"), [1.0, 2.0, 1.0].map(Some));
    assert_eq!(column(&history, "c", "b", "value"), [10.0, 13.0, 10.0].map(Some));
    assert_eq!(column(&history, "c", "c", "value"), [100.0, 104.0, 100.0].map(Some));
}

#[test]
fn a_series_that_left_returns_its_memory() {
    let (both, one) = (counters("c", &[("a", 1), ("b", 2)]), counters("c", &[("b", 3)]));
    let mut history = history(1000, 100, &["c"]);
    history.record(1000, [&both]);
    let before = history.bytes();
    history.record(2000, [&one]);
    assert!(before - history.bytes() >= 4000, "{} of {before} bytes are left", history.bytes());
    history.record(3000, [&both]);
    assert_eq!(column(&history, "c", "a", "value"), [None, None, Some(1.0)]);
    history.forget("c");
    assert_eq!((history.bytes(), history.names().count()), (0, 0));
}

#[test]
fn the_last_points_are_kept() {
    let mut history = history(3, 100, &["c"]);
    for second in 1..=5 {
        history.record(second * 1000, [&counters("c", &[("a", second * second)])]);
    }
    assert_eq!(timestamps(&history, "c"), [3000, 4000, 5000]);
    assert_eq!(column(&history, "c", "a", "value"), [9.0, 16.0, 25.0].map(Some));
    assert_eq!(column(&history, "c", "a", "rate"), [5.0, 7.0, 9.0].map(Some));
}

#[test]
fn points_after_a_time_are_those_that_a_client_has_missed() {
    let [a, b, c] = [1, 2, 3].map(|value| counters("c", &[("a", value)]));
    let history = recorded(&[(1, &a), (2, &b), (3, &c)]);
    let past = history.past("c", Some(1000)).expect("it is kept");
    assert_eq!(past.timestamps(), [2000, 3000]);
    let values = past.series().next().map(|series| series.column(Datapoint::Value));
    assert_eq!(values, Some(vec![Some(2.0), Some(3.0)]));
    assert!(history.past("c", Some(3000)).is_some_and(|past| past.timestamps().is_empty()));
    assert!(history.past("other", None).is_none());
}

/// Returns whether a column is near the live datapoints of consecutive readings.
fn assert_equals_live(readings: &[FamilySnapshot]) {
    let numbered: Vec<_> = (1..).zip(readings).collect();
    let (history, kind) = (recorded(&numbered), readings[0].kind);
    for &datapoint in Datapoint::defaults(kind).iter().filter(|datapoint| **datapoint != Datapoint::Heat) {
        let kept = column(&history, &readings[0].name, "a", &datapoint.to_string());
        let value = |reading: usize| &readings[reading].series[0].value;
        for (reading, kept) in kept.into_iter().enumerate().skip(1) {
            let live = Change::between(Some(value(reading - 1)), value(reading), SECOND).get(datapoint);
            assert_eq!(kept.is_some(), live.is_some(), "{datapoint} {kept:?} {live:?}");
            let is_near = kept.zip(live).is_none_or(|(kept, live)| (kept - live).abs() <= 1e-6 * live.abs());
            assert!(is_near, "{datapoint} {kept:?} {live:?}");
        }
    }
}

#[test]
fn points_of_histograms_and_summaries_equal_those_of_live_readings() {
    let classic = |counts: &[u64], sum| histogram(&[0.1, 1.0], counts, sum, None);
    assert_equals_live(&[
        classic(&[0, 0, 0], 0.0),
        classic(&[3, 5, 0], 2.3),
        classic(&[3, 5, 0], 2.3),
        classic(&[3, 6, 1], 7.5),
    ]);
    assert_equals_live(&[
        native(&[]),
        native(&[(1, 3)]),
        native(&[(1, 3)]),
        native(&[(-3, 1), (1, 4), (9, 1)]),
    ]);
    let summary = |count, sum: f64, buckets: &[(i32, u64)]| {
        let recent =
            NativeBuckets { schema: 5, zero_threshold: 0.0, zero_count: 0, buckets: buckets.to_vec() };
        let (quantiles, sum) = (vec![0.5].into(), Number::F64(sum));
        let value = Value::Summary(SummaryValue { quantiles, recent, count, sum });
        family("summary", Kind::Summary, vec![("a", value)])
    };
    assert_equals_live(&[summary(0, 0.0, &[]), summary(3, 9.5, &[(1, 2), (70, 1)]), summary(3, 9.5, &[])]);
}

#[test]
fn wider_native_buckets_keep_earlier_observations() {
    let [a, b, c] = [&[(1, 1)][..], &[(1, 3)], &[(0, 4), (1, 3), (3, 1)]].map(native);
    let history = recorded(&[(1, &a), (2, &b), (3, &c)]);
    assert_eq!(history.bounds("histogram"), Some(&[0.5, 1.0, 2.0, 4.0, 8.0][..]));
    assert_eq!(history.bounds("histogram").map(<[f64]>::to_vec), Some(heat_bounds(&c)));
    let past = history.past("histogram", None).expect("it is kept");
    let heat = past.series().next().expect("it has a series").heat();
    assert_eq!(heat[1], Some(vec![0.0, 0.0, 2.0, 0.0, 0.0, 0.0]));
    assert_eq!(heat[2], Some(vec![0.0, 4.0, 0.0, 0.0, 1.0, 0.0]));
    assert_eq!(heat[0], None);
}

#[test]
fn a_histogram_whose_first_series_comes_later_has_its_buckets() {
    let empty = family("histogram", Kind::Histogram, vec![]);
    let history = recorded(&[(1, &empty), (2, &histogram(&[1.0], &[2, 1], 3.0, None))]);
    assert_eq!(history.bounds("histogram"), Some(&[1.0][..]));
    assert_eq!(column(&history, "histogram", "a", "count"), [None, Some(3.0)]);
}

#[test]
fn a_large_family_does_not_displace_small_ones() {
    let mut history = History::new(10, 20, SECOND);
    history.choose([("a", 5), ("large", 15), ("b", 5), ("empty", 0), ("c", 5)]);
    assert_eq!(history.names().collect::<Vec<_>>(), ["a", "b", "c", "empty"]);
    history.record(1000, [&counters("large", &[("a", 1)])]);
    assert!(history.past("large", None).is_none());
}

#[test]
fn a_family_that_outgrows_the_limit_is_forgotten() {
    let mut history = history(10, 3, &["grows", "small"]);
    let small = counters("small", &[("a", 1)]);
    history.record(1000, [&counters("grows", &[("a", 1), ("b", 1)]), &small]);
    assert!(history.past("grows", None).is_some());
    history.record(2000, [&counters("grows", &[("a", 1), ("b", 1), ("c", 1)]), &small]);
    assert!(history.past("grows", None).is_none());
    assert_eq!(history.names().collect::<Vec<_>>(), ["small"]);
    assert_eq!(timestamps(&history, "small"), [1000, 2000]);
}

#[test]
fn each_bucket_of_a_histogram_counts_as_a_series() {
    assert_eq!(History::columns(&counters("c", &[("a", 1), ("b", 1)])), 2);
    assert_eq!(History::columns(&gauge(1.0)), 1);
    assert_eq!(History::columns(&histogram(&[1.0, 2.0], &[1, 1, 1], 1.0, None)), 4);
}

#[test]
fn without_points_nothing_is_kept() {
    let mut history = history(0, 100, &["c"]);
    history.record(1000, [&counters("c", &[("a", 1)])]);
    assert!(history.past("c", None).is_none());
    assert_eq!((history.names().count(), history.bytes()), (0, 0));
}

#[test]
fn three_hundred_points_of_a_thousand_counters_take_a_megabyte_and_a_half() {
    let labels: Vec<_> = (0..1000).map(|label| format!("label {label}")).collect();
    let values: Vec<_> = labels.iter().map(|label| (label.as_str(), 1)).collect();
    let mut history = history(300, 1000, &["c"]);
    history.record(1000, [&counters("c", &values)]);
    assert!((1_200_000..1_550_000).contains(&history.bytes()), "{}", history.bytes());
}
