//! Buckets with an upper bound each, as every format has them.

use super::finding::{Place, Report};
use super::rule::Rule;

/// A bucket; what it counts is cumulative.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket<P> {
    pub(super) at: P,
    pub(super) bound: f64,
    pub(super) count: f64,
    /// The value of its exemplar.
    pub(super) exemplar: Option<f64>,
}

/// Checks each bucket against the one before it.
pub(super) fn check<P: Into<Place> + Copy>(buckets: &[Bucket<P>], report: &mut Report) {
    for (n, bucket) in buckets.iter().enumerate() {
        let before = n.checked_sub(1).map(|before| &buckets[before]);
        if let Some(before) = before {
            check_pair(before, bucket, report);
        }
        let is_above = |value: f64| before.is_none_or(|before| value > before.bound);
        if let Some(value) = bucket.exemplar.filter(|value| !(*value <= bucket.bound && is_above(*value))) {
            let words = format!("the exemplar {value} is not in its bucket, which ends at {}", bucket.bound);
            report.say(bucket.at, Rule::ExemplarValue, words);
        }
    }
}

fn check_pair<P: Into<Place> + Copy>(before: &Bucket<P>, bucket: &Bucket<P>, report: &mut Report) {
    if bucket.bound <= before.bound {
        let words =
            format!("the bucket of {} comes after that of {}; bounds ascend", bucket.bound, before.bound);
        report.say(bucket.at, Rule::BucketOrder, words);
    }
    if bucket.count < before.count {
        let (count, more) = (bucket.count, before.count);
        let words = format!(
            "this bucket has {count}, less than the {more} of the one before it; buckets are cumulative"
        );
        report.say(bucket.at, Rule::BucketsCumulative, words);
    }
}
