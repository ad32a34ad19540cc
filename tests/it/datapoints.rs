//! Datapoints: numbers about the change of a series between two readings.

use std::time::Duration;

use gapless::descriptor::{Kind, LabelValues, NativeBuckets};
use gapless::dynamic::Registry;
use gapless::snapshot::{
    Change, Datapoint, HistogramValue, Number, Quantile, StateSetValue, SummaryValue, Value,
};
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

fn quantile(quantile: f64) -> Datapoint {
    Datapoint::Quantile(Quantile::new(quantile).expect("tests use quantiles from 0 to 1"))
}

fn counter(value: impl Into<Number>) -> Value {
    Value::Counter(value.into())
}

fn gauge(value: impl Into<Number>) -> Value {
    Value::Gauge(value.into())
}

fn histogram(bounds: &[f64], counts: &[u64], sum: impl Into<Number>) -> Value {
    Value::Histogram(HistogramValue {
        bounds: bounds.to_vec().into(),
        counts: counts.to_vec(),
        sum: sum.into(),
        native: None,
    })
}

fn native(schema: i32, zero_count: u64, buckets: &[(i32, u64)]) -> NativeBuckets {
    NativeBuckets { schema, zero_threshold: 0.0, zero_count, buckets: buckets.to_vec() }
}

/// Returns a histogram with native buckets only.
fn native_histogram(native: NativeBuckets, sum: f64) -> Value {
    Value::Histogram(HistogramValue {
        bounds: vec![].into(),
        counts: vec![native.count()],
        sum: sum.into(),
        native: Some(native),
    })
}

fn change(before: &Value, now: &Value) -> Change {
    Change::between(Some(before), now, 2 * SECOND)
}

/// Returns the change of a histogram since it was empty.
fn observed(bounds: &[f64], counts: &[u64]) -> Change {
    let empty = vec![0; counts.len()];
    change(&histogram(bounds, &empty, 0_u64), &histogram(bounds, counts, 0_u64))
}

#[test]
fn every_name_of_a_datapoint_is_parsed_and_written() {
    let names = [
        "value", "rate", "delta", "count", "sum", "mean", "min", "max", "p0", "p50", "p99.9", "p99.9999",
        "p100", "heat",
    ];
    for name in names {
        assert_eq!(name.parse::<Datapoint>().expect(name).to_string(), name);
    }
    assert_eq!("p050.50".parse(), Ok(quantile(0.505)));
}

#[test]
fn an_unknown_name_is_an_error_that_lists_all_names() {
    for name in
        ["", "p", "p101", "p-1", "p+1", "p1e1", "p99.99999", "p.5", "p5.", "pNaN", "Rate", " rate", "rates"]
    {
        let error = name.parse::<Datapoint>().expect_err(name).to_string();
        assert!(
            error.starts_with(&format!("unknown datapoint `{name}`; write `value`, `rate`, `delta`, ")),
            "{error}"
        );
    }
}

#[test]
fn each_type_has_its_default_datapoints() {
    for (kind, expected) in [
        (Kind::Counter, "value rate"),
        (Kind::Gauge, "value"),
        (Kind::UpDownCounter, "value"),
        (Kind::Histogram, "rate mean p50 p90 p99 heat"),
        (Kind::Summary, "rate mean p50 p90 p99"),
        (Kind::StateSet, "value"),
        (Kind::Info, "value"),
    ] {
        let names: Vec<_> = Datapoint::defaults(kind).iter().map(Datapoint::to_string).collect();
        assert_eq!(names.join(" "), expected, "{kind}");
    }
}

#[test]
fn a_quantile_is_a_number_from_0_to_1() {
    assert_eq!(Quantile::new(0.999).map(Quantile::as_f64), Some(0.999));
    for outside in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(Quantile::new(outside), None);
    }
}

