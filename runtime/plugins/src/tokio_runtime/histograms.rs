//! The times of polls, of runtimes that keep them: with `--cfg tokio_unstable`.

use std::ops::Range;
use std::time::Duration;

use gapless_core::{HistogramValue, Number, Samples};
use tokio::runtime::RuntimeMetrics;

use super::sampled::tokio_poll_duration_seconds;
use super::source::Observed;

/// Emits the times of polls in each runtime, by all workers. A runtime without them has no buckets, and no series.
pub(super) fn emit(runtimes: &[&Observed], into: &mut Samples) {
    let mut family = tokio_poll_duration_seconds(into);
    for Observed { name, metrics, .. } in runtimes {
        if metrics.poll_time_histogram_enabled() {
            family.series([name.clone()], read(metrics));
        }
    }
}

fn read(metrics: &RuntimeMetrics) -> HistogramValue {
    let workers = metrics.num_workers();
    let buckets = 0..metrics.poll_time_histogram_num_buckets();
    let ranges: Vec<_> =
        buckets.clone().map(|bucket| metrics.poll_time_histogram_bucket_range(bucket)).collect();
    let of_worker = |worker, bucket| metrics.poll_time_histogram_bucket_count(worker, bucket);
    let counts: Vec<u64> =
        buckets.map(|bucket| (0..workers).map(|worker| of_worker(worker, bucket)).sum()).collect();
    let bounds: Vec<_> = ranges[..ranges.len() - 1].iter().map(|range| range.end.as_secs_f64()).collect();
    let sum = ranges.iter().zip(&counts).map(|(range, count)| estimate(range, *count)).sum();
    HistogramValue { bounds: bounds.into(), counts, sum: Number::F64(sum), native: None }
}

/// Returns the sum of the observations in a bucket, as if each were in the middle. The last bucket has no middle.
#[expect(clippy::cast_precision_loss, reason = "the sum is an estimate")]
fn estimate(range: &Range<Duration>, count: u64) -> f64 {
    let (start, end) = (range.start.as_secs_f64(), range.end.as_secs_f64());
    let is_last = range.end == Duration::from_nanos(u64::MAX);
    count as f64 * if is_last { start } else { (start + end) / 2.0 }
}
