//! Native buckets: spans say which there are, deltas or counts what is in them.

use super::super::finding::Report;
use super::super::rule::Rule;
use super::message::{zigzag, Message};
use super::metric::check_exemplars;

/// Fields of native buckets, and of nothing else.
const NATIVE: std::ops::RangeInclusive<u64> = 5..=14;

/// The buckets of one sign: the numbers of their fields.
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
            report.say(&exemplar.message, Rule::ExemplarTimestamp, "the exemplar has no time stamp");
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
        report.say(histogram, Rule::Schema, format!("the schema {schema} is not between -4 and 8"));
    }
}

fn check_zero(histogram: &Message<'_>, report: &mut Report) {
    let threshold = histogram.double(6).unwrap_or_default();
    if threshold.is_nan() || threshold < 0.0 {
        let words = format!("the zero threshold is {threshold}, and it is a number of 0 or more");
        report.say(histogram, Rule::ZeroThreshold, words);
    }
    let has_zero =
        threshold > 0.0 || histogram.integer(7) > 0 || histogram.double(8).is_some_and(|count| count > 0.0);
    if !has_zero && !SIDES.iter().any(|side| histogram.has(side.spans)) {
        let words = "an empty native histogram reads as a classic one; write a span of offset 0 and length 0";
        report.say(histogram, Rule::NoOpSpan, words);
    }
}

/// Buckets, zero bucket and what is not a number make up the count.
fn check_count(histogram: &Message<'_>, populations: [Option<i128>; 2], report: &mut Report) {
    let [Some(positive), Some(negative)] = populations else { return };
    if histogram.has(4) || histogram.has(8) {
        return; // doubles add up to about their sum
    }
    let all = positive.saturating_add(negative).saturating_add(i128::from(histogram.integer(7)));
    let count = i128::from(histogram.integer(1));
    let has_nan = histogram.double(2).is_some_and(f64::is_nan);
    if all > count || all < count && !has_nan {
        let words = format!("the count is {count}, and zero bucket and buckets have {all} together");
        report.say(histogram, Rule::NativeCount, words);
    }
}

impl Side {
    /// Checks the buckets of a sign, and adds them up; `None` where they are doubles or wrong.
    fn population(&self, histogram: &Message<'_>, report: &mut Report) -> Option<i128> {
        self.check_spans(histogram, report);
        if histogram.doubles(self.counts).any(|count| count < 0.0) {
            report.say(histogram, Rule::NegativePopulation, "a bucket has less than none");
        }
        let mut in_bucket: i128 = 0;
        let mut all: i128 = 0;
        for delta in histogram.integers(self.deltas).map(zigzag) {
            in_bucket = in_bucket.saturating_add(i128::from(delta));
            all = all.saturating_add(in_bucket);
            if in_bucket < 0 {
                let words = format!(
                    "a bucket has {in_bucket}; the first delta is a count, each other one a difference"
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
                "there are deltas and counts; write deltas of integers, counts of doubles",
            );
        } else if length != (deltas + counts) as u128 {
            let words = format!("the spans have {length} buckets, and {} are there", deltas + counts);
            report.say(histogram, Rule::Spans, words);
        }
        check_gaps(&spans, report);
        check_range(histogram, &spans, report);
    }
}

/// The first offset is where buckets begin, each other one a gap.
fn check_gaps(spans: &[Message<'_>], report: &mut Report) {
    for span in spans.iter().skip(1) {
        let offset = zigzag(span.integer(1));
        if offset < 0 {
            report.say(
                span,
                Rule::Spans,
                format!("the gap before a span is {offset} buckets; only the first is a place"),
            );
        }
    }
}

/// Whether all buckets are those of some double, or that of infinity, which comes right after them.
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
                "the buckets {start} to {} are not among those of doubles, {first} to {last}",
                index - 1
            );
            report.say(span, Rule::Spans, words);
        }
    }
}
