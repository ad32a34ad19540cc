//! Quantiles of classic buckets.

/// Returns the value at a quantile from 0 to 1, as Prometheus' `histogram_quantile` does; `None` without observations
/// or without bounds.
///
/// `counts` are those of each bucket, not cumulative, with `+Inf` last.
#[expect(clippy::cast_precision_loss, reason = "beyond 2^53 observations, adjacent ones are equivalent")]
pub(super) fn quantile(bounds: &[f64], counts: &[u64], quantile: f64) -> Option<f64> {
    let rank = quantile * counts.iter().sum::<u64>() as f64;
    let mut below = 0;
    for (bucket, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        if (below + count) as f64 >= rank {
            return within(bounds, bucket, (rank - below as f64) / count as f64);
        }
        below += count;
    }
    None
}

/// Returns the value at a fraction of a bucket. Observations are evenly distributed within a bucket.
fn within(bounds: &[f64], bucket: usize, fraction: f64) -> Option<f64> {
    let Some(&upper) = bounds.get(bucket) else { return bounds.last().copied() };
    match bucket.checked_sub(1) {
        Some(before) => Some(bounds[before] + (upper - bounds[before]) * fraction),
        None if upper <= 0.0 => Some(upper),
        None => Some(upper * fraction),
    }
}