#[test]
fn a_counter_has_a_value_a_delta_and_a_rate() {
    let change = change(&counter(10_u64), &counter(16_u64));
    assert_eq!(change.get(Datapoint::Value), Some(16.0));
    assert_eq!(change.get(Datapoint::Delta), Some(6.0));
    assert_eq!(change.get(Datapoint::Rate), Some(3.0));
    let mut of_observations = vec![Datapoint::Count, Datapoint::Sum, Datapoint::Mean, quantile(0.5)];
    of_observations.extend([Datapoint::Min, Datapoint::Max, Datapoint::Heat]);
    for of_observations in of_observations {
        assert_eq!(change.get(of_observations), None);
    }
    assert_eq!(change.heat(), None);
    assert!(!change.was_reset());
}

#[test]
fn integers_are_subtracted_exactly() {
    let large = counter(u64::MAX - 1);
    assert_eq!(change(&large, &counter(u64::MAX)).get(Datapoint::Delta), Some(1.0));
    let change = change(&gauge(i64::MIN), &gauge(i64::MAX));
    assert_eq!(change.get(Datapoint::Delta), Some(u64::MAX as f64));
}

#[test]
fn durations_are_subtracted_exactly() {
    let year = Duration::from_secs(365 * 86_400);
    let change = change(
        &histogram(&[1.0], &[3, 0], Number::from(1000 * year)),
        &histogram(&[1.0], &[4, 0], Number::from(1000 * year + Duration::from_nanos(3))),
    );
    assert_eq!(change.get(Datapoint::Sum), Some(3e-9));
    assert_eq!(change.get(Datapoint::Mean), Some(3e-9));
}

#[test]
fn the_first_reading_has_a_value_only() {
    for now in [counter(3_u64), histogram(&[1.0], &[2, 1], 4_u64), gauge(3_u64)] {
        let first = Change::between(None, &now, SECOND);
        assert_eq!(first.get(Datapoint::Value), Some(3.0));
        for other in [Datapoint::Rate, Datapoint::Delta, Datapoint::Count, Datapoint::Sum, Datapoint::Mean] {
            assert_eq!(first.get(other), None);
        }
        assert_eq!((first.get(quantile(0.5)), first.heat(), first.was_reset()), (None, None, false));
    }
}

#[test]
fn a_new_series_of_an_open_label_started_at_zero() {
    let registry = Registry::new();
    let logins =
        registry.counter("logins_total", "Logins.").labels(["user"]).register().expect("it is valid");
    logins.with(["ann"]).inc_by(3);
    let depth = registry.gauge("depth", "Depth.").register().expect("it is valid");
    depth.set(3.0);
    let first = |name: &str| {
        let family = registry.find(name).families().remove(0).family;
        Change::of_series(None, &family.series[0], SECOND)
    };
    assert_eq!(first("logins_total").get(Datapoint::Rate), Some(3.0));
    assert!(!first("logins_total").was_reset());
    assert_eq!(first("depth").get(Datapoint::Delta), None);
}

#[test]
fn without_time_between_the_readings_a_rate_does_not_exist() {
    let change = Change::between(Some(&counter(1_u64)), &counter(2_u64), Duration::ZERO);
    assert_eq!((change.get(Datapoint::Delta), change.get(Datapoint::Rate)), (Some(1.0), None));
}

#[test]
fn a_counter_that_went_back_counts_from_zero() {
    let change = change(&counter(100_u64), &counter(4_u64));
    assert!(change.was_reset());
    assert_eq!((change.get(Datapoint::Delta), change.get(Datapoint::Rate)), (Some(4.0), Some(2.0)));
}

#[test]
fn a_histogram_with_a_smaller_bucket_counts_from_zero() {
    let change = change(&histogram(&[1.0], &[5, 5], 50.0), &histogram(&[1.0], &[4, 90], 60.0));
    assert!(change.was_reset());
    assert_eq!((change.get(Datapoint::Count), change.get(Datapoint::Sum)), (Some(94.0), Some(60.0)));
    assert_eq!(change.heat().map(|heat| heat.counts), Some(vec![4, 90]));
}

#[test]
fn a_histogram_with_other_buckets_counts_from_zero() {
    let before = histogram(&[1.0], &[5, 5], 50.0);
    let native = native_histogram(native(0, 0, &[(0, 20)]), 60.0);
    for now in [histogram(&[2.0], &[6, 6], 60.0), histogram(&[1.0, 2.0], &[6, 6, 6], 60.0), native] {
        let change = change(&before, &now);
        assert!(change.was_reset());
        assert_eq!(change.get(Datapoint::Count), Some(now.as_f64()));
    }
}

