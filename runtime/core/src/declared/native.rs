//! The native buckets that a declaration asks for.

/// The coarsest schema and the finest one.
pub(crate) const SCHEMAS: (i32, i32) = (-4, 8);

/// What a declaration says of the native buckets of a histogram.
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
    /// How fine buckets are, from -4 to 8: each one's upper bound is that of the one before it times `2^(2^-schema)`.
    pub schema: i32,
    /// What is not above this is in the zero bucket.
    pub zero_threshold: f64,
    /// The most buckets that a series is exported with, the zero bucket apart.
    pub max_buckets: usize,
    /// How far the zero bucket is widened, where there are more, before all buckets become coarser. If it would end within one of
    /// the coarser buckets, it may end where that one ends.
    pub max_zero_threshold: f64,
}

#[doc(hidden)]
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
