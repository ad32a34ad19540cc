//! What is exported of polls themselves: the group `gapless_poll`.

use gapless_macros::{defmetrics, LabelValue};

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_poll"]

    /// Runs of polls and manual measurements that failed, by why they did.
    #[max_series(1536)]
    pub(crate) counter poll_failures_total(poll: &str, reason: Reason);
}

/// Why a run failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum Reason {
    /// It returned one.
    Error,
    /// It panicked.
    Panic,
    /// It took longer than it may.
    Timeout,
}
