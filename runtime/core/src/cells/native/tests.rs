//! The table of bounds, the index of a value, merging of buckets, and the agreement of native and classic buckets.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use super::bounds::MANTISSAS;
use super::index::{coarser, index, upper_bound};
use super::{add_equal, Native, NativeBuckets, SCHEMAS};
use crate::cells::declared::Declared;
use crate::cells::series::SeriesRef;
use crate::declared::descriptor::{Descriptor, Storage};
use crate::declared::kind::{Kind, ValueType};
use crate::declared::location::location;
use crate::handles::histogram::Histogram;
use crate::handles::metric_ref::Static;

/// The bounds of a schema in one octave. Prometheus computes them from those of the schema before it: every second one
/// is the same, and each of the others is the one before it times the distance between two bounds, rounded.
fn bounds(schema: i32) -> Vec<f64> {
    let Some(coarser) = (schema > 0).then(|| bounds(schema - 1)) else { return vec![1.0] };
    let distance = match schema {
        1 => 2_f64.sqrt().next_down(), // its `exp2` rounds the square root of two down
        _ => (-f64::from(schema)).exp2().exp2(),
    };
    coarser.into_iter().flat_map(|bound| [bound, bound * distance]).collect()
}

#[test]
fn each_bound_equals_the_bound_of_prometheus() {
    let derived: Vec<_> = bounds(8).into_iter().map(|bound| bound.to_bits() & ((1 << 52) - 1)).collect();
    assert_eq!(derived, MANTISSAS[..256]);
    assert_eq!(MANTISSAS[256], u64::MAX);
}

/// Some entries of Prometheus' own table, which is of the half-open interval from 0.5 to 1.
#[test]
fn bounds_match_the_table_of_prometheus() {
    let of_schema_3 = [
        0.5,
        0.5452538663326288,
        0.5946035575013605,
        0.6484197773255048,
        0.7071067811865475,
        0.7711054127039704,
        0.8408964152537144,
        0.9170040432046711,
    ];
    for (i, bound) in (-8..).zip(of_schema_3) {
        assert_eq!(upper_bound(i, 3), bound);
        assert_eq!(upper_bound(i << 5, 8), bound);
        assert_eq!(upper_bound(i + 8, 3), 2.0 * bound);
    }
    let of_schema_8 = [
        (1, 0.5013556375251013),
        (6, 0.5081891574554764),
        (127, 0.7051948041086352),
        (128, 0.7071067811865475),
        (129, 0.7090239421602076),
        (254, 0.9945994234836328),
        (255, 0.9972960560854698),
    ];
    for (i, bound) in of_schema_8 {
        assert_eq!(upper_bound(i - 256, 8), bound);
        assert_eq!(index(bound, 8), i - 256);
        assert_eq!(index(bound.next_up(), 8), i - 255);
    }
    for (i, bound) in
        [(-1, 0.25), (0, 1.0), (1, 4.0), (511, 2_f64.powi(1022)), (512, f64::MAX), (513, f64::INFINITY)]
    {
        assert_eq!(upper_bound(i, -1), bound);
    }
}

/// Returns the least index whose bound is at least a value, by trying octaves and bounds.
fn slow_index(value: f64, schema: i32) -> i32 {
    let (octave, power) =
        powers_of_two().take_while(|(_, power)| *power <= value).last().expect("it is above zero");
    let bound = (0..256).find(|&i| value / power <= upper_bound(i, 8)).unwrap_or(256);
    let finest = octave * 256 + bound + i32::from(value == f64::INFINITY);
    (schema..8).fold(finest, |index, _| (index + 1).div_euclid(2))
}

/// All powers of two with their exponents.
fn powers_of_two() -> impl Iterator<Item = (i32, f64)> {
    (-1074..1024).zip(std::iter::successors(Some(5e-324), |power| Some(power * 2.0)))
}

/// Returns pseudo-random bits, which are equal in every run.
fn random() -> impl Iterator<Item = u64> {
    std::iter::successors(Some(0x9e37_79b9_7f4a_7c15_u64), |state| {
        let mut state = *state;
        state ^= state << 13;
        state ^= state >> 7;
        Some(state ^ (state << 17))
    })
}

#[test]
fn the_index_of_a_double_is_the_first_whose_bound_is_at_least_the_double() {
    let any = random().map(|bits| f64::from_bits(bits & (u64::MAX >> 1))).filter(|value| *value > 0.0);
    for value in any.take(500).chain([5e-324, 1e-310, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY]) {
        for schema in SCHEMAS.0..=SCHEMAS.1 {
            assert_eq!(index(value, schema), slow_index(value, schema), "{value:?} by schema {schema}");
        }
    }
}