#[test]
fn a_value_of_another_type_counts_from_zero() {
    let change = change(&gauge(7.0), &counter(9_u64));
    assert_eq!((change.was_reset(), change.get(Datapoint::Delta)), (true, Some(9.0)));
}

#[test]
fn a_gauge_keeps_nan_and_infinities() {
    let value =
        |now: f64| change(&gauge(1.0), &gauge(now)).get(Datapoint::Value).expect("a gauge has a value");
    assert_eq!(value(f64::INFINITY), f64::INFINITY);
    assert_eq!(value(f64::NEG_INFINITY), f64::NEG_INFINITY);
    assert!(value(f64::NAN).is_nan());
    let falls = change(&gauge(5.0), &gauge(2.0));
    assert_eq!((falls.get(Datapoint::Delta), falls.was_reset()), (Some(-3.0), false));
}

#[test]
fn a_histogram_has_the_observations_between_the_readings() {
    let change = change(&histogram(&[1.0, 2.0], &[5, 1, 0], 8.0), &histogram(&[1.0, 2.0], &[7, 1, 2], 20.0));
    assert_eq!(change.get(Datapoint::Value), Some(10.0));
    assert_eq!((change.get(Datapoint::Count), change.get(Datapoint::Delta)), (Some(4.0), Some(4.0)));
    assert_eq!((change.get(Datapoint::Sum), change.get(Datapoint::Mean)), (Some(12.0), Some(3.0)));
    assert_eq!(change.get(Datapoint::Rate), Some(2.0));
    let heat = change.heat().expect("a histogram has buckets");
    assert_eq!((&*heat.bounds, &*heat.counts), (&[1.0, 2.0][..], &[2, 0, 2][..]));
}

#[test]
fn without_observations_a_mean_and_a_quantile_do_not_exist() {
    for same in [histogram(&[1.0], &[5, 5], 50.0), native_histogram(native(0, 2, &[(0, 2)]), 2.0)] {
        let change = change(&same, &same);
        assert_eq!((change.get(Datapoint::Mean), change.get(quantile(0.5))), (None, None));
        assert_eq!((change.get(Datapoint::Count), change.get(Datapoint::Rate)), (Some(0.0), Some(0.0)));
        assert_eq!(change.heat().map(|heat| heat.counts.iter().sum()), Some(0_u64));
    }
}

#[test]
fn quantiles_of_classic_buckets_are_those_of_histogram_quantile() {
    let p = |bounds: &[f64], counts: &[u64], of: f64| observed(bounds, counts).get(quantile(of));
    assert_eq!(p(&[1.0, 3.0], &[0, 4, 0], 0.5), Some(2.0), "it is interpolated");
    assert_eq!(p(&[2.0, 3.0], &[4, 0, 0], 0.25), Some(0.5), "the first bucket starts at 0");
    assert_eq!(p(&[-2.0, 3.0], &[4, 0, 0], 0.25), Some(-2.0), "a first bucket below 0 is its bound");
    assert_eq!(p(&[1.0, 3.0], &[1, 0, 9], 0.99), Some(3.0), "`+Inf` is the largest finite bound");
    assert_eq!(p(&[], &[4], 0.5), None, "`+Inf` alone has no bound");
    assert_eq!(
        p(&[1.0, 3.0], &[0, 4, 0], 0.0),
        Some(1.0),
        "the least is the start of the first filled bucket"
    );
    assert_eq!(
        p(&[1.0, 3.0], &[0, 4, 0], 1.0),
        Some(3.0),
        "the largest is the end of the last filled bucket"
    );
}

#[test]
fn quantiles_of_a_histogram_come_from_its_native_buckets() {
    let now = Value::Histogram(HistogramValue {
        bounds: vec![1.0, 10.0, 100.0, 1000.0, 10_000.0].into(),
        counts: vec![0, 0, 0, 10, 0, 0],
        sum: 1290.0.into(),
        native: Some(native(5, 0, &[(224, 10)])), // up to 2^7
    });
    let p50 = Change::since_zero(&now, SECOND).get(quantile(0.5)).expect("there are observations");
    assert!((125.0..=128.0).contains(&p50), "{p50}");
    let heat = Change::since_zero(&now, SECOND).heat().expect("it has buckets");
    assert_eq!(
        (&*heat.bounds, &*heat.counts),
        (&[1.0, 10.0, 100.0, 1000.0, 10_000.0][..], &[0, 0, 0, 10, 0, 0][..])
    );
}

