//! WebSockets: connections, messages and handlers.
//!
//! Read `endpoint`, which upgrades a request, then `connection`, which records it, and `socket`, which the program
//! uses.

mod connection;
mod endpoint;
mod handler;
mod metrics;
mod socket;

pub use self::connection::WebSocketConnection;
pub use self::endpoint::WebSocketEndpoint;
pub use self::handler::WebSocketHandler;
use self::metrics::{EndpointMetrics, HandlerMetrics, WebSocketMetrics};
pub use self::socket::InstrumentedSocket;
use crate::named::Named;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginOptions, PluginResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "websocket";

/// Metrics of axum's WebSockets: connections, messages, and the time of handlers.
///
/// ```
/// use axum::extract::ws::WebSocketUpgrade;
/// use axum::routing::any;
/// use axum::Router;
/// use gapless::plugins::WebSocket;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sockets = WebSocket::new();
/// let echo = sockets.endpoint("echo");
/// let metrics = gapless::builder().plugin(sockets).start().await?;
///
/// let upgrade = move |upgrade: WebSocketUpgrade| async move {
///     echo.upgrade(upgrade, |mut socket| async move {
///         while let Some(Ok(message)) = socket.recv().await {
///             if socket.send(message).await.is_err() {
///                 break;
///             }
///         }
///     })
/// };
/// let app: Router = Router::new().route("/echo", any(upgrade)).merge(metrics.router());
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct WebSocket {
    endpoints: Named<WebSocketMetrics, EndpointMetrics>,
    handlers: Named<WebSocketMetrics, HandlerMetrics, 2>,
    options: PluginOptions,
}

impl WebSocket {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        WebSocket::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns an endpoint. All of its series are exported at zero.
    ///
    /// The names are your own: 100 names have series of their own, and further names share those of `_other`.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> WebSocketEndpoint {
        WebSocketEndpoint::new(name, self.endpoints.part([name]), self.handlers.clone())
    }
}

impl Plugin for WebSocket {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let metrics = WebSocketMetrics::start(context)?;
        self.endpoints.start(metrics.clone())?;
        self.handlers.start(metrics)?;
        Ok(Vec::new())
    }
}
