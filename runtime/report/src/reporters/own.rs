//! Metrics about reporters: the group `gapless_reporter`.

use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_reporter"]

    /// Values that receivers accepted, by reporter.
    #[max_series(1000)]
    pub(crate) counter reporter_sent_total(reporter: &str);

    /// Failed attempts of reporters to send values.
    #[max_series(1000)]
    pub(crate) counter reporter_failures_total(reporter: &str);

    /// Values that reporters lost, because a queue was full or because a receiver rejected them.
    #[max_series(1000)]
    pub(crate) counter reporter_dropped_total(reporter: &str);

    /// Restarts of reporters after a panic.
    #[max_series(1000)]
    pub(crate) counter reporter_restarts_total(reporter: &str);

    /// Batches or requests that wait in the queue of a reporter.
    #[max_series(1000)]
    pub(crate) gauge reporter_queue_length(reporter: &str);

    /// Whether a reporter is enabled (1), or disabled by the program or by its limit of panics or failures (0).
    #[max_series(1000)]
    pub(crate) gauge reporter_enabled(reporter: &str);

    /// Whether a reporter is disabled because of its limit of panics or failures (1).
    #[max_series(1000)]
    pub(crate) gauge reporter_over_limit(reporter: &str);

    /// Time when a receiver last accepted values of a reporter, since unix epoch.
    #[max_series(1000)]
    pub(crate) gauge reporter_last_success_timestamp_seconds(reporter: &str);
}

/// The group of these metrics. They are exported once the program has a reporter.
pub(crate) const GROUP: &str = "gapless_reporter";
