//! Native histograms, whose messages have the same fields in both versions of the protocol.

use gapless_core::{HistogramValue, NativeBuckets, Value};

use super::recorder::STALE;
use crate::protobuf::Message;

/// The schemas of the protocol. A histogram with custom buckets has another schema, and Gapless does not have them.
const SCHEMAS: std::ops::RangeInclusive<i32> = -4..=8;

/// The field numbers of `Histogram` and `BucketSpan`.
mod field {
    pub(super) const COUNT: u32 = 1;
    pub(super) const SUM: u32 = 3;
    pub(super) const SCHEMA: u32 = 4;
    pub(super) const ZERO_THRESHOLD: u32 = 5;
    pub(super) const ZERO_COUNT: u32 = 6;
    pub(super) const POSITIVE_SPANS: u32 = 11;
    pub(super) const POSITIVE_DELTAS: u32 = 12;
    pub(super) const OFFSET: u32 = 1;
    pub(super) const LENGTH: u32 = 2;
}

/// Returns the native histogram of a value, if it has one.
pub(super) fn of(value: &Value) -> Option<Native<'_>> {
    let Value::Histogram(histogram) = value else { return None };
    let buckets = histogram.native.as_ref().filter(|native| SCHEMAS.contains(&native.schema))?;
    Some(Native { histogram, buckets })
}

/// A native histogram.
#[derive(Clone, Copy, Debug)]
pub(super) struct Native<'a> {
    histogram: &'a HistogramValue,
    buckets: &'a NativeBuckets,
}

impl Native<'_> {
    /// Writes all fields of the message except the times.
    pub(super) fn fields(&self) -> Vec<u8> {
        let NativeBuckets { schema, zero_threshold, zero_count, buckets } = self.buckets;
        let mut out = Message::default();
        out.varint(field::COUNT, self.histogram.count());
        out.double(field::SUM, self.histogram.sum.as_f64());
        out.zigzag(field::SCHEMA, (*schema).into());
        out.double(field::ZERO_THRESHOLD, *zero_threshold);
        out.varint(field::ZERO_COUNT, *zero_count);
        for (offset, length) in spans(buckets) {
            out.message(field::POSITIVE_SPANS, |span| {
                span.zigzag(field::OFFSET, offset);
                span.varint(field::LENGTH, length);
            });
        }
        if !buckets.is_empty() {
            out.packed_zigzags(field::POSITIVE_DELTAS, deltas(buckets));
        }
        out.into_bytes()
    }
}

/// Returns the fields of the message that ends a native histogram.
pub(super) fn stale() -> Vec<u8> {
    let mut out = Message::default();
    out.varint(field::COUNT, 0);
    out.fixed64(field::SUM, STALE);
    out.into_bytes()
}

/// Returns the spans of consecutive buckets: the gap after the span before, and the number of buckets.
fn spans(buckets: &[(i32, u64)]) -> Vec<(i64, u64)> {
    let mut spans: Vec<(i64, u64)> = Vec::new();
    let mut next = 0;
    for index in buckets.iter().map(|(index, _)| i64::from(*index)) {
        match spans.last_mut() {
            Some((_, length)) if index == next => *length += 1,
            _ => spans.push((index - next, 1)),
        }
        next = index + 1;
    }
    spans
}

/// Returns the difference of each count to the count before.
#[expect(clippy::cast_possible_wrap, reason = "the difference to a greater count wraps to a negative number")]
fn deltas(buckets: &[(i32, u64)]) -> impl Iterator<Item = i64> + '_ {
    let before = [0].into_iter().chain(buckets.iter().map(|(_, count)| *count));
    buckets.iter().zip(before).map(|((_, count), before)| count.wrapping_sub(before) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_deltas_are_those_of_the_specification() {
        let buckets = [(-2, 3), (-1, 5), (2, 1), (4, 3), (5, 2)];
        assert_eq!(spans(&buckets), [(-2, 2), (2, 1), (1, 2)]);
        assert_eq!(deltas(&buckets).collect::<Vec<_>>(), [3, 2, -4, 2, -1]);
    }
}
