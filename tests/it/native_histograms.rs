//! Native histograms: their buckets, their bound, and their agreement with the classic buckets.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use gapless::descriptor::NativeBuckets;
use gapless::encode::Format;
use gapless::snapshot::{HistogramValue, Value};
use gapless::{Histogram, LabelValue, Registry, defmetrics};

use crate::linted::linted;
use crate::{lines, refused};

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Read,
    Write,
}

defmetrics! {
    #![namespace = "native"]

    /// Of powers of two.
    #[native]
    #[buckets(1)]
    histogram power: f64;

    /// With a factor.
    #[native(factor = 2, zero_threshold = 0.5)]
    #[buckets(1)]
    histogram coarse: f64;

    /// With few buckets.
    #[native(factor = 1.01, max_buckets = 4)]
    #[buckets(1, 10)]
    histogram few: f64;

    /// With few buckets and a zero bucket that may be wide.
    #[native(max_buckets = 2, max_zero_threshold = 0.01)]
    #[buckets(0.003)]
    histogram narrow_duration_seconds;

    /// Durations.
    #[native]
    #[buckets(0.003, 0.25, 0.7)]
    histogram wait_duration_seconds(kind: Kind);

    /// Sizes.
    #[native]
    #[buckets(exponential(3, 10, 3))]
    histogram message_bytes;

    /// Read while it is recorded.
    #[native]
    #[buckets(0.001, 0.0011, 3)]
    histogram contended_duration_seconds;

    /// In texts.
    #[native]
    #[buckets(0.5)]
    histogram written: f64;

    /// Not there before its first observation.
    #[native]
    #[buckets(1)]
    #[seed(none)]
    histogram rare: f64;

    /// Of more octaves than a thread has cells of its own for.
    #[native(factor = 2, zero_threshold = 0)]
    #[buckets(1e-300, 1, 1e300)]
    histogram wide: f64;

    /// With many octaves of finer buckets.
    #[native(factor = 1.001, max_buckets = 100000)]
    #[buckets(1)]
    histogram fine: f64;

    /// Removed from.
    #[native]
    #[max_series(5)]
    #[buckets(1, 10)]
    histogram removed(game: &str): f64;

    /// Switched off.
    #[native]
    #[buckets(1)]
    histogram switched: f64;
}

fn native(of: HistogramValue) -> NativeBuckets {
    let count = of.count();
    let native = of.native.expect("it is declared with native buckets");
    assert_eq!(native.count(), count, "{native:?}");
    native
}

fn observe(to: Histogram, values: &[f64]) {
    values.iter().for_each(|value| to.observe(*value));
}

fn exported(name: &str, labels: &[(&str, &str)]) -> Option<HistogramValue> {
    match Registry::global().gather().value(name, labels)? {
        Value::Histogram(value) => Some(value.clone()),
        other => panic!("{other:?} is not a histogram"),
    }
}

#[test]
fn a_value_equal_to_an_upper_bound_is_in_that_bucket() {
    assert_eq!(native(power().get()).buckets, []);
    let bound = 2_f64.powf(0.125);
    for value in [
        1.0,
        1.0_f64.next_up(),
        bound,
        bound.next_up(),
        2.0,
        0.5,
        f64::MAX,
        f64::INFINITY,
        0.0,
        2_f64.powi(-128),
    ] {
        power().observe(value);
    }
    let NativeBuckets { schema, zero_threshold, zero_count, buckets, .. } = native(power().get());
    assert_eq!((schema, zero_threshold, zero_count), (3, 2_f64.powi(-128), 2));
    assert_eq!(buckets, [(-8, 1), (0, 1), (1, 2), (2, 1), (8, 1), (8192, 1), (8193, 1)]);
    assert_eq!(power().get().counts, [4, 6]);
    power().observe(f64::NAN);
    assert_eq!((native(power().get()).count(), refused("native_power")), (10, 1.0));
}

#[test]
fn a_factor_and_a_zero_threshold_are_as_declared() {
    observe(coarse(), &[0.5, 0.5_f64.next_up(), 1.0, 1.5, 2.0, 3.0]);
    let NativeBuckets { schema, zero_threshold, zero_count, buckets, .. } = native(coarse().get());
    assert_eq!((schema, zero_threshold, zero_count), (0, 0.5, 1));
    assert_eq!(buckets, [(0, 2), (1, 2), (2, 1)]);
}

#[test]
fn more_buckets_than_there_may_be_become_coarser_and_never_finer_again() {
    let mut last = 8;
    for n in 1..=64 {
        few().observe(1.0 + f64::from(n * n) / 256.0);
        let NativeBuckets { schema, buckets, .. } = native(few().get());
        assert!(buckets.len() <= 4 && schema <= last, "{schema} {buckets:?}");
        last = schema;
    }
    assert_eq!(last, -1);
    assert_eq!(native(exported("native_few", &[]).expect("it is seeded")), native(few().get()));
}

