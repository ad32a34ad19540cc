//! Objectives of annotated functions.

/// The objective of a function: the part of its calls that must succeed, and the part that must be fast.
///
/// A call that ends as `error` or `panic` has failed. Percentages are decimal strings such as `99.9`, because a
/// floating-point number cannot represent them exactly.
///
/// ```
/// use gapless::Registry;
///
/// #[gapless::instrument_metric(name = "login", objective(success = 99.9, latency(0.25, 99.0)))]
/// fn login() -> Result<(), std::io::Error> {
///     Ok(())
/// }
///
/// # login().expect("it succeeds");
/// let calls = Registry::global().descriptors().find(|of| of.name == "login_calls_total");
/// let objective = calls.and_then(|of| of.objective).expect("the function has one");
/// assert_eq!(objective.success, Some("99.9"));
/// let latency = objective.latency.expect("it has a latency");
/// assert_eq!((latency.threshold, latency.percent), (0.25, "99"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Objective {
    /// The percentage of calls that must succeed, between 0 and 100.
    pub success: Option<&'static str>,
    /// The part of the calls that must be fast.
    pub latency: Option<LatencyObjective>,
}

/// The part of the calls that must be faster than a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct LatencyObjective {
    /// The threshold in seconds, which is the bound of a bucket.
    pub threshold: f64,
    /// The percentage of calls that must be faster, between 0 and 100.
    pub percent: &'static str,
}

/// For the macros, which build objectives in `const` code.
#[doc(hidden)]
impl Objective {
    /// Creates an objective without conditions.
    pub const NONE: Objective = Objective { success: None, latency: None };

    /// Sets the percentage of calls that must succeed.
    #[must_use]
    pub const fn with_success(mut self, percent: &'static str) -> Self {
        self.success = Some(percent);
        self
    }

    /// Sets the threshold in seconds, and the percentage of calls that must be faster.
    #[must_use]
    pub const fn with_latency(mut self, threshold: f64, percent: &'static str) -> Self {
        self.latency = Some(LatencyObjective { threshold, percent });
        self
    }
}