#[test]
fn few_classic_buckets_leave_the_heat_to_the_native_ones() {
    let heat = |bounds: &[f64]| {
        let counts = [vec![0; bounds.len()], vec![10]].concat();
        let value = Value::Histogram(HistogramValue {
            bounds: bounds.to_vec().into(),
            counts,
            sum: Number::F64(40.0),
            native: Some(native(0, 0, &[(2, 4), (3, 6)])), // up to 4 and up to 8
        });
        Change::since_zero(&value, SECOND).heat().expect("it has observations")
    };
    assert_eq!(*heat(&[1.0]).bounds, [2.0, 4.0, 8.0]);
    assert_eq!(heat(&[1.0]).counts, [0, 4, 6, 0]);
    assert_eq!(*heat(&[0.1, 0.2, 0.3, 0.4, 0.5]).bounds, [0.1, 0.2, 0.3, 0.4, 0.5]);
}

#[test]
fn the_heat_of_native_buckets_has_every_bucket_between_the_first_and_the_last() {
    let before = native_histogram(native(0, 1, &[(1, 3), (4, 1)]), 0.0);
    let now = native_histogram(native(0, 3, &[(1, 3), (2, 5), (4, 2)]), 0.0);
    let heat = change(&before, &now).heat().expect("it has buckets");
    assert_eq!(*heat.bounds, [2.0, 4.0, 8.0, 16.0]);
    assert_eq!(heat.counts, [2, 5, 0, 1, 0]);
}

#[test]
fn the_heat_of_native_buckets_has_at_most_fifty_rows_and_keeps_every_observation() {
    let wide: Vec<_> = (-10_000..=10_000).step_by(1000).map(|index| (index, 2)).collect();
    let heat = Change::since_zero(&native_histogram(native(5, 7, &wide), 0.0), SECOND)
        .heat()
        .expect("it has buckets");
    assert!(heat.bounds.len() <= 51, "{}", heat.bounds.len());
    assert!(heat.bounds.is_sorted());
    assert_eq!(heat.counts.iter().sum::<u64>(), 7 + 2 * 21);
    let infinite =
        Change::since_zero(&native_histogram(native(0, 0, &[(1024, 1), (1025, 2), (1027, 3)]), 0.0), SECOND);
    let heat = infinite.heat().expect("it has buckets");
    assert_eq!((&*heat.bounds, &*heat.counts), (&[2_f64.powi(1023), f64::MAX][..], &[0, 1, 5][..]));
}

#[test]
fn native_buckets_that_a_later_reading_merges_are_not_a_reset() {
    let before = native(1, 1, &[(1, 2), (3, 1), (4, 1)]);
    let now = NativeBuckets { schema: 0, zero_threshold: 2.0, zero_count: 4, buckets: vec![(2, 5), (3, 1)] };
    let change = change(&native_histogram(before, 0.0), &native_histogram(now, 0.0));
    assert!(!change.was_reset());
    assert_eq!(change.get(Datapoint::Count), Some(5.0));
    let heat = change.heat().expect("it has buckets");
    assert_eq!((&*heat.bounds, &*heat.counts), (&[2.0, 4.0, 8.0][..], &[1, 3, 1, 0][..]));
}