#[test]
fn the_zero_bucket_is_widened_before_all_become_coarser() {
    let observe =
        |ms: &[u64]| ms.iter().for_each(|ms| narrow_duration_seconds().observe(Duration::from_millis(*ms)));
    observe(&[1, 4, 300]);
    let NativeBuckets { schema, zero_threshold, zero_count, buckets, .. } =
        native(narrow_duration_seconds().get());
    assert_eq!((schema, zero_count, buckets.len()), (3, 1, 2));
    assert!((0.001..0.0011).contains(&zero_threshold), "{zero_threshold}");
    observe(&[400, 900]);
    let NativeBuckets { schema, zero_threshold, zero_count, buckets, .. } =
        native(narrow_duration_seconds().get());
    assert!(schema < 3 && zero_threshold > 0.009 && zero_threshold <= 0.01, "{schema} {zero_threshold}");
    assert_eq!((zero_count, buckets.len()), (2, 2));
    assert_eq!(narrow_duration_seconds().get().counts, [1, 4]);
}

#[test]
fn every_way_to_observe_counts_in_both_kinds_of_buckets() {
    let reads = wait_duration_seconds(Kind::Read);
    reads.observe(0.25);
    reads.observe_n(Duration::from_millis(251), 3);
    reads.observe(Duration::ZERO);
    assert_eq!(reads.get().counts, [1, 1, 3, 0]);
    assert_eq!((native(reads.get()).zero_count, native(reads.get()).buckets), (1, vec![(-16, 1), (-15, 3)]));
    drop(reads.start_timer());
    reads.time(|| ());
    assert_eq!(native(reads.get()).count(), 7);
    assert_eq!(native(wait_duration_seconds(Kind::Write).get()).count(), 0);

    [0_u64, 1, 2, 3, 4, u64::MAX].iter().for_each(|size| message_bytes().observe(*size));
    assert_eq!(message_bytes().get().counts, [4, 1, 0, 1]);
    let NativeBuckets { zero_count, buckets, .. } = native(message_bytes().get());
    assert_eq!((zero_count, buckets), (1, vec![(0, 1), (8, 1), (13, 1), (16, 1), (512, 1)]));
}

#[test]
fn nothing_is_lost_over_all_octaves() {
    let powers = |exponents: std::ops::Range<i32>| exponents.map(|exponent| 2_f64.powi(exponent));
    let record = || {
        powers(-1022..1024).chain([0.0, 5e-324]).for_each(|value| wide().observe(value));
        powers(-127..1024).for_each(|value| fine().observe_n(value, 2));
    };
    thread::scope(|scope| {
        (0..3).for_each(|_| drop(scope.spawn(record)));
    });
    let NativeBuckets { schema, zero_count, buckets, .. } = native(wide().get());
    assert_eq!((zero_count, buckets.iter().map(|(_, count)| count).sum::<u64>()), (3, 2047 * 3));
    assert_eq!((schema, buckets.len() <= 160), (-4, true));
    let fine = native(fine().get());
    assert_eq!((fine.schema, fine.buckets), (8, (-127..1024).map(|exponent| (exponent * 256, 6)).collect()));
}

