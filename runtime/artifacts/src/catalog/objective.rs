//! Objectives of annotated functions.

/// The objective of a function: which part of its calls must succeed, and how fast.
///
/// Percentages are decimal strings, such as `99.9`, because a floating-point number cannot represent them.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// The percentage of calls that must succeed, between 0 and 100.
    pub success: Option<String>,
    /// How fast calls must be.
    pub latency: Option<LatencyObjective>,
}

/// The part of the calls that must be faster than a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct LatencyObjective {
    /// The threshold in seconds, which is the bound of a bucket.
    pub threshold: f64,
    /// The percentage of calls that must be faster, between 0 and 100.
    pub percent: String,
}
