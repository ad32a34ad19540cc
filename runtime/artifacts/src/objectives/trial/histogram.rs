//! Samples of native histograms in the notation of promtool.

use super::Step;

/// Writes samples whose good observations are far below the threshold, and whose bad ones are far above it.
pub(super) fn values(lives: &[Vec<Step>], threshold: f64) -> String {
    let fast = bucket(threshold / 8.0);
    let gap = usize::try_from(bucket(threshold * 8.0) - fast - 1).unwrap_or_default();
    let histogram = |good: u64, bad: u64| {
        let buckets = format!("{good}{} {bad}", " 0".repeat(gap));
        format!("{{{{schema:0 count:{} sum:{} buckets:[{buckets}] offset:{fast}}}}}", good + bad, good + bad)
    };
    let mut values = Vec::new();
    for life in lives {
        let (mut good, mut bad) = (0, 0);
        for step in life {
            let samples = step.samples - 1;
            values.push(format!("{}+{}x{samples}", histogram(good, bad), histogram(step.good(), step.bad)));
            good += step.good() * step.samples;
            bad += step.bad * step.samples;
        }
    }
    values.join(" ")
}

/// Returns the number of the bucket of a value: bucket `n` ends at the power `n` of 2.
#[expect(clippy::cast_possible_truncation, reason = "the exponent of a number is small")]
fn bucket(value: f64) -> i64 {
    value.log2().ceil() as i64
}
