//! An endpoint: it upgrades requests, and knows its handlers.

use std::future::Future;
use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;

use super::connection::{Connection, OpenConnection};
use super::handler::WebSocketHandler;
use super::metrics::{ConnectResult, EndpointMetrics, HandlerMetrics, WebSocketMetrics};
use super::socket::InstrumentedSocket;
use crate::named::Named;
use crate::plugin::PluginMetrics;
use crate::timed::Timed;

/// An endpoint of [`WebSocket`](super::WebSocket). Clones share the series.
#[derive(Clone, Debug)]
pub struct WebSocketEndpoint {
    name: Arc<str>,
    metrics: PluginMetrics<Arc<EndpointMetrics>>,
    handlers: Named<WebSocketMetrics, HandlerMetrics, 2>,
}

impl WebSocketEndpoint {
    pub(super) fn new(
        name: &str,
        metrics: PluginMetrics<Arc<EndpointMetrics>>,
        handlers: Named<WebSocketMetrics, HandlerMetrics, 2>,
    ) -> Self {
        WebSocketEndpoint { name: name.into(), metrics, handlers }
    }

    /// Upgrades a request, and runs `session` with the socket. The connection ends with the session.
    ///
    /// Use it instead of [`WebSocketUpgrade::on_upgrade`]. It counts upgrades that fail, so it sets
    /// [`WebSocketUpgrade::on_failed_upgrade`] itself.
    ///
    /// ```
    /// use axum::extract::ws::{Message, WebSocketUpgrade};
    /// use axum::extract::State;
    /// use axum::response::Response;
    /// use gapless::plugins::WebSocketEndpoint;
    ///
    /// async fn greet(State(endpoint): State<WebSocketEndpoint>, upgrade: WebSocketUpgrade) -> Response {
    ///     endpoint.upgrade(upgrade.protocols(["greeting"]), |mut socket| async move {
    ///         let _ = socket.send(Message::text("hello")).await; // the client may have left
    ///         let _ = socket.send(Message::Close(None)).await;
    ///     })
    /// }
    /// ```
    #[must_use = "this response must be returned to the client"]
    pub fn upgrade<S, F>(&self, upgrade: WebSocketUpgrade, session: S) -> Response
    where
        S: FnOnce(InstrumentedSocket) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (opened, failed) = (self.metrics.clone(), self.metrics.clone());
        let failed = move |_| {
            if let Some(metrics) = failed.get() {
                metrics.connect(ConnectResult::Failed);
            }
        };
        upgrade.on_failed_upgrade(failed).on_upgrade(move |socket| {
            let connection = Arc::new(Connection::new(opened.get().cloned()));
            let open = OpenConnection::new(connection.clone());
            Timed::new(open, async move { session(InstrumentedSocket::new(socket, connection)).await })
        })
    }

    /// Returns a handler: a named part of the work in a session, such as `mount` or the name of an event. All of its
    /// series are exported at zero.
    ///
    /// ```
    /// use axum::extract::ws::Message;
    /// use gapless::plugins::{InstrumentedSocket, WebSocket};
    ///
    /// let chat = WebSocket::new().endpoint("chat");
    /// let say = chat.handler("say");
    /// let session = |mut socket: InstrumentedSocket| async move {
    ///     while let Some(Ok(Message::Text(text))) = socket.recv().await {
    ///         say.run(async { println!("{text}") }).await;
    ///     }
    /// };
    /// ```
    #[must_use]
    pub fn handler(&self, name: &str) -> WebSocketHandler {
        WebSocketHandler(self.handlers.part([&self.name, name]))
    }
}
