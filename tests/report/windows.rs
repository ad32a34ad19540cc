//! Datapoints of windows, and the reasons of values that do not exist.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use gapless::descriptor::Kind;
use gapless::report::{Batch, Interval, Log, Reporting, Subscription, Why, WindowedDatapoint};
use gapless::snapshot::{Datapoint, FamilySnapshot, Series, Snapshot};

use crate::families::{counters, family, gauge, histogram};

/// Reports metrics to a subscription at set times.
struct Reports {
    subscription: Subscription,
    time: SystemTime,
    last: Option<Batch>,
}

impl Reports {
    fn of(datapoints: &[&str]) -> Self {
        let datapoints = datapoints.iter().map(|text| text.parse::<WindowedDatapoint>().expect(text));
        let subscription = Subscription::new("*").datapoints(datapoints);
        Reports { subscription, time: SystemTime::UNIX_EPOCH, last: None }
    }

    /// Reports metrics after some seconds.
    fn after(&mut self, seconds: f64, families: Vec<FamilySnapshot>) -> &Batch {
        self.time += Duration::from_secs_f64(seconds);
        let snapshot = Snapshot { families };
        let next = match &self.last {
            Some(last) => last.then(snapshot, self.time),
            None => Batch::of(self.subscription.clone(), snapshot, self.time),
        };
        self.last.insert(next)
    }

    /// Reports a counter after some seconds, and returns its points by datapoint.
    fn counted(&mut self, seconds: f64, value: u64) -> BTreeMap<String, f64> {
        points(self.after(seconds, vec![counters(&[("a", value)])]))
    }
}

fn points(batch: &Batch) -> BTreeMap<String, f64> {
    batch.points().map(|point| (point.datapoint().to_string(), point.value())).collect()
}

/// Returns the points as `name datapoint value`, where the name is the first label.
fn lines(batch: &Batch) -> Vec<String> {
    let name = |series: &Series| series.labels[0].1.clone();
    let line = |point: gapless::report::Point<'_>| {
        format!("{} {} {}", name(point.series()), point.datapoint(), point.value())
    };
    batch.points().map(line).collect()
}

