//! The declared parameters of native buckets.

/// The coarsest and the finest schema.
pub(crate) const SCHEMAS: (i32, i32) = (-4, 8);

/// The declared parameters of a histogram's native buckets.
///
/// ```
/// use gapless::descriptor::Native;
///
/// let native = Native::new(3).with_zero_threshold(0.001);
/// assert_eq!((native.schema, native.zero_threshold, native.max_buckets), (3, 0.001, 160));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Native {
    /// The resolution, from -4 to 8: the upper bound of each bucket is `2^(2^-schema)` times the upper bound of the
    /// previous one.
    pub schema: i32,
    /// The upper bound of the zero bucket.
    pub zero_threshold: f64,
    /// The maximum number of exported buckets of a series, without the zero bucket.
    pub max_buckets: usize,
    /// The limit up to which the zero bucket is widened if there are too many buckets, before all buckets become
    /// coarser.
    ///
    /// If the limit is within a coarser bucket, the zero bucket can end at the upper bound of that bucket.
    pub max_zero_threshold: f64,
}

#[doc(hidden)]
impl Native {
    /// The buckets from which the quantiles of summaries are computed: each is 2.2 % wider than the previous one.
    pub(crate) const OF_SUMMARIES: Native = Native::new(5).with_max_buckets(usize::MAX);

    /// Creates parameters with a schema, at most 160 buckets, and a zero bucket up to 2^-128 that is never widened.
    #[must_use]
    pub const fn new(schema: i32) -> Self {
        let schema = match schema {
            ..-4 => SCHEMAS.0,
            9.. => SCHEMAS.1,
            schema => schema,
        };
        Native { schema, zero_threshold: DEFAULT_ZERO_THRESHOLD, max_buckets: 160, max_zero_threshold: 0.0 }
    }

    /// Sets the upper bound of the zero bucket.
    #[must_use]
    pub const fn with_zero_threshold(mut self, zero_threshold: f64) -> Self {
        self.zero_threshold = threshold(zero_threshold);
        self
    }

    /// Sets the maximum number of buckets.
    #[must_use]
    pub const fn with_max_buckets(mut self, max_buckets: usize) -> Self {
        self.max_buckets = max_buckets;
        self
    }

    /// Sets the limit up to which the zero bucket is widened if there are too many buckets.
    #[must_use]
    pub const fn with_max_zero_threshold(mut self, max_zero_threshold: f64) -> Self {
        self.max_zero_threshold = threshold(max_zero_threshold);
        self
    }
}

/// Returns the nearest number that is finite and not negative.
const fn threshold(value: f64) -> f64 {
    match value {
        f64::MAX.. => f64::MAX,
        value if value > 0.0 => value,
        _ => 0.0,
    }
}

/// 2^-128.
const DEFAULT_ZERO_THRESHOLD: f64 = f64::from_bits((1023 - 128) << 52);