#[test]
fn a_bound_is_in_its_bucket_and_the_next_double_in_the_next_bucket() {
    for schema in SCHEMAS.0..=SCHEMAS.1 {
        for value in [f64::MIN_POSITIVE, 1e-9, 0.25, 0.5, 1.0, 2.0, 1e15, 1e300] {
            let first = index(value, schema);
            for i in first..first + (1 << schema.max(0)) {
                let bound = upper_bound(i, schema);
                assert_eq!(index(bound, schema), i, "{bound:?} by schema {schema}");
                assert_eq!(index(bound.next_up(), schema), i + 1, "after {bound:?} by schema {schema}");
            }
        }
    }
}

#[test]
fn powers_of_two_are_bounds_and_infinity_is_after_the_largest_double() {
    for (exponent, power) in powers_of_two() {
        assert_eq!(index(power, 3), exponent * 8);
        assert_eq!(index(power, -2), (exponent + 3).div_euclid(4));
    }
    for schema in SCHEMAS.0..=SCHEMAS.1 {
        assert_eq!(index(f64::INFINITY, schema), index(f64::MAX, schema) + 1);
    }
    assert_eq!(index(f64::INFINITY, 0), 1025);
    assert_eq!(upper_bound(-1022 * 8, 3), f64::MIN_POSITIVE);
    assert_eq!(upper_bound(-1074, 0), 5e-324);
    for schema in SCHEMAS.0..=SCHEMAS.1 {
        let last = index(f64::MAX, schema);
        assert_eq!([last, last + 1].map(|i| upper_bound(i, schema)), [f64::MAX, f64::INFINITY]);
    }
}

fn buckets(indices: impl IntoIterator<Item = i32>) -> NativeBuckets {
    let buckets = indices.into_iter().map(|index| (index, 1)).collect();
    NativeBuckets { buckets, ..NativeBuckets::empty(&Native::new(0)) }
}

#[track_caller]
fn check_fit(of: &Native, indices: impl IntoIterator<Item = i32>, expected: (i32, f64, u64, &[(i32, u64)])) {
    let mut fitted = buckets(indices);
    fitted.fit(of);
    let NativeBuckets { schema, zero_threshold, zero_count, buckets } = fitted;
    assert_eq!((schema, zero_threshold, zero_count, &buckets[..]), expected);
}

#[test]
fn pairs_of_buckets_are_merged_down_to_the_limit() {
    let threshold = Native::new(0).zero_threshold;
    let of = Native::new(0).with_max_buckets(3);
    check_fit(&of, [-1, 0, 5], (0, threshold, 0, &[(-1, 1), (0, 1), (5, 1)]));
    check_fit(&of, [-1, 0, 1, 2, 5], (-1, threshold, 0, &[(0, 2), (1, 2), (3, 1)]));
    check_fit(&of, [-9, -5, -1, 0, 1, 2, 5], (-3, threshold, 0, &[(-1, 1), (0, 3), (1, 3)]));
    check_fit(&of.with_max_buckets(1), [-900, 0, 900], (-4, threshold, 0, &[(-56, 1), (0, 1), (57, 1)]));
}

#[test]
fn the_zero_bucket_is_widened_first_and_only_as_far_as_needed() {
    let of = Native::new(0).with_max_buckets(2).with_max_zero_threshold(1.0);
    check_fit(&of, [-3, 4], (0, of.zero_threshold, 0, &[(-3, 1), (4, 1)]));
    check_fit(&of, [-3, -2, 0, 4], (0, 0.25, 2, &[(0, 1), (4, 1)]));
    check_fit(&of, [-3, 4, 5, 9], (-3, 1.0, 1, &[(1, 2), (2, 1)]));
    check_fit(&of.with_max_zero_threshold(0.9), [-3, 0, 4], (0, 0.125, 1, &[(0, 1), (4, 1)]));
    check_fit(&of.with_max_zero_threshold(0.9), [0, 1, 2], (-1, 0.5, 0, &[(0, 1), (1, 2)]));
}

