//! Classic buckets, which have an upper bound in every format.

use super::finding::{Position, Report};
use super::number;
use super::rule::Rule;

/// A bucket with its cumulative count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket<P> {
    pub(super) at: P,
    pub(super) bound: f64,
    pub(super) count: f64,
    /// The value of its exemplar.
    pub(super) exemplar: Option<f64>,
}

/// Checks each bucket against the one before it.
pub(super) fn check<P: Into<Position> + Copy>(buckets: &[Bucket<P>], report: &mut Report) {
    for (n, bucket) in buckets.iter().enumerate() {
        let before = n.checked_sub(1).map(|before| &buckets[before]);
        if let Some(before) = before {
            check_pair(before, bucket, report);
        }
        if let Some(value) = bucket.exemplar {
            check_exemplar(value, before, bucket, report);
        }
    }
}

fn check_pair<P: Into<Position> + Copy>(before: &Bucket<P>, bucket: &Bucket<P>, report: &mut Report) {
    let (own, earlier) = (shown(bucket.bound), shown(before.bound));
    if bucket.bound <= before.bound {
        let words =
            format!("the bucket {own} comes after the bucket {earlier}; write buckets in ascending order");
        report.say(bucket.at, Rule::BucketOrder, words);
    }
    if bucket.count < before.count {
        let (count, more) = (bucket.count, before.count);
        let words = format!(
            "the bucket {own} has {count}, less than the {more} of the bucket {earlier}; write cumulative counts"
        );
        report.say(bucket.at, Rule::BucketsCumulative, words);
    }
}

/// Checks that the value of an exemplar is above the previous bucket's bound and at most its own bucket's bound.
fn check_exemplar<P: Into<Position> + Copy>(
    value: f64,
    before: Option<&Bucket<P>>,
    bucket: &Bucket<P>,
    report: &mut Report,
) {
    let own = shown(bucket.bound);
    let words = match before {
        Some(before) if value <= before.bound => {
            let start = shown(before.bound);
            format!("the exemplar {value} is not in its bucket {own}, which begins above {start}; write it in the bucket of its value")
        }
        _ if value <= bucket.bound => return,
        _ => format!("the exemplar {value} is not in its bucket, which ends at {own}; write it in the bucket of its value"),
    };
    report.say(bucket.at, Rule::ExemplarValue, words);
}

/// Formats a bound as in `le`.
pub(super) fn shown(bound: f64) -> String {
    format!("`{}`", number::spelled(bound, false))
}