#[test]
fn a_reading_while_threads_record_has_the_same_in_both_kinds_of_buckets() {
    let is_over = AtomicBool::new(false);
    let (n_threads, n_each) = (3, 20_000_u64);
    thread::scope(|scope| {
        let record = || {
            (0..n_each).for_each(|n| contended_duration_seconds().observe(Duration::from_nanos(n * 90_001)));
        };
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(record)).collect();
        scope.spawn(|| {
            let mut last = 0;
            while !is_over.load(Ordering::Relaxed) {
                let value = exported("native_contended_duration_seconds", &[]).expect("it is seeded");
                let count = native(value).count();
                assert!(count >= last);
                last = count;
            }
        });
        threads.into_iter().for_each(|thread| thread.join().expect("it does not panic"));
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!(native(contended_duration_seconds().get()).count(), n_threads * n_each);
}

#[test]
fn the_text_formats_have_only_the_classic_buckets() {
    observe(written(), &[0.0, 0.5, 0.6]);
    let texts = ["_bucket{le=\"0.5\"} 2", "_bucket{le=\"+Inf\"} 3", "_sum 1.1", "_count 3"];
    let own: Vec<_> = lines("native_written").into_iter().filter(|line| line.starts_with("native")).collect();
    assert_eq!(own, texts.map(|text| format!("native_written{text}")));
    let scrape = String::from_utf8(linted(Format::Text.scrape().into_bytes(), Format::Text.content_type()))
        .expect("it is text");
    assert!(own.iter().all(|line| scrape.lines().any(|other| other == line)));
}

#[test]
fn a_native_histogram_that_is_not_seeded_appears_with_its_first_observation() {
    assert_eq!(exported("native_rare", &[]), None);
    rare().observe(3.0);
    assert_eq!(native(exported("native_rare", &[]).expect("it was observed")).buckets, [(13, 1)]);
}

#[test]
fn a_reused_row_has_no_buckets_of_a_removed_value() {
    let all = |game: &str| {
        let value = exported("native_removed", &[("game", game)])?;
        Some((value.counts.clone(), native(value).buckets))
    };
    observe(removed("a"), &[1.0, 5.0, 5.0, 100.0]);
    assert_eq!(all("a"), Some((vec![1, 2, 1], vec![(0, 1), (19, 2), (54, 1)])));
    assert!(removed("a").remove());
    for game in ["b", "a", "c", "b", "c"] {
        observe(removed(game), &[5.0, 0.0]);
        assert_eq!(all(game), Some((vec![1, 1, 0], vec![(19, 1)])), "{game}");
        assert_eq!(native(removed(game).get()).zero_count, 1);
        assert!(removed(game).remove());
    }
    let kept = removed("c");
    kept.observe(2.0);
    assert!(kept.remove());
    assert_eq!((all("c"), native(kept.get()).count()), (None, 0));
    kept.observe(1e9);
    assert_eq!(all("c").map(|(counts, _)| counts), Some(vec![0, 0, 1]));
}

#[test]
fn a_disabled_histogram_counts_in_no_bucket() {
    switched().observe(1.0);
    let switch = Registry::global().switch("native_switched").expect("it is declared above");
    switch.disable();
    switched().observe(2.0);
    switch.enable();
    switched().observe(4.0);
    assert_eq!(native(switched().get()).buckets, [(0, 1), (16, 1)]);
}

mod elsewhere {
    gapless::defmetrics! {
        #![namespace = "native"]

        /// Declared twice.
        #[native]
        #[buckets(1, 2)]
        pub(super) histogram twice(side = "one", of: bool): f64;
    }
}

mod here {
    gapless::defmetrics! {
        #![namespace = "native"]

        /// Declared twice.
        #[native]
        #[buckets(1, 2)]
        pub(super) histogram twice(side = "one", of: bool): f64;
    }
}

#[test]
fn several_declarations_of_one_family_add_up() {
    elsewhere::twice(true).observe(1.0);
    here::twice(true).observe(1.0);
    here::twice(true).observe(0.1);
    let value = exported("native_twice", &[("side", "one"), ("of", "true")]).expect("it is seeded");
    assert_eq!((value.counts.clone(), native(value).buckets), (vec![3, 0, 0], vec![(-26, 1), (0, 2)]));
}

defmetrics! {
    #![namespace = "native_beside"]

    /// Of doubles.
    #[native(factor = 1.3, zero_threshold = 0.002)]
    #[buckets(0.001, 0.0015, 0.1, 0.5, 0.6, 0.61, 0.62, 1, 4, 1e300)]
    histogram ratio: f64;

    /// Of doubles.
    #[buckets(0.001, 0.0015, 0.1, 0.5, 0.6, 0.61, 0.62, 1, 4, 1e300)]
    histogram plain_ratio: f64;

    /// With native buckets in shared cells.
    #[native(factor = 1.3, zero_threshold = 0.002)]
    #[storage(shared)]
    #[buckets(0.001, 0.0015, 0.1, 0.5, 0.6, 0.61, 0.62, 1, 4, 1e300)]
    histogram common_ratio: f64;
}

#[test]
fn classic_buckets_are_those_of_a_histogram_without_native_ones() {
    let record = |to: Histogram| {
        let classic = to.get().bounds;
        let bounds = classic.iter().copied().chain((-20..20).map(|exponent| 2_f64.powi(exponent)));
        for bound in bounds {
            observe(to, &[bound.next_down(), bound, bound.next_up()]);
            to.observe_n(bound * 1.3, 3);
        }
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            for to in [ratio(), plain_ratio(), common_ratio()] {
                scope.spawn(move || record(to));
            }
        }
    });
    assert_eq!(ratio().get().counts, plain_ratio().get().counts);
    assert_eq!(common_ratio().get(), HistogramValue { sum: common_ratio().get().sum, ..ratio().get() });
    assert_eq!(native(ratio().get()).count(), plain_ratio().get().count());
}