#[test]
fn finer_native_buckets_a_smaller_zero_bucket_and_a_lost_bucket_are_resets() {
    let of = |schema, zero_threshold, zero_count, buckets: &[(i32, u64)]| {
        native_histogram(NativeBuckets { schema, zero_threshold, zero_count, buckets: buckets.to_vec() }, 0.0)
    };
    let before = of(0, 1.0, 2, &[(2, 2)]);
    for now in [
        of(1, 1.0, 2, &[(3, 4)]),
        of(0, 0.5, 2, &[(2, 4)]),
        of(0, 1.0, 2, &[(3, 9)]),
        of(0, 1.0, 1, &[(2, 4)]),
        of(0, 1.0, 3, &[(2, 1)]),
        of(0, 3.0, 9, &[]),
    ] {
        assert!(change(&before, &now).was_reset(), "{now:?}");
    }
    assert!(!change(&before, &of(0, 4.0, 4, &[])).was_reset());
    assert!(
        !change(&of(3, 0.0, 0, &[]), &of(0, 0.5, 0, &[(2, 1)])).was_reset(),
        "nothing was observed before"
    );
}

#[test]
fn a_summary_has_the_quantiles_of_its_window() {
    let summary = |count, sum: f64, recent| {
        Value::Summary(SummaryValue { quantiles: vec![0.5].into(), recent, count, sum: sum.into() })
    };
    let (before, now) =
        (summary(9, 9.0, native(5, 0, &[(0, 9)])), summary(12, 15.0, native(5, 0, &[(0, 12)])));
    let later = change(&before, &now);
    assert_eq!((later.get(Datapoint::Value), later.get(Datapoint::Count)), (Some(12.0), Some(3.0)));
    assert_eq!((later.get(Datapoint::Mean), later.get(Datapoint::Rate)), (Some(2.0), Some(1.5)));
    assert!((later.get(quantile(0.9)).expect("the window has observations") - 1.0).abs() < 0.012);
    assert_eq!(later.heat(), None);
    assert!(change(&now, &before).was_reset());
    assert!(Change::between(None, &now, SECOND).get(quantile(0.5)).is_some(), "a window needs one reading");
    let empty = summary(12, 15.0, NativeBuckets::default());
    assert_eq!(change(&now, &empty).get(quantile(0.5)), None);
}

#[test]
fn a_state_set_has_the_index_of_its_state() {
    let states = LabelValues::new(&["open", "closed"]);
    let value = Value::StateSet(StateSetValue { states, current: 1 });
    assert_eq!(change(&value, &value).get(Datapoint::Value), Some(1.0));
    assert_eq!(change(&value, &value).get(Datapoint::Delta), None);
}

#[test]
fn extremes_of_a_histogram_are_the_ends_of_its_first_and_last_bucket_with_observations() {
    let extremes = |change: &Change| (change.get(Datapoint::Min), change.get(Datapoint::Max));
    let bounds = [1.0, 2.0, 4.0];
    assert_eq!(extremes(&observed(&bounds, &[0, 3, 1, 0])), (Some(1.0), Some(4.0)));
    assert_eq!(extremes(&observed(&bounds, &[1, 0, 0, 0])), (Some(0.0), Some(1.0)), "it starts at 0");
    assert_eq!(
        extremes(&observed(&bounds, &[0, 0, 0, 1])),
        (Some(4.0), Some(4.0)),
        "`+Inf` is the last bound"
    );
    assert_eq!(extremes(&observed(&[-2.0], &[1, 0])), (Some(-2.0), Some(-2.0)));
    assert_eq!(extremes(&observed(&bounds, &[0, 0, 0, 0])), (None, None));
    let later = change(&histogram(&bounds, &[9, 0, 0, 9], 0.0), &histogram(&bounds, &[9, 1, 0, 9], 0.0));
    assert_eq!(extremes(&later), (Some(1.0), Some(2.0)), "earlier observations are not in it");
    let both = later.followed_by(&observed(&bounds, &[0, 0, 1, 0]));
    assert_eq!(extremes(&both), (Some(1.0), Some(4.0)));
    let native =
        Change::since_zero(&native_histogram(native(5, 0, &[(0, 2), (32, 1), (96, 1)]), 12.0), SECOND);
    let (min, max) = extremes(&native);
    assert!((min.expect("it has observations") - 1.0).abs() < 0.012);
    assert!((max.expect("it has observations") / 8.0 - 1.0).abs() < 0.012);
}

