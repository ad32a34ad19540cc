//! A `Histogram`: its classic buckets, and its native buckets in `native`.

use super::super::buckets::{self, Bucket};
use super::super::finding::Report;
use super::super::rule::Rule;
use super::message::Message;
use super::metric::{check_exemplars, check_time};
use super::native;

pub(super) fn check(histogram: &Message<'_>, report: &mut Report) {
    check_time(histogram, 15, report);
    let messages = histogram.messages(3, report);
    let buckets: Vec<_> = messages.iter().map(|message| bucket(message, report)).collect();
    buckets::check(&buckets, report);
    check_count(histogram, &buckets, report);
    native::check(histogram, report);
}

fn bucket<'m>(message: &'m Message<'m>, report: &mut Report) -> Bucket<&'m Message<'m>> {
    let exemplar = check_exemplars(message, 3, report).pop().map(|exemplar| exemplar.value);
    let bound = message.double(2).unwrap_or_default();
    if bound.is_nan() {
        report.say(message, Rule::Bound, "the bound of a bucket is NaN; write a number");
    }
    Bucket { at: message, bound, count: count(message, 1, 4), exemplar }
}

/// Returns a count, which can be a double.
#[expect(clippy::cast_precision_loss, reason = "rounding keeps the order of counts")]
fn count(message: &Message<'_>, integer: u64, double: u64) -> f64 {
    message.double(double).unwrap_or(message.integer(integer) as f64)
}

/// Checks that the last bucket is at most the count, and equals the count if its bound is `+Inf`.
fn check_count(histogram: &Message<'_>, buckets: &[Bucket<&Message<'_>>], report: &mut Report) {
    let count = count(histogram, 1, 4);
    let Some(last) = buckets.last() else { return };
    if last.count > count || last.bound == f64::INFINITY && last.count != count {
        let words = format!("the count {count} does not fit the last bucket, which has {}; write the count of all observations", last.count);
        report.say(histogram, Rule::Count, words);
    }
}
