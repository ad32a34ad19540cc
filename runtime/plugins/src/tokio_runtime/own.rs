//! The delay of timers of one runtime: the group `tokio`.

use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![into = DelayMetrics]
    #![namespace = "tokio"]

    /// Time between the moment for which a timer of a tokio runtime is set and the moment at which it fires.
    #[native]
    #[buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)]
    pub(super) histogram scheduling_delay_seconds;
}
