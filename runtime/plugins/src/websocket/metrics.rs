//! The metrics of WebSockets.

use std::time::Duration;

use gapless_core::dynamic::Shared;
use gapless_core::{Counter, Histogram, LabelValue as _, Outcome, UpDownCounter};
use gapless_macros::{defmetrics, LabelValue};

use super::NAME;
use crate::named::Part;
use crate::plugin::PluginContext;
use crate::timed::OUTCOMES;

/// Whether an upgrade succeeded.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum ConnectResult {
    Ok,
    Failed,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum ConnectionOutcome {
    Normal,
    Error,
    Timeout,
    Aborted,
}

/// The direction of a message, as the program sees it.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum Direction {
    Received,
    Sent,
}

defmetrics! {
    #![crate = gapless_core]
    #![into = WebSocketMetrics]
    #![namespace = "websocket"]

    /// Duration of WebSocket connections, by outcome.
    #[buckets(0.1, 1, 10, 60, 300, 900, 3600, 14400, 86400)]
    #[max_series(4800)]
    pub(super) histogram connection_duration_seconds(endpoint: &str, outcome: ConnectionOutcome);

    /// Open WebSocket connections.
    #[max_series(100)]
    pub(super) up_down_counter connections(endpoint: &str);

    /// Upgrades to WebSocket connections, by result.
    #[max_series(200)]
    pub(super) counter connects_total(endpoint: &str, result: ConnectResult);

    /// Duration of handlers in WebSocket sessions, by outcome.
    #[max_series(25600)]
    pub(super) histogram handler_duration_seconds(endpoint: &str, handler: &str, outcome: Outcome);

    /// Payload of text and binary messages.
    #[max_series(200)]
    pub(super) counter message_bytes_total(endpoint: &str, direction: Direction);

    /// Text and binary messages.
    #[max_series(200)]
    pub(super) counter messages_total(endpoint: &str, direction: Direction);

    /// WebSocket sessions that panicked.
    #[max_series(100)]
    pub(super) counter panics_total(endpoint: &str);
}

impl WebSocketMetrics {
    /// Registers the metrics. The buckets of the options are for handlers: connections last much longer.
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = WebSocketMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.handler_duration_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }
}

/// The handles of one endpoint.
#[derive(Debug)]
pub(super) struct EndpointMetrics {
    /// By result.
    connects: [Counter<u64, Shared>; 2],
    pub(super) connections: UpDownCounter<Shared>,
    /// By outcome.
    pub(super) duration: [Histogram<Duration, Shared>; 4],
    /// By direction.
    pub(super) messages: [Counter<u64, Shared>; 2],
    /// By direction.
    pub(super) bytes: [Counter<u64, Shared>; 2],
    pub(super) panics: Counter<u64, Shared>,
}

impl EndpointMetrics {
    pub(super) fn connect(&self, result: ConnectResult) {
        self.connects[result.index()].inc();
    }
}

impl Part<WebSocketMetrics> for EndpointMetrics {
    fn new(group: &WebSocketMetrics, [name]: [&str; 1]) -> Self {
        EndpointMetrics {
            connects: ConnectResult::VALUES.map(|result| group.connects_total(name, result).into_owned()),
            connections: group.connections(name).into_owned(),
            duration: ConnectionOutcome::VALUES
                .map(|outcome| group.connection_duration_seconds(name, outcome).into_owned()),
            messages: Direction::VALUES.map(|direction| group.messages_total(name, direction).into_owned()),
            bytes: Direction::VALUES.map(|direction| group.message_bytes_total(name, direction).into_owned()),
            panics: group.panics_total(name).into_owned(),
        }
    }
}

/// The handles of one handler.
#[derive(Debug)]
pub(super) struct HandlerMetrics {
    /// By outcome.
    pub(super) duration: [Histogram<Duration, Shared>; 4],
}

impl Part<WebSocketMetrics, 2> for HandlerMetrics {
    fn new(group: &WebSocketMetrics, [endpoint, handler]: [&str; 2]) -> Self {
        HandlerMetrics {
            duration: OUTCOMES
                .map(|outcome| group.handler_duration_seconds(endpoint, handler, outcome).into_owned()),
        }
    }
}
