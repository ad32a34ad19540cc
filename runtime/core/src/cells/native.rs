//! Native histograms: buckets that nobody has to choose.
//!
//! Buckets of schema `n` have the bounds `2^(i / 2^n)`, the upper one inclusive, for every integer `i`; buckets without
//! observations cost nothing. Values near zero are in a bucket of their own.
//!
//! One record counts for the native buckets and for the classic ones: its cell is that of the part that a native and a
//! classic bucket have in common ([`cells`]). Cells keep the declared schema for ever. It is a gathering that makes the
//! buckets of a series fewer, where they are more than declared ([`fit`](NativeBuckets::fit)).

mod bounds;
mod cells;
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
/// The text formats have no place for them; protocol buffers have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NativeBuckets {
    /// How fine they are. A bucket with an index `i` has the values above `2^((i - 1) / 2^schema)` and up to `2^(i / 2^schema)`.
    pub schema: i32,
    /// What is not above this is in the zero bucket.
    pub zero_threshold: f64,
    /// Observations in the zero bucket.
    pub zero_count: u64,
    /// The indices of the buckets that have observations, ascending, and how many. Infinity is in the one after that of the
    /// largest double.
    pub buckets: Vec<(i32, u64)>,
}

impl NativeBuckets {
    /// The number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.zero_count + self.buckets.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// With no observation, as declared.
    pub(crate) fn empty(of: &Native) -> Self {
        let Native { schema, zero_threshold, .. } = *of;
        NativeBuckets { schema, zero_threshold, zero_count: 0, buckets: Vec::new() }
    }

    /// Makes buckets fewer if there are more than declared: widens the zero bucket as far as necessary and as declared, and if
    /// that is not enough, merges pairs of buckets until it is.
    ///
    /// A server compares each gathering with an earlier one, and takes some differences for a counter reset: a finer schema, a
    /// smaller zero bucket, and a zero bucket that ends within a bucket that had observations before, by either schema. So the
    /// result depends only on which buckets have observations, and those never become fewer. Where widening is not enough, the zero
    /// bucket has its declared maximum whatever is in it, and may have to grow further, see [`end_zero`](Self::end_zero).
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

    /// Moves up to `excess` buckets that are not above `max` into the zero bucket, and returns the index of the last one.
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

    /// Ends the zero bucket where a bucket ends, if it ends within a merged bucket of which it has observations.
    ///
    /// A server merges the buckets of an earlier gathering before it compares them, so it would count these observations
    /// in the merged bucket, and miss them there now. `last_moved` is the last bucket, of the declared schema, that was moved
    /// into the zero bucket.
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

    /// Makes two buckets one.
    fn halve(&mut self) {
        self.schema -= 1;
        self.buckets.iter_mut().for_each(|(index, _)| *index = coarser(*index, 1));
        add_equal(&mut self.buckets);
    }
}

/// The last bucket that has nothing above a value.
fn last_within(value: f64, schema: i32) -> i32 {
    let index = index(value, schema);
    index - i32::from(upper_bound(index, schema) > value)
}

/// Makes counts of the same bucket one, where they stand side by side.
fn add_equal(buckets: &mut Vec<(i32, u64)>) {
    buckets.dedup_by(|(index, count), (before, sum)| {
        let is_equal = index == before;
        *sum += if is_equal { *count } else { 0 };
        is_equal
    });
}
