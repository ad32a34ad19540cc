//! The observations between two readings of native buckets.

use super::index::upper_bound;
use super::{NativeBuckets, SCHEMAS};

impl NativeBuckets {
    /// Returns the observations since an earlier reading; `None` if the buckets were reset in between.
    ///
    /// A reset is detected as in Prometheus: the buckets were reset if the schema is finer, if the zero bucket is
    /// smaller, or if the zero bucket ends within a bucket of the earlier reading.
    pub(crate) fn since(&self, before: &NativeBuckets) -> Option<NativeBuckets> {
        if before.count() == 0 {
            return Some(self.clone());
        }
        let before = before.coarsened(self.schema, self.zero_threshold);
        if before.schema != self.schema || before.zero_threshold > self.zero_threshold {
            return None;
        }
        let mut earlier = before.buckets.iter().peekable();
        let mut buckets = Vec::with_capacity(self.buckets.len());
        for &(index, count) in &self.buckets {
            let count_before =
                earlier.next_if(|(earlier, _)| *earlier == index).map_or(0, |(_, count)| *count);
            buckets.push((index, count.checked_sub(count_before)?));
        }
        buckets.retain(|(_, count)| *count > 0);
        let zero_count = self.zero_count.checked_sub(before.zero_count)?;
        earlier.next().is_none().then_some(NativeBuckets { zero_count, buckets, ..*self })
    }

    /// Adds up the observations of two intervals, in the coarser schema and the wider zero bucket of the two.
    pub(crate) fn plus(&self, other: &NativeBuckets) -> NativeBuckets {
        let schema = self.schema.min(other.schema);
        let mut zero_threshold = self.zero_threshold.max(other.zero_threshold);
        loop {
            let (a, b) = (self.coarsened(schema, zero_threshold), other.coarsened(schema, zero_threshold));
            zero_threshold = a.zero_threshold.max(b.zero_threshold);
            if a.zero_threshold == b.zero_threshold {
                return a.joined(b);
            }
        }
    }

    /// Adds buckets of the same schema and the same zero bucket.
    fn joined(mut self, other: NativeBuckets) -> NativeBuckets {
        self.zero_count += other.zero_count;
        self.buckets.extend(other.buckets);
        self.buckets.sort_unstable_by_key(|(index, _)| *index);
        super::add_equal(&mut self.buckets);
        self
    }

    /// Returns the buckets in a schema that is at most as fine as this, with a zero bucket that is at least as wide. A
    /// bucket that the zero bucket would end in becomes part of the zero bucket.
    fn coarsened(&self, schema: i32, zero_threshold: f64) -> NativeBuckets {
        let mut coarsened = self.clone();
        while coarsened.schema > schema {
            coarsened.halve();
        }
        let starts_below = |index: i32| upper_bound(index - 1, coarsened.schema) < zero_threshold;
        let n = coarsened.buckets.partition_point(|(index, _)| starts_below(*index));
        let last = n.checked_sub(1).map(|last| upper_bound(coarsened.buckets[last].0, coarsened.schema));
        coarsened.move_to_zero(n);
        coarsened.zero_threshold = coarsened.zero_threshold.max(zero_threshold).max(last.unwrap_or(0.0));
        coarsened
    }

    /// Returns the upper bounds and the counts of all buckets from the first to the last with observations, with
    /// `+Inf` last. Pairs of buckets are merged until there are at most `max`, as far as schemas allow. The zero bucket
    /// is in front, and extends to the first of these buckets.
    pub(crate) fn dense(&self, max: usize) -> (Vec<f64>, Vec<u64>) {
        let mut coarse = self.clone();
        while coarse.span() > max && coarse.schema > SCHEMAS.0 {
            coarse.halve();
        }
        let Some((&(first, _), &(last, _))) = coarse.buckets.first().zip(coarse.buckets.last()) else {
            return (vec![self.zero_threshold], vec![self.zero_count, 0]);
        };
        let bounds = (first - 1..=last).map(|index| upper_bound(index, coarse.schema));
        let bounds: Vec<_> = bounds.filter(|bound| bound.is_finite()).collect();
        let mut counts = vec![0; bounds.len() + 1];
        counts[0] = coarse.zero_count;
        let of_bucket = |index: i32| (index.abs_diff(first) as usize + 1).min(bounds.len());
        coarse.buckets.iter().for_each(|&(index, count)| counts[of_bucket(index)] += count);
        (bounds, counts)
    }

    /// Returns the number of buckets from the first to the last with observations.
    fn span(&self) -> usize {
        let ends = self.buckets.first().zip(self.buckets.last());
        ends.map_or(0, |((first, _), (last, _))| first.abs_diff(*last) as usize + 1)
    }
}
