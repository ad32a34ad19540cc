//! The options of a recorder.

use std::time::Duration;

/// The default limit of the series of a metric.
const MAX_SERIES: usize = 4096;

/// The options for families that are created from now on.
#[derive(Clone, Debug)]
pub(super) struct Options {
    /// The buckets by name pattern; the first match applies.
    pub(super) buckets: Vec<(String, Vec<f64>)>,
    pub(super) max_series: usize,
    pub(super) idle_timeout: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Options { buckets: Vec::new(), max_series: MAX_SERIES, idle_timeout: None }
    }
}
