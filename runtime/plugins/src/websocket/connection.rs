//! A connection: how it ends, and what passes through it.
//!
//! The first event that ends a connection decides on its outcome: a close frame, an error, or the program's word. A
//! session that ends without any of these, or with a panic, aborts the connection, because its client sees no close
//! frame.

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use std::{io, iter};

use axum::extract::ws::Message;
use gapless_core::dynamic::Shared;
use gapless_core::{LabelValue as _, Outcome, UpDownGuard};

use super::metrics::{ConnectResult, ConnectionOutcome, Direction, EndpointMetrics};
use crate::timed::{Ended, Record};

/// The message of the error of tungstenite that means that a client left without a close frame. Its type is that of one
/// version of tungstenite, which axum does not name.
const LEFT: &str = "Connection reset without closing handshake";

/// A connection that a session can describe.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::plugins::InstrumentedSocket;
/// use tokio::time::timeout;
///
/// async fn session(mut socket: InstrumentedSocket) {
///     let connection = socket.connection();
///     while let Ok(message) = timeout(Duration::from_secs(60), socket.recv()).await {
///         let Some(Ok(_message)) = message else { return };
///     }
///     connection.timed_out();
/// }
/// ```
#[derive(Clone, Debug)]
pub struct WebSocketConnection(pub(super) Arc<Connection>);

impl WebSocketConnection {
    /// States that the session ends because the client took too long: the outcome of the connection is `timeout`,
    /// unless it has ended otherwise before.
    pub fn timed_out(&self) {
        self.0.end(ConnectionOutcome::Timeout);
    }
}

/// The state of a connection.
#[derive(Debug)]
pub(super) struct Connection {
    /// `None` if the plugin had not started when the connection was opened.
    metrics: Option<Arc<EndpointMetrics>>,
    /// The first event that ends the connection.
    outcome: OnceLock<ConnectionOutcome>,
}

impl Connection {
    pub(super) fn new(metrics: Option<Arc<EndpointMetrics>>) -> Self {
        Connection { metrics, outcome: OnceLock::new() }
    }

    /// Counts a message of the program or of the client. A close frame ends the connection. Other control frames are
    /// not counted.
    pub(super) fn pass(&self, direction: Direction, message: &Message) {
        let bytes = match message {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) => bytes.len(),
            Message::Ping(_) | Message::Pong(_) => return,
            Message::Close(_) => return self.close(),
        };
        if let Some(metrics) = &self.metrics {
            metrics.messages[direction.index()].inc();
            metrics.bytes[direction.index()].inc_by(bytes as u64);
        }
    }

    /// Notes a close frame.
    pub(super) fn close(&self) {
        self.end(ConnectionOutcome::Normal);
    }

    /// Notes an error of the socket.
    pub(super) fn fail(&self, error: &axum::Error) {
        let left = causes(error).any(|cause| cause.is::<io::Error>() || cause.to_string() == LEFT);
        self.end(if left { ConnectionOutcome::Aborted } else { ConnectionOutcome::Error });
    }

    fn end(&self, outcome: ConnectionOutcome) {
        self.outcome.get_or_init(|| outcome);
    }
}

/// Returns an error and its causes.
fn causes(error: &axum::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    iter::successors(Some(error as &(dyn Error + 'static)), |&cause| cause.source())
}

/// The record of a connection, from the upgrade to the end of its session.
pub(super) struct OpenConnection {
    connection: Arc<Connection>,
    metrics: Arc<EndpointMetrics>,
    open: Option<UpDownGuard<Shared>>,
}

impl OpenConnection {
    /// Returns the record of a connection, if its plugin has started.
    pub(super) fn new(connection: Arc<Connection>) -> Option<Self> {
        let metrics = connection.metrics.clone()?;
        Some(OpenConnection { connection, metrics, open: None })
    }
}

impl Record<()> for OpenConnection {
    fn start(&mut self) {
        self.metrics.connect(ConnectResult::Ok);
        self.open = Some(self.metrics.connections.guard());
    }

    fn end(self, ended: Ended<'_, ()>, elapsed: Duration) {
        if ended == Err(Outcome::Panic) {
            self.metrics.panics.inc();
        }
        let outcome = match ended {
            Ok(()) => self.connection.outcome.get().copied().unwrap_or(ConnectionOutcome::Aborted),
            Err(_) => ConnectionOutcome::Aborted,
        };
        self.metrics.duration[outcome.index()].observe(elapsed);
    }
}