#[test]
fn a_zero_bucket_that_ends_within_a_merged_bucket_takes_all_of_it() {
    let of = Native::new(2).with_max_buckets(2).with_max_zero_threshold(0.85);
    let check = |indices: &[i32], expected| {
        let mut fitted = NativeBuckets { schema: 2, ..buckets(indices.iter().copied()) };
        fitted.fit(&of);
        assert_eq!((fitted.schema, fitted.zero_threshold, fitted.zero_count, &fitted.buckets[..]), expected);
    };
    let (within, end) = (0.8408964152537144, 1.0); // `within` lies between the bounds 0.707 and 1 of schema 1
    check(&[-1, 0, 5], (2, within, 1, &[(0, 1), (5, 1)]));
    check(&[0, 3, 4], (1, within, 0, &[(0, 1), (2, 2)]));
    check(&[-2, 0, 3, 4], (1, within, 1, &[(0, 1), (2, 2)]));
    check(&[-1, 0, 3, 4], (1, end, 2, &[(2, 2)]));
    check(&[-1, 3, 5, 7], (0, end, 1, &[(1, 1), (2, 2)]));
    let threshold_of_its_own = of.with_zero_threshold(0.8);
    let mut fitted = NativeBuckets { schema: 2, ..buckets([0, 3, 4]) };
    fitted.zero_threshold = threshold_of_its_own.zero_threshold;
    fitted.fit(&threshold_of_its_own.with_max_zero_threshold(0.83));
    assert_eq!((fitted.schema, fitted.zero_threshold), (1, 0.8));
}

/// Returns whether Prometheus reads a reset: a merged bucket or the zero bucket has fewer observations than before, or
/// the zero bucket ends within a bucket that had observations.
fn is_read_as_reset(before: &NativeBuckets, after: &NativeBuckets) -> bool {
    let (schema, threshold) = (after.schema, after.zero_threshold);
    if schema > before.schema || threshold < before.zero_threshold {
        return true;
    }
    let widened = || before.buckets.iter().filter(|_| threshold > before.zero_threshold);
    let bound = |index: i32| upper_bound(index, before.schema);
    let is_cut = widened().any(|(index, _)| bound(index - 1) < threshold && threshold < bound(*index));
    let moved = widened().filter(|(index, _)| bound(*index) <= threshold).map(|(_, count)| count);
    let merged = |of: &NativeBuckets| {
        let mut counts = BTreeMap::new();
        for (index, count) in &of.buckets {
            *counts.entry(coarser(*index, of.schema - schema)).or_insert(0) += count;
        }
        counts.retain(|index, _| upper_bound(*index, schema) > threshold);
        counts
    };
    let now = merged(after);
    let is_less = |(index, count): (&i32, &u64)| now.get(index).is_none_or(|now| now < count);
    is_cut || after.zero_count < before.zero_count + moved.sum::<u64>() || merged(before).iter().any(is_less)
}

#[test]
fn merging_buckets_is_never_read_as_a_reset() {
    let mut bits = random();
    let mut below = |n: u64| i32::try_from(bits.next().expect("it has no end") % n).expect("it is small");
    for max_buckets in (2..6).cycle().take(3000) {
        let schema = below(6) - 1;
        let of = Native::new(schema)
            .with_max_buckets(max_buckets)
            .with_max_zero_threshold(upper_bound(below(40) - 30, 3) * 1.01);
        let mut all = NativeBuckets { schema, ..buckets([]) };
        let mut seen: Vec<NativeBuckets> = Vec::new();
        for _ in 0..8 {
            (0..=below(4)).for_each(|_| all.buckets.push((below(60) - 30, 1)));
            all.buckets.sort_unstable();
            add_equal(&mut all.buckets);
            let mut now = all.clone();
            now.fit(&of);
            for before in &seen {
                assert!(!is_read_as_reset(before, &now), "{now:?} after {before:?} of {of:?}");
            }
            seen.push(now);
        }
    }
}

#[test]
fn schemas_never_rise_and_zero_buckets_never_shrink() {
    let of = Native::new(8).with_max_buckets(7).with_max_zero_threshold(1.0);
    for start in 0..50 {
        let (mut indices, mut last) = (Vec::new(), (8, of.zero_threshold));
        for bits in random().skip(start * 100).take(80) {
            indices.push(i32::try_from(bits % 5000).expect("it is small") - 2500);
            indices.sort_unstable();
            indices.dedup();
            let mut now = NativeBuckets { schema: 8, ..buckets(indices.iter().copied()) };
            now.fit(&of);
            assert_eq!((now.count(), now.buckets.len() <= 7), (indices.len() as u64, true));
            assert!(now.schema <= last.0 && now.zero_threshold >= last.1, "{now:?} after {last:?}");
            last = (now.schema, now.zero_threshold);
        }
    }
}

