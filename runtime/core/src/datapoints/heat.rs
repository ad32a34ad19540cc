//! Observations by bucket.

use std::borrow::Cow;

use crate::cells::native::NativeBuckets;

/// The number of observations in each bucket, as a column of a heat map.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// The upper bounds, in ascending order and without `+Inf`.
    pub bounds: Cow<'static, [f64]>,
    /// The number of observations in each bucket, not cumulative, with `+Inf` last.
    pub counts: Vec<u64>,
}

impl Heat {
    /// Returns the counts of native buckets, with empty buckets between those with observations.
    ///
    /// The first bucket contains all observations in the zero bucket.
    pub(super) fn of_native(native: &NativeBuckets) -> Heat {
        const MAX_BUCKETS: usize = 50;
        let (bounds, counts) = native.dense(MAX_BUCKETS);
        Heat { bounds: bounds.into(), counts }
    }

    /// Returns the counts for other bounds: a bucket counts for the one that contains its upper bound.
    ///
    /// ```
    /// use gapless::snapshot::Heat;
    ///
    /// let heat = Heat { bounds: vec![1.0, 2.0, 4.0].into(), counts: vec![5, 1, 1, 3] };
    /// assert_eq!(heat.by_bounds(&[2.0, 3.0]), [6, 0, 4]);
    /// ```
    #[must_use]
    pub fn by_bounds(&self, bounds: &[f64]) -> Vec<u64> {
        let mut by_bounds = vec![0; bounds.len() + 1];
        let own = self.bounds.iter().copied().chain([f64::INFINITY]);
        for (own, count) in own.zip(&self.counts) {
            by_bounds[bounds.partition_point(|bound| *bound < own)] += count;
        }
        by_bounds
    }
}
