//! Positions: the buckets of a declaration by number, beginning with the zero bucket.

use super::index::index;
use super::Native;
use crate::declared::kind::ValueType;

/// Maps values to positions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Positions {
    schema: i32,
    zero_threshold: f64,
    /// The divisor that converts an integer to its exported value.
    divisor: f64,
    /// The index before the first bucket, whose position is 1.
    pub(super) before: i32,
}

impl Positions {
    pub(super) fn new(of: &Native, value_type: ValueType) -> Self {
        let Native { schema, zero_threshold, .. } = *of;
        let divisor = if value_type == ValueType::Duration { 1e9 } else { 1.0 };
        let least = match value_type {
            ValueType::Float => 0.0,
            _ => 1.0 / divisor,
        };
        let before = index(next_up(zero_threshold).max(least), schema) - 1;
        Positions { schema, zero_threshold, divisor, before }
    }

    /// Returns the position of an integer.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "the nearest double is exported")]
    pub(super) fn of_integer(&self, value: u64) -> u32 {
        self.of_double(value as f64 / self.divisor)
    }

    /// Returns the position of a double that is not negative.
    #[inline]
    pub(super) fn of_double(&self, value: f64) -> u32 {
        match value <= self.zero_threshold {
            true => 0,
            false => index(value, self.schema).wrapping_sub(self.before).unsigned_abs(),
        }
    }

    /// Returns the position of a key of a [`BucketIndex`](crate::cells::bucket_index::BucketIndex).
    pub(super) fn of_key(&self, key: u64, value_type: ValueType) -> u32 {
        match value_type {
            ValueType::Float => self.of_double(f64::from_bits(key)),
            ValueType::Integer | ValueType::Duration => self.of_integer(key),
        }
    }

    /// Returns the last position.
    pub(super) fn last(&self, value_type: ValueType) -> u32 {
        match value_type {
            ValueType::Float => self.of_double(f64::INFINITY),
            ValueType::Integer | ValueType::Duration => self.of_integer(u64::MAX),
        }
    }
}

/// Returns the next double above one that is not negative.
fn next_up(value: f64) -> f64 {
    f64::from_bits(value.to_bits() + 1)
}
