//! Native buckets: spans list the buckets, and deltas or counts their contents.

use super::super::finding::Report;
use super::super::rule::Rule;
use super::message::{zigzag, Message};
use super::metric::check_exemplars;

/// The fields that only native histograms have.
const NATIVE: std::ops::RangeInclusive<u64> = 5..=14;

/// The numbers of the fields for buckets of one sign.
struct Side {
    spans: u64,
    deltas: u64,
    counts: u64,
}

const SIDES: [Side; 2] =
    [Side { spans: 12, deltas: 13, counts: 14 }, Side { spans: 9, deltas: 10, counts: 11 }];

pub(super) fn check(histogram: &Message<'_>, report: &mut Report) {
    for exemplar in check_exemplars(histogram, 16, report) {
        if !exemplar.message.has(3) {
            report.say(
                &exemplar.message,
                Rule::ExemplarTimestamp,
                "the exemplar has no timestamp; write one",
            );
        }
    }
    if NATIVE.into_iter().any(|number| histogram.has(number)) {
        check_schema(histogram, report);
        check_zero(histogram, report);
        let populations = SIDES.map(|side| side.population(histogram, report));
        check_count(histogram, populations, report);
    }
}

fn schema(histogram: &Message<'_>) -> i64 {
    zigzag(histogram.integer(5))
}

fn check_schema(histogram: &Message<'_>, report: &mut Report) {
    let schema = schema(histogram);
    if !(-4..=8).contains(&schema) {
        report.say(histogram, Rule::Schema, format!("the schema {schema} is out of range; write -4 to 8"));
    }
}

fn check_zero(histogram: &Message<'_>, report: &mut Report) {
    let threshold = histogram.double(6).unwrap_or_default();
    if threshold.is_nan() || threshold < 0.0 {
        let words = format!("the zero threshold {threshold} is not a number of 0 or more; write one");
        report.say(histogram, Rule::ZeroThreshold, words);
    }
    let has_zero =
        threshold > 0.0 || histogram.integer(7) > 0 || histogram.double(8).is_some_and(|count| count > 0.0);
    if !has_zero && !SIDES.iter().any(|side| histogram.has(side.spans)) {
        let words =
            "the empty native histogram reads as a classic histogram; write a span of offset 0 and length 0";
        report.say(histogram, Rule::NoOpSpan, words);
    }
}

/// Checks that buckets, zero bucket and NaN observations add up to the count.
fn check_count(histogram: &Message<'_>, populations: [Option<i128>; 2], report: &mut Report) {
    let [Some(positive), Some(negative)] = populations else { return };
    if histogram.has(4) || histogram.has(8) {
        return; // sums of doubles are not exact
    }
    let all = positive.saturating_add(negative).saturating_add(i128::from(histogram.integer(7)));
    let count = i128::from(histogram.integer(1));
    let has_nan = histogram.double(2).is_some_and(f64::is_nan);
    if all > count || all < count && !has_nan {
        let words = format!(
            "the count {count} does not match the buckets, which have {all} together; write their sum"
        );
        report.say(histogram, Rule::NativeCount, words);
    }
}

impl Side {
    /// Checks the buckets of a sign, and returns their sum; `None` if they are doubles or wrong.
    fn population(&self, histogram: &Message<'_>, report: &mut Report) -> Option<i128> {
        self.check_spans(histogram, report);
        if histogram.doubles(self.counts).any(|count| count < 0.0) {
            report.say(histogram, Rule::NegativePopulation, "a bucket has a negative count; write 0 or more");
        }
        let mut in_bucket: i128 = 0;
        let mut all: i128 = 0;
        for delta in histogram.integers(self.deltas).map(zigzag) {
            in_bucket = in_bucket.saturating_add(i128::from(delta));
            all = all.saturating_add(in_bucket);
            if in_bucket < 0 {
                let words = format!(
                    "a bucket has the negative count {in_bucket}; write a count as the first delta, and differences after it"
                );
                report.say(histogram, Rule::NegativePopulation, words);
                return None;
            }
        }
        (!histogram.has(self.counts)).then_some(all)
    }

    fn check_spans(&self, histogram: &Message<'_>, report: &mut Report) {
        let spans = histogram.messages(self.spans, report);
        let (deltas, counts) =
            (histogram.integers(self.deltas).count(), histogram.doubles(self.counts).count());
        let length: u128 = spans.iter().map(|span| u128::from(span.integer(2))).sum();
        if deltas > 0 && counts > 0 {
            report.say(
                histogram,
                Rule::Spans,
                "the histogram has deltas and counts; write deltas for integers, or counts for doubles",
            );
        } else if length != (deltas + counts) as u128 {
            let words = format!(
                "the spans have {length} buckets, but the histogram has {}; write one value for each bucket",
                deltas + counts
            );
            report.say(histogram, Rule::Spans, words);
        }
        check_gaps(&spans, report);
        check_range(histogram, &spans, report);
    }
}

/// Checks that gaps are not negative. The first offset is an index, and each later offset is a gap.
fn check_gaps(spans: &[Message<'_>], report: &mut Report) {
    for span in spans.iter().skip(1) {
        let offset = zigzag(span.integer(1));
        if offset < 0 {
            report.say(
                span,
                Rule::Spans,
                format!("the gap {offset} before a span is negative; write 0 or more in every span after the first"),
            );
        }
    }
}

/// Checks that all buckets contain a double. The bucket after the last contains infinity.
fn check_range(histogram: &Message<'_>, spans: &[Message<'_>], report: &mut Report) {
    let schema = schema(histogram).clamp(-4, 8);
    let scaled = |exponent: i64| if schema < 0 { exponent >> -schema } else { exponent << schema };
    let (first, last) = (-scaled(1074), scaled(1024) + 1);
    let mut index: i128 = 0;
    for span in spans {
        index += i128::from(zigzag(span.integer(1)));
        let (start, length) = (index, i128::from(span.integer(2)));
        index += length;
        if length > 0 && (start < first.into() || index - 1 > last.into()) {
            let words = format!(
                "the buckets {start} to {} are out of range; write indexes from {first} to {last}",
                index - 1
            );
            report.say(span, Rule::Spans, words);
        }
    }
}
