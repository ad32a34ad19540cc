//! Histograms: buckets, sums, timers, and refused values.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use gapless::snapshot::Number;
use gapless::{LabelValue, defmetrics};

use crate::{exported, exported_or_absent, lines, refused};

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Read,
    Write,
}

defmetrics! {
    #![namespace = "histograms"]

    /// Durations.
    #[buckets(0.25, 0.5, 1)]
    histogram wait_duration_seconds(kind: Kind);

    /// Durations on bounds.
    #[buckets(exponential(0.001, 10, 4))]
    histogram bound_duration_seconds;

    /// Good and bad durations.
    #[buckets(1)]
    histogram odd_duration_seconds;

    /// Timed.
    #[buckets(3600)]
    histogram timed_duration_seconds;

    /// Timed by two timers at once.
    #[buckets(3600)]
    histogram overlapping_duration_seconds;

    /// Sizes.
    #[buckets(exponential(64, 4, 3))]
    histogram message_bytes;

    /// Words.
    #[buckets(linear(0, 5, 3))]
    histogram words: u64;

    /// Scores.
    #[buckets(0.5, 5)]
    histogram score;

    /// Not there before its first observation.
    #[buckets(1)]
    #[seed(none)]
    histogram rare_score;

    /// With the default buckets.
    histogram default_duration_seconds;

    /// Observed by many threads.
    #[buckets(1, 2)]
    histogram contended_duration_seconds;
}

#[test]
fn a_value_equal_to_a_bound_is_in_that_bucket() {
    for (milliseconds, bucket) in [(0, 0), (1, 0), (10, 1), (100, 2), (1_000, 3), (1_001, 4)] {
        let before = bound_duration_seconds().get().counts;
        bound_duration_seconds().observe(Duration::from_millis(milliseconds));
        let after = bound_duration_seconds().get().counts;
        let changed: Vec<_> = (0..after.len()).filter(|&i| after[i] != before[i]).collect();
        assert_eq!(changed, [bucket], "{milliseconds} ms");
    }
    score().observe(5.0);
    assert_eq!(score().get().counts, [0, 1, 0]);
}

#[test]
fn a_value_above_the_last_bound_counts_only_in_inf() {
    wait_duration_seconds(Kind::Write).observe(Duration::from_secs(3));
    assert_eq!(wait_duration_seconds(Kind::Write).get().counts, [0, 0, 0, 1]);
}

#[test]
fn durations_and_seconds_add_up_to_the_nanosecond() {
    let reads = wait_duration_seconds(Kind::Read);
    for _ in 0..10 {
        reads.observe(0.1);
    }
    reads.observe(Duration::from_nanos(1));
    assert_eq!(reads.get().sum, Number::Nanoseconds(1_000_000_001));
    assert!(lines("histograms_wait_duration_seconds_sum{kind=\"read\"}")[0].ends_with(" 1.000000001"));
}

#[test]
fn count_is_the_sum_of_the_buckets() {
    let value = {
        message_bytes().observe(64_u64);
        message_bytes().observe(65_usize);
        message_bytes().observe(1_000_000_u32);
        message_bytes().get()
    };
    assert_eq!((value.count(), value.counts, value.sum), (3, vec![1, 1, 0, 1], Number::U128(1_000_129)));
    assert_eq!(exported("histograms_message_bytes", &[]), 3.0);
}

#[test]
fn integers_have_a_bucket_for_zero() {
    words().observe(0_u64);
    words().observe(10_u64);
    assert_eq!(words().get().counts, [1, 0, 1, 0]);
}

#[test]
fn values_that_are_not_durations_are_refused_and_counted() {
    odd_duration_seconds().observe(f64::NAN);
    odd_duration_seconds().observe(-0.5);
    assert_eq!((odd_duration_seconds().get().count(), refused("histograms_odd_duration_seconds")), (0, 2.0));
    odd_duration_seconds().observe(Duration::MAX);
    odd_duration_seconds().observe(f64::INFINITY);
    let value = odd_duration_seconds().get();
    assert_eq!((value.counts, value.sum), (vec![0, 0], Number::Nanoseconds(0)));
    assert_eq!(refused("histograms_odd_duration_seconds"), 4.0);
}