fn assert_near(actual: f64, expected: f64) {
    assert!((actual - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{actual} {expected}");
}

#[test]
fn a_sliding_window_forgets_what_is_older() {
    let mut reports = Reports::of(&["delta@1m", "rate@30s", "delta"]);
    assert_eq!(reports.counted(0.0, 100).len(), 1, "the delta since the start");
    let expected = [
        // value, delta@1m, rate@30s
        (160, 60.0, 4.0),
        (160, 60.0, 2.0),
        (190, 90.0, 1.0),
        (190, 90.0, 1.0),
        (191, 31.0, 1.0 / 30.0),
        (191, 31.0, 1.0 / 30.0),
        (191, 1.0, 0.0),
        (191, 1.0, 0.0),
        (191, 0.0, 0.0),
    ];
    for (value, delta, rate) in expected {
        let points = reports.counted(15.0, value);
        assert_eq!((points["delta@1m"], points["rate@30s"]), (delta, rate), "{value}");
    }
}

#[test]
fn ticks_that_are_late_stay_in_the_window() {
    let mut reports = Reports::of(&["delta@1m"]);
    reports.counted(0.0, 0);
    for tick in 1..=20 {
        let late = if tick % 3 == 0 { 0.2 } else { -0.1 };
        let points = reports.counted(15.0 + late, 10 * tick);
        assert_eq!(points["delta@1m"], 10.0 * tick.min(4) as f64, "{tick}");
    }
}

#[test]
fn a_decaying_rate_stays_at_a_constant_rate_whatever_the_intervals_are() {
    let mut reports = Reports::of(&["rate~1m", "rate~5m", "rate~15m"]);
    assert!(reports.counted(0.0, 0).is_empty());
    let mut value = 0;
    for seconds in [15_u32, 1, 60, 7, 300, 15] {
        value += 3 * u64::from(seconds);
        for (datapoint, rate) in reports.counted(seconds.into(), value) {
            assert_near(rate, 3.0);
            assert!(datapoint.starts_with("rate~"));
        }
    }
}

#[test]
fn a_decaying_rate_falls_to_1_of_e_after_its_time() {
    for intervals in [vec![60.0], vec![15.0; 4], vec![1.0, 29.0, 10.0, 20.0]] {
        let mut reports = Reports::of(&["rate~1m"]);
        reports.counted(0.0, 0);
        assert_eq!(reports.counted(10.0, 50)["rate~1m"], 5.0, "it starts at the first rate");
        let fallen = intervals.iter().map(|seconds| reports.counted(*seconds, 50)["rate~1m"]).last();
        assert_near(fallen.expect("there are intervals"), 5.0 / std::f64::consts::E);
    }
}

#[test]
fn a_decaying_rate_moves_to_a_new_rate() {
    let mut reports = Reports::of(&["rate~1m", "rate~5m"]);
    reports.counted(0.0, 0);
    reports.counted(15.0, 0);
    let (mut value, mut rates) = (0, BTreeMap::new());
    for _ in 0..20 {
        value += 150;
        rates = reports.counted(15.0, value);
    }
    assert_near(rates["rate~1m"], 10.0 * (1.0 - (-5.0_f64).exp()));
    assert_near(rates["rate~5m"], 10.0 * (1.0 - (-1.0_f64).exp()));
}

#[test]
fn quantiles_and_extremes_are_those_of_the_window() {
    let mut reports = Reports::of(&["p50@30s", "min@30s", "max@30s", "count@30s", "mean@30s"]);
    reports.after(0.0, vec![histogram([9, 9, 9, 9])]);
    // Counts of the intervals: [4, 0, 0, 0], [0, 4, 0, 0], [0, 0, 4, 0], none, none.
    let readings = [[13, 9, 9, 9], [13, 13, 9, 9], [13, 13, 13, 9], [13, 13, 13, 9], [13, 13, 13, 9]];
    let expected = [
        // count, p50, min, max
        (4.0, Some((0.5, 0.0, 1.0))),
        (8.0, Some((1.0, 0.0, 2.0))),
        (8.0, Some((2.0, 1.0, 4.0))),
        (4.0, Some((3.0, 2.0, 4.0))),
        (0.0, None),
    ];
    for (reading, (count, of_buckets)) in readings.into_iter().zip(expected) {
        let points = points(reports.after(15.0, vec![histogram(reading)]));
        assert_eq!(points["count@30s"], count);
        let actual = points.get("p50@30s").map(|p50| (*p50, points["min@30s"], points["max@30s"]));
        assert_eq!(actual, of_buckets, "{reading:?}");
        assert_eq!(points.contains_key("mean@30s"), of_buckets.is_some());
    }
}

#[test]
fn extremes_of_a_gauge_are_those_of_its_readings_in_the_window() {
    let mut reports = Reports::of(&["min@30s", "max@30s", "min", "max"]);
    let expected = [
        // value, min@30s, max@30s, min, max
        (5.0, 5.0, 5.0, 5.0, 5.0),
        (9.0, 5.0, 9.0, 5.0, 9.0),
        (1.0, 1.0, 9.0, 1.0, 9.0),
        (2.0, 1.0, 9.0, 1.0, 2.0),
        (3.0, 1.0, 3.0, 2.0, 3.0),
        (3.0, 2.0, 3.0, 3.0, 3.0),
    ];
    for (value, min_30, max_30, min, max) in expected {
        let points = points(reports.after(15.0, vec![gauge(value)]));
        let of = ["min@30s", "max@30s", "min", "max"].map(|datapoint| points[datapoint]);
        assert_eq!(of, [min_30, max_30, min, max], "{value}");
    }
}

#[test]
fn a_window_over_a_reset_has_both_sides() {
    let mut reports = Reports::of(&["delta@1m", "rate~1m"]);
    reports.counted(0.0, 100);
    reports.counted(15.0, 110);
    let points = reports.counted(15.0, 4);
    assert_eq!(points["delta@1m"], 14.0);
    assert!(points["rate~1m"] > 0.0);
}

#[test]
fn a_series_that_leaves_is_forgotten() {
    let mut reports = Reports::of(&["delta@1m"]);
    reports.after(0.0, vec![counters(&[("a", 10), ("b", 10)])]);
    let batch = reports.after(15.0, vec![counters(&[("a", 11), ("b", 12)])]);
    assert_eq!(lines(batch), ["a delta@1m 1", "b delta@1m 2"]);
    assert_eq!(lines(reports.after(15.0, vec![counters(&[("b", 15)])])), ["b delta@1m 5"]);
    let batch = reports.after(15.0, vec![counters(&[("a", 3), ("b", 15), ("c", 1)])]);
    assert_eq!(lines(batch), ["a delta@1m 3", "b delta@1m 5", "c delta@1m 1"]);
}

#[test]
fn series_in_another_order_keep_their_windows() {
    let mut reports = Reports::of(&["delta@1m", "delta", "rate~1m"]);
    reports.after(0.0, vec![counters(&[("a", 0), ("b", 0), ("c", 0)])]);
    reports.after(15.0, vec![counters(&[("a", 15), ("b", 30), ("c", 45)])]);
    let batch = reports.after(15.0, vec![counters(&[("c", 90), ("a", 30), ("new", 15), ("b", 60)])]);
    let expected = [
        ["c delta@1m 90", "c delta 45", "c rate~1m 3"],
        ["a delta@1m 30", "a delta 15", "a rate~1m 1"],
        ["new delta@1m 15", "new delta 15", "new rate~1m 1"],
        ["b delta@1m 60", "b delta 30", "b rate~1m 2"],
    ];
    assert_eq!(lines(batch), expected.concat());
}

#[test]
fn a_metric_that_was_absent_for_a_report_continues() {
    let mut reports = Reports::of(&["delta", "rate", "delta@1m"]);
    reports.counted(0.0, 1000);
    reports.counted(15.0, 1015);
    assert!(points(reports.after(15.0, vec![])).is_empty());
    let points = reports.counted(15.0, 1045);
    assert_eq!((points["delta"], points["rate"], points["delta@1m"]), (30.0, 1.0, 45.0));
    reports.after(15.0, vec![]);
    reports.after(301.0, vec![]);
    assert_eq!(reports.counted(15.0, 1050)["delta"], 1050.0, "after five minutes it is new");
}

#[test]
fn long_windows_have_a_bounded_number_of_parts() {
    let mut reports = Reports::of(&["delta@1h", "rate@1h", "p50@1h"]);
    let size = |batch: &Batch| format!("{batch:?}").len();
    let report = |reports: &mut Reports, tick: u64| {
        let batch = reports.after(1.0, vec![counters(&[("a", 2 * tick)])]);
        (points(batch), size(batch))
    };
    let sizes: Vec<_> = (0..9000).map(|tick| report(&mut reports, tick)).collect();
    let of_an_hour = sizes[3600].1;
    assert!(sizes[3600..].iter().all(|(_, size)| *size < of_an_hour * 5 / 4), "{of_an_hour}");
    assert!(of_an_hour < 80 * 400, "{of_an_hour}");
    for (points, _) in &sizes[3700..] {
        assert_eq!(points["rate@1h"], 2.0);
        assert!((points["delta@1h"] / 7200.0 - 1.0).abs() < 0.02, "{}", points["delta@1h"]);
    }
}

#[test]
fn a_batch_says_why_a_value_does_not_exist() {
    let why = |batch: &Batch| -> Vec<(String, Option<String>, Why)> {
        let of = |skipped: gapless::report::Skipped<'_>| {
            (skipped.name().to_owned(), skipped.datapoint().map(|of| of.to_string()), skipped.why())
        };
        batch.skipped().map(of).collect()
    };
    let mut reports = Reports::of(&["rate", "p99"]);
    let [rate, p99] = ["rate", "p99"].map(|of| Some(of.to_owned()));
    assert_eq!(why(reports.after(0.0, vec![])), [("*".to_owned(), None, Why::Missing)]);
    let families = || vec![family("empty", Kind::Gauge, vec![]), histogram([0; 4]), counters(&[("a", 1)])];
    let mut reports = Reports::of(&["rate", "p99"]);
    let (histogram, counter) = ("duration_seconds".to_owned(), "logins_total".to_owned());
    let first = [
        ("empty".to_owned(), None, Why::Missing),
        (histogram.clone(), rate.clone(), Why::NotYet),
        (histogram.clone(), p99.clone(), Why::NotYet),
        (counter.clone(), rate, Why::NotYet),
        (counter.clone(), p99.clone(), Why::OtherType),
    ];
    assert_eq!(why(reports.after(0.0, families())), first);
    let second = [first[0].clone(), (histogram, p99.clone(), Why::NotYet), (counter, p99, Why::OtherType)];
    assert_eq!(why(reports.after(15.0, families())), second);
}

#[test]
fn each_point_has_the_extra_value_of_its_subscription() {
    let snapshot = || Snapshot { families: vec![gauge(1.0)] };
    let extra = |subscription: Subscription| {
        let batch = Batch::of(subscription.datapoints([Datapoint::Value]), snapshot(), SystemTime::now());
        let point = batch.points().next().expect("the gauge is set");
        (point.extra::<&str>().copied(), point.extra::<u64>().copied())
    };
    assert_eq!(extra(Subscription::new("*")), (None, None));
    assert_eq!(extra(Subscription::new("*").extra("eu")), (Some("eu"), None));
    assert_eq!(extra(Subscription::new("*").extra("eu").extra(7_u64)), (None, Some(7)));
}

#[test]
fn the_default_datapoints_are_numbers() {
    let batch = Batch::new(Snapshot { families: vec![histogram([1, 2, 3, 4])] }, SystemTime::now());
    assert_eq!(points(&batch).into_keys().collect::<Vec<_>>(), ["mean", "p50", "p90", "p99"]);
    assert_eq!(
        batch.skipped().map(|skipped| skipped.datapoint().unwrap().to_string()).collect::<Vec<_>>(),
        ["rate"]
    );
}

#[tokio::test]
async fn a_window_that_is_shorter_than_the_interval_is_an_error_of_the_subscription() {
    let p99 = || {
        let p99: WindowedDatapoint = "p99@5s".parse().unwrap();
        Subscription::new("*").datapoints([p99])
    };
    let error = "the window of `p99@5s` is shorter than the interval of 15s; write `p99` or at least 15s";
    let every_15_s = p99().interval(Interval::every(Duration::from_secs(15)));
    let failed = gapless::builder().reporter(Log::new(), every_15_s.clone()).start().await.unwrap_err();
    assert!(failed.to_string().contains(error), "{failed}");
    let often = Reporting::new().interval("often", Interval::every(Duration::from_secs(5)));
    let metrics = gapless::builder().reporter(Log::new(), often).start().await.unwrap();
    let reporters = metrics.reporters();
    assert_eq!(reporters.subscribe("log", every_15_s).unwrap_err().to_string(), error);
    reporters.subscribe("log", p99().interval(Interval::Manual)).unwrap();
    reporters.subscribe("log", p99().interval(Interval::named("often"))).unwrap();
    let slower = reporters.set_interval("log", "often", Interval::every(Duration::from_secs(15)));
    assert_eq!(slower.unwrap_err().to_string(), error);
    reporters.set_interval("log", "often", Interval::every(Duration::from_secs(4))).unwrap();
    metrics.shutdown().await;
}