#[test]
fn extremes_of_a_gauge_are_its_smallest_and_largest_reading() {
    let extremes = |change: &Change| (change.get(Datapoint::Min), change.get(Datapoint::Max));
    let first = Change::between(None, &gauge(4.0), SECOND);
    assert_eq!(extremes(&first), (Some(4.0), Some(4.0)));
    let falls = change(&gauge(4.0), &gauge(-1.0));
    assert_eq!(extremes(&falls), (Some(-1.0), Some(4.0)));
    let rises = change(&gauge(-1.0), &gauge(2.0));
    assert_eq!(extremes(&falls.followed_by(&rises)), (Some(-1.0), Some(4.0)));
    let unset = change(&gauge(f64::NAN), &gauge(3.0));
    assert_eq!(extremes(&unset), (Some(3.0), Some(3.0)));
    assert_eq!(extremes(&change(&gauge(i64::MIN), &gauge(7_i64))), (Some(i64::MIN as f64), Some(7.0)));
}

#[test]
fn extremes_of_a_summary_are_those_of_its_window() {
    let recent = native(5, 0, &[(0, 2), (32, 1)]);
    let now = Value::Summary(SummaryValue { quantiles: vec![].into(), recent, count: 9, sum: 9.0.into() });
    let change = change(&now, &now);
    assert_eq!(change.get(Datapoint::Min), change.get(quantile(0.0)));
    assert_eq!(change.get(Datapoint::Max), change.get(quantile(1.0)));
    assert!((change.get(Datapoint::Max).expect("the window has observations") - 2.0).abs() < 0.023);
}

#[test]
fn the_change_over_a_reset_adds_up_both_sides() {
    let [a, b, c] = [10_u64, 3, 12].map(counter);
    let both = change(&a, &b).followed_by(&change(&b, &c));
    assert_eq!((both.get(Datapoint::Delta), both.was_reset()), (Some(12.0), true));
    assert_eq!(both.elapsed(), 4 * SECOND);
}

#[test]
fn the_change_over_other_buckets_has_all_observations_and_the_later_distribution() {
    let both = observed(&[1.0], &[1, 1]).followed_by(&observed(&[2.0], &[4, 0]));
    assert_eq!(both.get(Datapoint::Count), Some(6.0));
    assert_eq!(both.heat().map(|heat| heat.counts), Some(vec![4, 0]));
}

/// Returns a quantile as Prometheus computes it, from cumulative buckets.
fn model(bounds: &[f64], counts: &[u64], q: f64) -> Option<f64> {
    let cumulative: Vec<f64> = counts
        .iter()
        .scan(0, |sum, count| {
            *sum += count;
            Some(*sum as f64)
        })
        .collect();
    let rank = q * cumulative.last()?;
    let bucket = cumulative[..bounds.len()].iter().position(|below| *below >= rank).unwrap_or(bounds.len());
    if *cumulative.last()? == 0.0 || bounds.is_empty() {
        return None;
    }
    if bucket == bounds.len() {
        return bounds.last().copied();
    }
    if bucket == 0 {
        return Some(if bounds[0] <= 0.0 { bounds[0] } else { bounds[0] * (rank / cumulative[0]) });
    }
    let (start, below) = (bounds[bucket - 1], cumulative[bucket - 1]);
    Some(start + (bounds[bucket] - start) * ((rank - below) / (cumulative[bucket] - below)))
}

/// Distinct bounds in ascending order, and counts for them.
fn buckets() -> impl Strategy<Value = (Vec<f64>, Vec<u64>)> {
    prop::collection::btree_set(-20_i32..1000, 0..8).prop_flat_map(|bounds| {
        let bounds: Vec<f64> = bounds.into_iter().map(|bound| f64::from(bound) / 10.0).collect();
        let counts = prop::collection::vec(0_u64..20, bounds.len() + 1);
        (Just(bounds), counts)
    })
}

/// The observations of three readings in the native schema 3, and how many pairs the later readings merge.
fn natives() -> impl Strategy<Value = (Vec<Vec<f64>>, [i32; 3])> {
    let values = prop::collection::vec(prop::collection::vec(0.001_f64..1000.0, 0..20), 3);
    (values, [0_i32..2, 0_i32..2, 0_i32..2])
}

