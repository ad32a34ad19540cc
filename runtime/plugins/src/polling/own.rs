//! The metrics of measurements themselves: the group `gapless_poll`.

use gapless_macros::{defmetrics, LabelValue};

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_poll"]

    /// Failed runs of polling groups and manual groups, by reason.
    #[max_series(1536)]
    pub(crate) counter poll_failures_total(poll: &str, reason: Reason);
}

/// Why a run failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum Reason {
    /// The measurement returned an error.
    Error,
    /// The measurement panicked.
    Panic,
    /// The run exceeded its time limit.
    Timeout,
}