/// Creates a histogram in shared cells, so that many of them do not take slots from other tests.
fn histogram<T>(bounds: &'static [f64], value_type: ValueType, native: Option<Native>) -> Histogram<T> {
    let mut of = Descriptor::new(Kind::Histogram, "random", "Random.", location!());
    (of.value_type, of.buckets, of.native, of.storage) = (value_type, bounds, native, Storage::Shared);
    Histogram::from_parts(Static::of(Box::leak(Box::new(Declared::new(of)))), SeriesRef::ONLY)
}

/// Compares native and classic buckets of random bounds with the expected counts.
fn check_beside<T>(value_type: ValueType, bounds: Vec<f64>, observe: impl Fn(Histogram<T>), values: &[f64]) {
    let (bounds, of) = (&*bounds.leak(), Native::new(3).with_max_buckets(usize::MAX));
    let (native, plain) = (histogram(bounds, value_type, Some(of)), histogram(bounds, value_type, None));
    observe(native);
    observe(plain);
    let (native, plain) = (native.get(), plain.get());
    assert_eq!((&native.counts, native.sum), (&plain.counts, plain.sum), "{bounds:?}");
    let mut expected = BTreeMap::new();
    let above_zero = values.iter().filter(|value| **value > of.zero_threshold);
    above_zero.for_each(|value| *expected.entry(index(*value, of.schema)).or_default() += 1);
    let native = native.native.expect("it is declared");
    assert_eq!(native.buckets, expected.into_iter().collect::<Vec<_>>(), "{bounds:?}");
    assert_eq!(native.count(), values.len() as u64);
}

/// Returns bounds of each kind: arbitrary ones, powers of two, bounds of native buckets, and their neighbors.
fn random_bounds(bits: impl Iterator<Item = u64>, exponents: Range<i32>) -> Vec<f64> {
    let width = u64::from(exponents.start.abs_diff(exponents.end));
    let bound = |bits: u64| {
        let exponent = exponents.start + i32::try_from(bits / 16 % width).expect("it is small");
        let power = upper_bound(exponent, 0);
        match bits % 4 {
            0 => power,
            1 => upper_bound(8 * exponent + 3, 3),
            2 => upper_bound(8 * exponent + 3, 3).next_up(),
            _ => power * (1.0 + f64::from_bits(bits >> 12 | 1023 << 52) / 2.0),
        }
    };
    let mut bounds: Vec<_> = bits.take(12).map(bound).collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    bounds
}

#[test]
fn native_buckets_do_not_change_classic_buckets_of_doubles() {
    for n in 0..200 {
        let bounds = random_bounds(random().skip(n * 20), -140..140);
        let around =
            bounds.iter().flat_map(|&bound| [bound.next_down(), bound, bound.next_up(), bound * 1.01]);
        let values: Vec<_> = around.chain([0.0, 5e-324, f64::MAX, f64::INFINITY]).collect();
        let observe = |to: Histogram| values.iter().for_each(|value| to.observe(*value));
        check_beside(ValueType::Float, bounds, observe, &values);
    }
}

#[test]
fn native_buckets_do_not_change_classic_buckets_of_integers() {
    for n in 0..200 {
        let bounds = random_bounds(random().skip(n * 20), -1..66);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they saturate")]
        let around = |bound: &f64| [-1, 0, 1, 1000].map(|more| (*bound as u64).saturating_add_signed(more));
        let values: Vec<_> = bounds.iter().flat_map(around).chain([0, 1, u64::MAX]).collect();
        let observe = |to: Histogram<u64>| values.iter().for_each(|value| to.observe(*value));
        #[expect(clippy::cast_precision_loss, reason = "it is the nearest double that is exported")]
        let doubles: Vec<_> = values.iter().map(|value| *value as f64).collect();
        check_beside(ValueType::Integer, bounds, observe, &doubles);
    }
}

#[test]
fn native_buckets_do_not_change_classic_buckets_of_durations() {
    for n in 0..200 {
        let bounds = random_bounds(random().skip(n * 20), -30..24);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they are in range")]
        let around =
            |bound: &f64| [-1, 0, 1, 1000].map(|more| ((bound * 1e9) as u64).saturating_add_signed(more));
        let values: Vec<_> = bounds.iter().flat_map(around).chain([0, 1]).collect();
        let observe = |to: Histogram<Duration>| {
            values.iter().for_each(|value| to.observe(Duration::from_nanos(*value)));
        };
        #[expect(clippy::cast_precision_loss, reason = "they are exact")]
        let seconds: Vec<_> = values.iter().map(|value| *value as f64 / 1e9).collect();
        check_beside(ValueType::Duration, bounds, observe, &seconds);
    }
}
