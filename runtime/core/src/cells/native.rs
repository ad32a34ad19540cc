//! Native histograms: buckets without declared bounds.
//!
//! Buckets of schema `n` have the bounds `2^(i / 2^n)` for every integer `i`, and include their upper bound. Buckets
//! without observations cost nothing. Values near zero are in a separate bucket.
//!
//! One record counts for native and classic buckets: its cell belongs to the intersection of a native and a classic
//! bucket ([`cells`]). Cells always keep the declared schema. Readers reduce the number of buckets if there are more
//! than declared ([`fit`](NativeBuckets::fit)).

mod bounds;
mod cells;
mod difference;
mod gather;
mod index;
mod positions;
mod quantile;
#[cfg(test)]
mod tests;

use crate::declared::native::{Native, SCHEMAS};

use self::index::{coarser, index, upper_bound};

pub(crate) use self::cells::{n_slots, NativeCells};
pub(crate) use self::gather::NativeRows;

/// The native buckets of a series.
///
/// Of the exposition formats, only protocol buffers can contain them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NativeBuckets {
    /// The resolution: the bucket with index `i` contains values above `2^((i - 1) / 2^schema)`, up to `2^(i /
    /// 2^schema)`.
    pub schema: i32,
    /// The upper bound of the zero bucket.
    pub zero_threshold: f64,
    /// The number of observations in the zero bucket.
    pub zero_count: u64,
    /// The indices of the buckets with observations, in ascending order, and their counts. Infinity is in the bucket
    /// after the bucket of the largest `f64`.
    pub buckets: Vec<(i32, u64)>,
}

impl NativeBuckets {
    /// Returns the number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.zero_count + self.buckets.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// Creates buckets without observations.
    pub(crate) fn empty(of: &Native) -> Self {
        let Native { schema, zero_threshold, .. } = *of;
        NativeBuckets { schema, zero_threshold, zero_count: 0, buckets: Vec::new() }
    }

    /// Reduces the number of buckets to the declared maximum: widens the zero bucket up to its declared limit, and then
    /// merges pairs of buckets.
    ///
    /// Prometheus compares each scrape with an earlier one, and takes some differences for a counter reset: a finer
    /// schema, a smaller zero bucket, and a zero bucket that ends within a bucket that had observations before, in
    /// either schema. The result therefore depends only on the set of buckets with observations, which never shrinks.
    /// If widening is not enough, the zero bucket has its declared limit regardless of its contents, and may have to
    /// grow further: see [`end_zero`](Self::end_zero).
    fn fit(&mut self, of: &Native) {
        let excess = self.buckets.len().saturating_sub(of.max_buckets);
        let last_moved = if excess > 0 { self.widen_zero(excess, of.max_zero_threshold) } else { None };
        while self.buckets.len() > of.max_buckets && self.schema > SCHEMAS.0 {
            self.halve();
        }
        if let Some(last_moved) = last_moved {
            self.end_zero(last_moved, of.schema);
        }
    }

    /// Moves up to `excess` buckets of at most `max` into the zero bucket, and returns the index of the last one.
    fn widen_zero(&mut self, excess: usize, max: f64) -> Option<i32> {
        if max <= self.zero_threshold {
            return None;
        }
        let last_within = last_within(max, self.schema);
        let n = self.buckets.iter().take(excess).take_while(|(index, _)| *index <= last_within).count();
        let last_moved = n.checked_sub(1).map(|last| self.buckets[last].0);
        let last = last_moved.filter(|_| n == excess).unwrap_or(last_within);
        self.move_to_zero(n);
        self.zero_threshold = self.zero_threshold.max(upper_bound(last, self.schema));
        last_moved
    }

    /// Extends the zero bucket to the end of a merged bucket, if it ends within that bucket and contains observations
    /// of it.
    ///
    /// Prometheus merges the buckets of an earlier scrape before it compares them, so it would expect these
    /// observations in the merged bucket. `last_moved` is the last bucket of the declared schema that was moved into
    /// the zero bucket.
    fn end_zero(&mut self, last_moved: i32, declared: i32) {
        let next = index(self.zero_threshold, declared) + 1;
        let merged = coarser(next, declared - self.schema);
        if coarser(last_moved, declared - self.schema) == merged {
            let n = self.buckets.iter().take_while(|(index, _)| *index <= merged).count();
            self.move_to_zero(n);
            self.zero_threshold = upper_bound(merged, self.schema);
        }
    }

    fn move_to_zero(&mut self, n: usize) {
        self.zero_count += self.buckets.drain(..n).map(|(_, count)| count).sum::<u64>();
    }

    /// Merges pairs of buckets.
    fn halve(&mut self) {
        self.schema -= 1;
        self.buckets.iter_mut().for_each(|(index, _)| *index = coarser(*index, 1));
        add_equal(&mut self.buckets);
    }
}

/// Returns the last bucket whose upper bound is at most a value.
fn last_within(value: f64, schema: i32) -> i32 {
    let index = index(value, schema);
    index - i32::from(upper_bound(index, schema) > value)
}

/// Adds up adjacent counts of the same bucket.
fn add_equal(buckets: &mut Vec<(i32, u64)>) {
    buckets.dedup_by(|(index, count), (before, sum)| {
        let is_equal = index == before;
        *sum += if is_equal { *count } else { 0 };
        is_equal
    });
}
