//! The metrics of connections, and the record of a TLS handshake.

use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::Shared;
use gapless_core::{Counter, Histogram, LabelValue as _, Outcome, UpDownCounter};
use gapless_macros::defmetrics;

use super::NAME;
use crate::named::Part;
use crate::plugin::PluginContext;
use crate::timed::{outcome, Ended, Record, WorkResult, OUTCOMES};

defmetrics! {
    #![crate = gapless_core]
    #![into = ConnectionsMetrics]
    #![namespace = "server"]

    /// Failures to accept a connection.
    #[max_series(100)]
    pub(super) counter accept_failures_total(listener: &str);

    /// Duration of connections.
    #[buckets(0.01, 0.1, 1, 10, 60, 300, 900, 3600, 14400, 86400)]
    #[max_series(1300)]
    pub(super) histogram connection_duration_seconds(listener: &str);

    /// Accepted connections.
    #[max_series(100)]
    pub(super) counter connections_total(listener: &str);

    /// Open connections.
    #[max_series(100)]
    pub(super) up_down_counter open_connections(listener: &str);

    /// Time to read the body of a request, from the first read to its end, by outcome.
    #[max_series(25600)]
    pub(super) histogram request_body_duration_seconds(listener: &str, outcome: Outcome);

    /// Time to send the body of a response, from its first part to its end, by outcome.
    #[max_series(25600)]
    pub(super) histogram response_body_duration_seconds(listener: &str, outcome: Outcome);

    /// Duration of TLS handshakes, by outcome.
    #[max_series(25600)]
    pub(super) histogram tls_handshake_duration_seconds(listener: &str, outcome: Outcome);
}

impl ConnectionsMetrics {
    /// Registers the metrics. The buckets of the options are for bodies and handshakes: connections last much longer.
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = ConnectionsMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            let buckets = || buckets.iter().copied();
            builder = builder
                .request_body_duration_seconds_buckets(buckets())
                .response_body_duration_seconds_buckets(buckets())
                .tls_handshake_duration_seconds_buckets(buckets());
        }
        builder.register(&context.metrics(NAME))
    }
}

/// Whether a body belongs to a request or to a response.
#[derive(Clone, Copy, Debug)]
pub(super) enum Direction {
    Request,
    Response,
}

/// Histograms by outcome.
type ByOutcome = [Histogram<Duration, Shared>; 4];

/// The handles of one listener.
#[derive(Debug)]
pub(super) struct ListenerMetrics {
    pub(super) accept_failures: Counter<u64, Shared>,
    pub(super) accepted: Counter<u64, Shared>,
    pub(super) duration: Histogram<Duration, Shared>,
    pub(super) open: UpDownCounter<Shared>,
    request_bodies: ByOutcome,
    response_bodies: ByOutcome,
    tls_handshakes: ByOutcome,
}

impl ListenerMetrics {
    pub(super) fn bodies(&self, direction: Direction) -> &ByOutcome {
        match direction {
            Direction::Request => &self.request_bodies,
            Direction::Response => &self.response_bodies,
        }
    }
}

impl Part<ConnectionsMetrics> for ListenerMetrics {
    fn new(group: &ConnectionsMetrics, [name]: [&str; 1]) -> Self {
        ListenerMetrics {
            accept_failures: group.accept_failures_total(name).into_owned(),
            accepted: group.connections_total(name).into_owned(),
            duration: group.connection_duration_seconds(name).into_owned(),
            open: group.open_connections(name).into_owned(),
            request_bodies: OUTCOMES
                .map(|outcome| group.request_body_duration_seconds(name, outcome).into_owned()),
            response_bodies: OUTCOMES
                .map(|outcome| group.response_body_duration_seconds(name, outcome).into_owned()),
            tls_handshakes: OUTCOMES
                .map(|outcome| group.tls_handshake_duration_seconds(name, outcome).into_owned()),
        }
    }
}

/// The record of one TLS handshake.
pub(super) struct TlsHandshake(pub(super) Arc<ListenerMetrics>);

impl<R: WorkResult> Record<R> for TlsHandshake {
    fn end(self, ended: Ended<'_, R>, elapsed: Duration) {
        self.0.tls_handshakes[outcome(ended).index()].observe(elapsed);
    }
}
