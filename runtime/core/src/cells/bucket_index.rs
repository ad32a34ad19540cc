//! Finds the bucket of a value, without a branch on the value.
//!
//! Values and bounds are compared as integers: the bits of non-negative doubles have the order of the doubles. The
//! highest bits of a value give its octave, and a table has the number of bounds below each octave. The bounds within
//! the octave are compared one by one, in `steps`. There is one step if each bound is at least twice the previous one.

use crate::declared::kind::ValueType;

/// The maximum number of steps; a binary search is faster than more.
const MAX_STEPS: usize = 4;

/// The number of octaves; integers have 65.
const OCTAVES: usize = 128;

/// The exponents of doubles from 2^-64 to 2^63. Smaller and larger doubles are in the first and the last octave.
const EXPONENTS: (usize, usize) = (1023 - 64, 1023 + 63);

/// A search index over the bounds of a histogram.
#[derive(Debug)]
pub(crate) struct BucketIndex {
    /// For each octave, the number of bounds in the octaves below it.
    below: [u16; OCTAVES],
    /// The maximum number of bounds in one octave.
    steps: usize,
    /// The bounds, followed by `steps` times the largest integer.
    bounds: Box<[u64]>,
    n_bounds: usize,
}

impl BucketIndex {
    pub(crate) fn new(bounds: &[f64], value_type: ValueType) -> Self {
        let mut bounds: Vec<u64> = bounds.iter().map(|&bound| key_of_bound(bound, value_type)).collect();
        let octaves: Vec<usize> = bounds.iter().map(|&bound| octave(bound, value_type)).collect();
        let below = |octave: usize| octaves.partition_point(|&of_bound| of_bound < octave);
        let steps = (0..OCTAVES).map(|octave| below(octave + 1) - below(octave)).max().unwrap_or(0);
        let n_bounds = bounds.len();
        bounds.resize(n_bounds + steps.max(1), u64::MAX);
        BucketIndex {
            below: std::array::from_fn(|octave| u16::try_from(below(octave)).unwrap_or(u16::MAX)),
            steps: if n_bounds > usize::from(u16::MAX) { usize::MAX } else { steps },
            bounds: bounds.into(),
            n_bounds,
        }
    }

    /// Returns the bounds as the integers that values are compared with.
    pub(crate) fn keys(&self) -> &[u64] {
        &self.bounds[..self.n_bounds]
    }

    /// Returns the bucket of an integer.
    #[inline]
    pub(crate) fn of_integer(&self, value: u64) -> usize {
        self.find(value, octave_of_integer(value))
    }

    /// Returns the bucket of a double that is not negative.
    #[inline]
    pub(crate) fn of_double(&self, value: f64) -> usize {
        let key = key_of_double(value);
        self.find(key, octave_of_double(key))
    }

    /// Returns the number of bounds that are less than a value.
    #[inline]
    fn find(&self, key: u64, octave: usize) -> usize {
        let bucket = usize::from(self.below[octave % OCTAVES]);
        match self.steps {
            0 | 1 => bucket + usize::from(self.bounds[bucket] < key),
            _ => self.step(key, bucket),
        }
    }

    #[inline(never)]
    fn step(&self, key: u64, mut bucket: usize) -> usize {
        if self.steps > MAX_STEPS {
            return self.bounds[..self.n_bounds].partition_point(|&bound| bound < key);
        }
        for _ in 0..self.steps {
            bucket += usize::from(self.bounds[bucket] < key);
        }
        bucket
    }
}

/// Returns the key of a bound: a value is at most the bound exactly if its key is at most this key.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounds are not negative, `as` saturates"
)]
fn key_of_bound(bound: f64, value_type: ValueType) -> u64 {
    match value_type {
        ValueType::Float => key_of_double(bound),
        ValueType::Integer => bound.floor() as u64,
        ValueType::Duration => (bound * 1e9).round() as u64,
    }
}

/// Returns the bits of a double that is not negative; -0 counts as 0.
fn key_of_double(value: f64) -> u64 {
    (value + 0.0).to_bits()
}

fn octave(key: u64, value_type: ValueType) -> usize {
    match value_type {
        ValueType::Float => octave_of_double(key),
        ValueType::Integer | ValueType::Duration => octave_of_integer(key),
    }
}

/// Returns the octave of an integer: the number of its bits.
fn octave_of_integer(value: u64) -> usize {
    (u64::BITS - value.leading_zeros()) as usize
}

/// Returns the octave of a double that is not negative, by its exponent.
fn octave_of_double(bits: u64) -> usize {
    ((bits >> 52) as usize).clamp(EXPONENTS.0, EXPONENTS.1) - EXPONENTS.0
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const DEFAULT: &[f64] =
        &[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

    /// Returns values around each bound, and far from all bounds.
    fn values(bounds: &[f64]) -> Vec<f64> {
        let around =
            bounds.iter().flat_map(|&bound| [bound.next_down(), bound, bound.next_up(), bound * 1.5]);
        around
            .chain([0.0, -0.0, f64::MIN_POSITIVE, 1e300, f64::INFINITY])
            .filter(|&value| value >= 0.0)
            .collect()
    }

    #[test]
    fn a_double_is_in_the_first_bucket_whose_bound_it_is_not_above() {
        let lists: &[&[f64]] = &[
            DEFAULT,
            &[],
            &[0.0],
            &[0.0, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 8.0],
            &[1.0, 2.0, 4.0, 1e-5 + 4.0],
            &[1e-300, 1e-200, 1e200],
        ];
        for &bounds in lists {
            let index = BucketIndex::new(bounds, ValueType::Float);
            for value in values(bounds) {
                let expected = bounds.partition_point(|&bound| bound < value);
                assert_eq!(index.of_double(value), expected, "{value:?} in {bounds:?}");
            }
        }
    }

    #[test]
    fn an_integer_is_in_the_first_bucket_whose_bound_it_is_not_above() {
        let index = BucketIndex::new(DEFAULT, ValueType::Duration);
        let nanoseconds =
            |bound: f64| u64::try_from(Duration::from_secs_f64(bound).as_nanos()).unwrap_or(u64::MAX);
        for bound in DEFAULT.iter().copied().map(nanoseconds) {
            for value in [bound - 1, bound, bound + 1] {
                let expected = DEFAULT.partition_point(|&bound| nanoseconds(bound) < value);
                assert_eq!(index.of_integer(value), expected, "{value}");
            }
        }
        let index = BucketIndex::new(&[0.0, 1.5, 1e30], ValueType::Integer);
        assert_eq!([0, 1, 2, u64::MAX].map(|value| index.of_integer(value)), [0, 1, 2, 2]);
    }
}
