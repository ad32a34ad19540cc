//! Quantiles of native buckets.

use super::index::upper_bound;
use super::NativeBuckets;

impl NativeBuckets {
    /// Returns the value at a quantile from 0 to 1: this fraction of the observations is at most the value.
    ///
    /// Returns NaN without observations, and for a quantile outside of 0 to 1. The position of an observation within
    /// its bucket is not known, so the returned value has the same relative error to both bounds: at most 1.1 % for
    /// schema 5. Observations in the zero bucket count as 0.
    ///
    /// ```
    /// use gapless::descriptor::NativeBuckets;
    ///
    /// let buckets = NativeBuckets { schema: 5, zero_threshold: 0.0, zero_count: 1, buckets: vec![(0, 2), (32, 1)] };
    /// assert_eq!(buckets.quantile(0.25), 0.0);
    /// assert!((buckets.quantile(0.5) - 1.0).abs() < 0.011);
    /// assert!((buckets.quantile(1.0) - 2.0).abs() < 0.022);
    /// assert!(NativeBuckets::default().quantile(0.5).is_nan());
    /// ```
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> f64 {
        let rank = match self.count() {
            0 => return f64::NAN,
            _ if !(0.0..=1.0).contains(&quantile) => return f64::NAN,
            count => rank(quantile, count),
        };
        let mut below = self.zero_count;
        let bucket = self.buckets.iter().find(|(_, count)| {
            below += count;
            rank <= below
        });
        match bucket {
            Some(&(index, _)) if rank > self.zero_count => self.middle(index),
            _ => 0.0,
        }
    }

    /// Returns the value within a bucket that has the same relative error to both bounds.
    fn middle(&self, index: i32) -> f64 {
        let (lower, upper) = (upper_bound(index - 1, self.schema), upper_bound(index, self.schema));
        match upper.is_finite() {
            true => lower * (2.0 / (1.0 + lower / upper)),
            false => upper,
        }
    }
}

/// Returns the number, from 1, of the observation at a quantile.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "beyond 2^53 observations, adjacent ones are equivalent"
)]
fn rank(quantile: f64, count: u64) -> u64 {
    ((quantile * count as f64).ceil() as u64).clamp(1, count)
}
