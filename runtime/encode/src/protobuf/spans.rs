//! Native buckets in messages: spans of consecutive buckets, and the differences between consecutive counts.

use gapless_core::NativeBuckets;

/// Iterates over spans: the gap after the previous span, and the number of buckets.
pub(super) struct Spans<'a> {
    rest: &'a [(i32, u64)],
    /// The index after the last span; zero before the first span.
    end: i32,
    /// Whether an empty span is left.
    empty: bool,
}

impl<'a> Spans<'a> {
    /// Creates the spans of a histogram. An empty histogram with a zero threshold of 0 has one empty span, so that
    /// readers recognize a native histogram.
    pub(super) fn of(native: &'a NativeBuckets) -> Self {
        let empty = native.buckets.is_empty() && native.zero_threshold == 0.0 && native.zero_count == 0;
        Spans { rest: &native.buckets, end: 0, empty }
    }
}

impl Iterator for Spans<'_> {
    type Item = (i32, u32);

    fn next(&mut self) -> Option<(i32, u32)> {
        if std::mem::take(&mut self.empty) {
            return Some((0, 0));
        }
        let (first, _) = *self.rest.first()?;
        let length = (first..).zip(self.rest).take_while(|(index, bucket)| *index == bucket.0).count();
        self.rest = &self.rest[length..];
        let offset = first - self.end;
        let length = i32::try_from(length).unwrap_or(i32::MAX);
        self.end = first + length;
        Some((offset, length.unsigned_abs()))
    }
}

/// Returns the difference of each count to the count before it.
#[expect(clippy::cast_possible_wrap, reason = "the difference to a greater count wraps to a negative number")]
pub(super) fn deltas(native: &NativeBuckets) -> impl Iterator<Item = i64> + '_ {
    let mut before = 0;
    native.buckets.iter().map(move |(_, count)| {
        let delta = count.wrapping_sub(before);
        before = *count;
        delta as i64
    })
}
