//! Native buckets as those of an exponential histogram.
//!
//! The bucket with index `i` contains values above `2^((i - 1) / 2^schema)` in Prometheus, and values above `2^(i /
//! 2^scale)` in OpenTelemetry. Both include the upper bound. The scale is therefore the schema, and an index is lower
//! by one. OpenTelemetry sends all buckets between the first and the last one, also those without observations.

use gapless_core::NativeBuckets;

use super::field;
use crate::protobuf::Message;

/// The maximum number of buckets, including those without observations. At a schema of 3, this is enough for all
/// normal numbers.
const MAX_LENGTH: i32 = 1 << 14;

/// Consecutive buckets.
#[derive(Debug, PartialEq)]
pub(super) struct Dense {
    pub(super) scale: i32,
    offset: i32,
    counts: Vec<u64>,
}

impl Dense {
    /// Returns all buckets from the first to the last one with observations. Buckets that are too far apart are merged
    /// to larger ones.
    pub(super) fn of(native: &NativeBuckets) -> Self {
        let (Some((first, _)), Some((last, _))) = (native.buckets.first(), native.buckets.last()) else {
            return Dense { scale: native.schema, offset: 0, counts: Vec::new() };
        };
        let merged = (0..).find(|n| (offset(*last, *n) - offset(*first, *n)) < MAX_LENGTH).unwrap_or(0);
        let start = offset(*first, merged);
        let mut counts = vec![0; place(offset(*last, merged), start) + 1];
        for (index, count) in &native.buckets {
            counts[place(offset(*index, merged), start)] += count;
        }
        Dense { scale: native.schema - merged, offset: start, counts }
    }

    /// Writes the message `Buckets`.
    pub(super) fn write(&self, out: &mut Message) {
        out.zigzag(field::buckets::OFFSET, self.offset.into());
        out.packed_varints(field::buckets::BUCKET_COUNTS, self.counts.iter().copied());
    }
}

/// Returns the index in OpenTelemetry of a native bucket, after merging pairs of buckets `merged` times.
fn offset(index: i32, merged: i32) -> i32 {
    (index - 1) >> merged
}

fn place(offset: i32, start: i32) -> usize {
    usize::try_from(offset - start).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(schema: i32, buckets: &[(i32, u64)]) -> Dense {
        Dense::of(&NativeBuckets { schema, buckets: buckets.to_vec(), ..NativeBuckets::default() })
    }

    #[test]
    fn an_index_is_lower_by_one_than_in_prometheus() {
        let expected = Dense { scale: 3, offset: -2, counts: vec![1, 2, 0, 3] };
        assert_eq!(dense(3, &[(-1, 1), (0, 2), (2, 3)]), expected);
    }

    #[test]
    fn a_histogram_without_observations_has_no_buckets() {
        assert_eq!(dense(3, &[]), Dense { scale: 3, offset: 0, counts: vec![] });
    }

    #[test]
    fn buckets_that_are_far_apart_are_merged() {
        let wide = dense(8, &[(-1000, 1), (1, 2), (2, 3), (1 << 15, 4)]);
        assert_eq!((wide.scale, wide.offset, wide.counts.len()), (6, -251, 8443));
        let counts: Vec<_> = wide.counts.iter().enumerate().filter(|(_, count)| **count > 0).collect();
        assert_eq!(counts, [(0, &1), (251, &5), (8442, &4)]);
    }

    #[test]
    fn infinity_and_the_least_number_fit_into_one_histogram() {
        let (least, infinity) = (-1074 << 8, (1024 << 8) + 1);
        let wide = dense(8, &[(least, 1), (infinity, 1)]);
        assert_eq!((wide.scale, wide.counts.len()), (2, 8394));
    }
}
