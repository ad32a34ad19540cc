//! Native histograms: buckets that nobody has to choose.
//!
//! Buckets of schema `n` have the bounds `2^(i / 2^n)`, the upper one inclusive, for every integer `i`; those that nothing
//! was observed in cost nothing. What is near zero is in a bucket of its own.
//!
//! One record counts for the native buckets and for the classic ones: its cell is that of the part that a native and a
//! classic bucket have in common ([`cells`]). Cells keep the declared schema for ever. It is a gathering that makes the
//! buckets of a series fewer, where they are more than declared ([`fit`](NativeBuckets::fit)).

mod bounds;
mod cells;
mod gather;
mod index;
mod positions;
mod quantile;
#[cfg(test)]
mod tests;

use self::index::{index, upper_bound};

pub(crate) use self::cells::{n_slots, NativeCells};
pub(crate) use self::gather::NativeRows;

/// The coarsest schema and the finest one.
pub(crate) const SCHEMAS: (i32, i32) = (-4, 8);

/// What a declaration says of the native buckets of a histogram.
///
/// ```
/// use gapless_core::Native;
///
/// let native = Native::new(3).with_zero_threshold(0.001);
/// assert_eq!((native.schema, native.zero_threshold, native.max_buckets), (3, 0.001, 160));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Native {
    /// How fine buckets are, from -4 to 8: each one's upper bound is that of the one before it times `2^(2^-schema)`.
    pub schema: i32,
    /// What is not above this is in the zero bucket.
    pub zero_threshold: f64,
    /// The most buckets that a series is exported with, the zero bucket apart.
    pub max_buckets: usize,
    /// How far the zero bucket is widened, where there are more, before all buckets become coarser.
    pub max_zero_threshold: f64,
}

impl Native {
    /// Those that the quantiles of summaries are worked out from: each is 2.2 % wider than the one before it.
    pub(crate) const OF_SUMMARIES: Native = Native::new(5).with_max_buckets(usize::MAX);

    /// Buckets of a schema, up to 160 of them, and a zero bucket up to 2^-128 that is never widened.
    #[must_use]
    pub const fn new(schema: i32) -> Self {
        let schema = match schema {
            ..-4 => SCHEMAS.0,
            9.. => SCHEMAS.1,
            schema => schema,
        };
        Native { schema, zero_threshold: DEFAULT_ZERO_THRESHOLD, max_buckets: 160, max_zero_threshold: 0.0 }
    }

    /// With another zero bucket.
    #[must_use]
    pub const fn with_zero_threshold(mut self, zero_threshold: f64) -> Self {
        self.zero_threshold = threshold(zero_threshold);
        self
    }

    /// With another bound on the number of buckets.
    #[must_use]
    pub const fn with_max_buckets(mut self, max_buckets: usize) -> Self {
        self.max_buckets = max_buckets;
        self
    }

    /// With a zero bucket that is widened up to this where there are too many buckets.
    #[must_use]
    pub const fn with_max_zero_threshold(mut self, max_zero_threshold: f64) -> Self {
        self.max_zero_threshold = threshold(max_zero_threshold);
        self
    }
}

/// The nearest number that is finite and not negative, nor the zero that is.
const fn threshold(value: f64) -> f64 {
    match value {
        f64::MAX.. => f64::MAX,
        value if value > 0.0 => value,
        _ => 0.0,
    }
}

/// 2^-128.
const DEFAULT_ZERO_THRESHOLD: f64 = f64::from_bits((1023 - 128) << 52);

/// The native buckets of a series.
///
/// The text formats have no place for them; protocol buffers have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NativeBuckets {
    /// How fine they are. A bucket with an index `i` has the values above `2^((i - 1) / 2^schema)` and up to `2^(i / 2^schema)`.
    pub schema: i32,
    /// What is not above this is in the zero bucket.
    pub zero_threshold: f64,
    /// Observations in the zero bucket.
    pub zero_count: u64,
    /// The indices of the buckets that have observations, ascending, and how many. Infinity is in the one after that of the
    /// largest double.
    pub buckets: Vec<(i32, u64)>,
}

impl NativeBuckets {
    /// The number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.zero_count + self.buckets.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// With no observation, as declared.
    pub(crate) fn empty(of: &Native) -> Self {
        let Native { schema, zero_threshold, .. } = *of;
        NativeBuckets { schema, zero_threshold, zero_count: 0, buckets: Vec::new() }
    }

    /// Makes buckets fewer if they are more than declared: widens the zero bucket as far as it takes and as is declared,
    /// and if that is not enough, makes two buckets one until it is.
    ///
    /// Buckets that have observations keep some, so that what is made of them in one gathering is at least as fine as in
    /// every later one: neither does a schema rise again nor a zero bucket shrink, and no series has to start anew. Where
    /// a zero bucket was widened in vain, it is by all that is declared, whatever is in there: its threshold must not come to lie
    /// within a bucket that was made of two, where a server would take it for a reset.
    fn fit(&mut self, of: &Native) {
        let excess = self.buckets.len().saturating_sub(of.max_buckets);
        if excess > 0 {
            self.widen_zero(excess, of.max_zero_threshold);
        }
        while self.buckets.len() > of.max_buckets && self.schema > SCHEMAS.0 {
            self.halve();
        }
    }

    /// Moves up to `excess` buckets into the zero bucket, of those that are not above `max`.
    fn widen_zero(&mut self, excess: usize, max: f64) {
        if max <= self.zero_threshold {
            return;
        }
        let last_within = last_within(max, self.schema);
        let n = self.buckets.iter().take(excess).take_while(|(index, _)| *index <= last_within).count();
        let last = if n == excess { self.buckets[n - 1].0 } else { last_within };
        self.zero_count += self.buckets.drain(..n).map(|(_, count)| count).sum::<u64>();
        self.zero_threshold = self.zero_threshold.max(upper_bound(last, self.schema));
    }

    /// Makes two buckets one.
    fn halve(&mut self) {
        self.schema -= 1;
        self.buckets.iter_mut().for_each(|(index, _)| *index = (*index + 1) >> 1);
        add_equal(&mut self.buckets);
    }
}

/// The last bucket that has nothing above a value.
fn last_within(value: f64, schema: i32) -> i32 {
    let index = index(value, schema);
    index - i32::from(upper_bound(index, schema) > value)
}

/// Makes counts of the same bucket one, where they stand side by side.
fn add_equal(buckets: &mut Vec<(i32, u64)>) {
    buckets.dedup_by(|(index, count), (before, sum)| {
        let is_equal = index == before;
        *sum += if is_equal { *count } else { 0 };
        is_equal
    });
}
