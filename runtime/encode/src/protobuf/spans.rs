//! Native buckets as messages have them: runs of buckets that follow each other, and how each count differs from the one
//! before it.

use gapless_core::NativeBuckets;

/// Runs of buckets: the offset of the first one, from the last one of the run before, and how many.
pub(super) struct Spans<'a> {
    rest: &'a [(i32, u64)],
    /// The index after the last run; zero before the first.
    end: i32,
    /// Whether one without buckets is to come.
    empty: bool,
}

impl<'a> Spans<'a> {
    /// A histogram without anything, not even a zero bucket of any width, has one run of no buckets: by it, a reader knows that
    /// it is a native one.
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

/// Each count less the one before it.
#[expect(clippy::cast_possible_wrap, reason = "a count that is less than the one before it is to wrap")]
pub(super) fn deltas(native: &NativeBuckets) -> impl Iterator<Item = i64> + '_ {
    let mut before = 0;
    native.buckets.iter().map(move |(_, count)| {
        let delta = count.wrapping_sub(before);
        before = *count;
        delta as i64
    })
}