/// Counts values in a schema.
#[expect(clippy::cast_possible_truncation, reason = "the indexes of small values are small")]
fn counted<'v>(values: impl Iterator<Item = &'v f64>, schema: i32) -> NativeBuckets {
    let mut buckets = std::collections::BTreeMap::new();
    for value in values {
        *buckets.entry((value.log2() * 2_f64.powi(schema)).ceil() as i32).or_insert(0) += 1;
    }
    NativeBuckets { schema, zero_threshold: 0.0, zero_count: 0, buckets: buckets.into_iter().collect() }
}

proptest! {
    #[test]
    fn quantiles_equal_those_of_the_model((bounds, counts) in buckets(), q in 0.001_f64..=1.0) {
        let q = Quantile::new(q).expect("it is from 0 to 1");
        let actual = observed(&bounds, &counts).get(Datapoint::Quantile(q));
        let expected = model(&bounds, &counts, q.as_f64());
        prop_assert_eq!(actual.is_some(), expected.is_some());
        let is_near = actual.zip(expected).is_none_or(|(a, e)| (a - e).abs() <= 1e-9 * e.abs().max(1.0));
        prop_assert!(is_near, "{actual:?} {expected:?}");
    }

    #[test]
    fn consecutive_changes_of_a_counter_add_up(start in 0..u64::MAX / 2, first in 0..1000_u64, second in 0..1000_u64) {
        let [a, b, c] = [start, start + first, start + first + second].map(counter);
        let both = change(&a, &b).followed_by(&change(&b, &c));
        prop_assert_eq!(both, Change::between(Some(&a), &c, 4 * SECOND));
    }

    #[test]
    fn consecutive_changes_of_classic_buckets_add_up((bounds, counts) in buckets(), more in 0_u64..9) {
        let later: Vec<_> = counts.iter().map(|count| count + more).collect();
        let last: Vec<_> = later.iter().rev().zip(&later).map(|(other, count)| count + other).collect();
        let [a, b, c] = [(&counts, 5_u64), (&later, 8), (&last, 13)].map(|(counts, sum)| histogram(&bounds, counts, sum));
        let both = change(&a, &b).followed_by(&change(&b, &c));
        prop_assert_eq!(both, Change::between(Some(&a), &c, 4 * SECOND));
    }

    #[test]
    fn consecutive_changes_of_native_buckets_add_up((values, merges) in natives()) {
        let mut schema = 3;
        let readings: Vec<_> = (0..3).map(|reading| {
            schema -= merges[reading];
            native_histogram(counted(values[..=reading].iter().flatten(), schema), 0.0)
        }).collect();
        let both = change(&readings[0], &readings[1]).followed_by(&change(&readings[1], &readings[2]));
        prop_assert!(!both.was_reset());
        let whole = Change::between(Some(&readings[0]), &readings[2], 4 * SECOND);
        prop_assert_eq!(both.get(Datapoint::Count), Some((values[1].len() + values[2].len()) as f64));
        prop_assert_eq!(both.get(quantile(0.5)), whole.get(quantile(0.5)));
        prop_assert_eq!(both.heat(), whole.heat());
    }

    #[test]
    fn a_native_quantile_is_near_the_observation(values in prop::collection::vec(0.001_f64..1000.0, 1..50), q in 0.0_f64..=1.0) {
        let change = Change::since_zero(&native_histogram(counted(values.iter(), 5), 0.0), SECOND);
        let q = Quantile::new(q).expect("it is from 0 to 1");
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank is not negative")]
        let rank = ((q.as_f64() * values.len() as f64).ceil() as usize).clamp(1, values.len());
        let (actual, expected) = (change.get(Datapoint::Quantile(q)).expect("there are observations"), sorted[rank - 1]);
        prop_assert!((actual / expected - 1.0).abs() < 0.012, "{actual} {expected}");
    }

    #[test]
    fn other_bounds_keep_every_observation((bounds, counts) in buckets(), (others, _) in buckets()) {
        let heat = observed(&bounds, &counts).heat().expect("it has buckets");
        let by_bounds = heat.by_bounds(&others);
        prop_assert_eq!(by_bounds.len(), others.len() + 1);
        prop_assert_eq!(by_bounds.iter().sum::<u64>(), counts.iter().sum::<u64>());
    }
}
