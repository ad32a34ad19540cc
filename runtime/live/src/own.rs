//! Metrics about the live page: the group `gapless_live`, which a program with a live page exports.

use gapless_macros::{defmetrics, LabelValue};

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_live"]

    /// Clients that read the stream of the live page, by transport.
    pub(crate) up_down_counter live_clients(transport: Transport);

    /// Messages that clients of the live page missed, because they read too slowly.
    pub(crate) counter live_dropped_messages_total;

    /// Time to read the metrics of the live page and to write the messages for its clients.
    #[buckets(0.001, 0.01, 0.1, 1)]
    pub(crate) histogram live_gathering_duration_seconds;
}

/// The group of these metrics.
pub(crate) const GROUP: &str = "gapless_live";

/// How a client reads the stream.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum Transport {
    /// Server-sent events.
    Sse,
    #[cfg(feature = "websocket")]
    Websocket,
}