defmetrics! {
    /// Help.
    #[buckets(1, 100)]
    histogram repeated_bytes;

    /// Help.
    #[buckets(1)]
    histogram repeated_seconds;
}

#[test]
fn observing_a_value_n_times_counts_n_observations() {
    repeated_bytes().observe_n(50_u64, 1_000_000);
    repeated_bytes().observe_n(1_u64 << 60, 1 << 10);
    repeated_bytes().observe_n(7_u64, 0);
    repeated_bytes().observe(u64::MAX);
    assert_eq!(repeated_bytes().get().counts, [0, 1_000_000, (1 << 10) + 1]);
    assert_eq!(repeated_bytes().get().sum, Number::U128(50_000_000 + (1 << 70) + u128::from(u64::MAX)));

    repeated_seconds().observe_n(Duration::from_millis(250), 3);
    repeated_seconds().observe_n(-1.0, 5);
    assert_eq!(repeated_seconds().get().counts, [3, 0]);
    assert_eq!(repeated_seconds().get().sum, Number::Nanoseconds(750_000_000));
    assert_eq!(refused("repeated_seconds"), 5.0);
}

#[test]
fn a_timer_observes_on_drop_stop_and_panic_but_not_when_discarded() {
    let observed = || timed_duration_seconds().get().count();
    drop(timed_duration_seconds().start_timer());
    assert_eq!(observed(), 1);
    let stopped = timed_duration_seconds().start_timer().stop().expect("it is on");
    assert_eq!(observed(), 2);
    assert!(timed_duration_seconds().get().sum.as_f64() >= stopped.as_secs_f64());
    timed_duration_seconds().start_timer().discard();
    assert_eq!(observed(), 2);
    assert_eq!(timed_duration_seconds().time(|| 7), 7);
    let panicked = catch_unwind(AssertUnwindSafe(|| timed_duration_seconds().time(|| panic!("on purpose"))));
    assert!(panicked.is_err());
    assert_eq!(observed(), 4);
}

#[test]
fn timers_of_one_histogram_that_overlap_have_their_own_starts() {
    let (start, apart) = (Instant::now(), Duration::from_millis(4));
    let first = overlapping_duration_seconds().start_timer();
    while start.elapsed() < 2 * apart {}
    let (start, second) = (Instant::now(), overlapping_duration_seconds().start_timer());
    let first = first.stop().expect("it is on");
    while start.elapsed() < apart {}
    let (second, longest) = (second.stop().expect("it is on"), start.elapsed() + apart);
    // The timers use another clock than the test.
    assert!(first > apart && second > apart / 2 && second < longest, "{first:?} {second:?}");
    assert_eq!(overlapping_duration_seconds().get().sum, Number::Nanoseconds((first + second).as_nanos()));
}

#[test]
fn a_histogram_that_is_not_seeded_appears_with_its_first_observation() {
    assert_eq!(exported_or_absent("histograms_rare_score", &[]), None);
    rare_score().observe(0.0);
    assert_eq!(exported("histograms_rare_score", &[]), 1.0);
}

#[test]
fn a_histogram_is_exported_at_zero_with_every_bucket() {
    let lines = lines("histograms_default_duration_seconds");
    assert_eq!(lines.iter().filter(|line| line.contains("_bucket{") && line.ends_with(" 0")).count(), 15);
    assert!(lines.contains(&"histograms_default_duration_seconds_bucket{le=\"0.0001\"} 0".to_owned()));
    assert!(lines.contains(&"histograms_default_duration_seconds_sum 0".to_owned()));
}

#[test]
fn no_observation_is_lost_between_threads() {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                (0..10_000).for_each(|_| contended_duration_seconds().observe(Duration::from_millis(1500)));
            });
        }
    });
    let value = contended_duration_seconds().get();
    assert_eq!((value.counts, value.sum), (vec![0, 80_000, 0], Number::Nanoseconds(120_000_000_000_000)));
}
