//! Connections of a server: how many are open, how they start, and how long their bodies take.
//!
//! Read `accept`, which wraps a listener, then `io`, which wraps a connection, and `layer` and `body` for the bodies of
//! requests and responses.

mod accept;
mod body;
mod io;
mod layer;
mod metrics;

use std::future::Future;
use std::sync::Arc;

pub use self::accept::{Accept, CountedListener};
pub use self::body::TimedBody;
pub use self::io::CountedIo;
pub use self::layer::{BodyFuture, BodyLayer, BodyService};
use self::metrics::{ConnectionsMetrics, ListenerMetrics, TlsHandshake};
use crate::named::Named;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::timed::{Timed, WorkResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "connections";

/// Metrics of the connections of a server, by listener.
///
/// ```
/// use axum::routing::get;
/// use axum::Router;
/// use gapless::plugins::Connections;
/// use tokio::net::TcpListener;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connections = Connections::new();
/// let public = connections.listener("public");
/// let metrics = gapless::builder().plugin(connections).start().await?;
///
/// let app: Router = Router::new().route("/", get(|| async { "hello" })).layer(public.layer());
/// let listener = public.listen(TcpListener::bind("127.0.0.1:0").await?);
/// let server = axum::serve(listener, app);
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Connections {
    listeners: Named<ConnectionsMetrics, ListenerMetrics>,
    options: PluginOptions,
}

impl Connections {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Connections::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns a listener, such as a port of the server. All of its series are exported at zero.
    ///
    /// The names are your own: 100 names have series of their own, and further names share those of `_other`.
    #[must_use]
    pub fn listener(&self, name: &str) -> ServerListener {
        ServerListener(self.listeners.part([name]))
    }
}

impl Plugin for Connections {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        self.listeners.start(ConnectionsMetrics::start(context)?)?;
        Ok(Vec::new())
    }
}

/// A named listener of [`Connections`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct ServerListener(PluginMetrics<Arc<ListenerMetrics>>);

impl ServerListener {
    /// Wraps a listener for `axum::serve`, which counts connections and failures to accept one.
    ///
    /// ```
    /// use gapless::plugins::{CountedListener, ServerListener};
    /// use tokio::net::TcpListener;
    ///
    /// async fn bind(public: &ServerListener) -> std::io::Result<CountedListener<TcpListener>> {
    ///     Ok(public.listen(TcpListener::bind("0.0.0.0:8080").await?))
    /// }
    /// ```
    #[must_use]
    pub fn listen<L: Accept>(&self, listener: L) -> CountedListener<L> {
        CountedListener::new(listener, self.0.clone())
    }

    /// Measures a TLS handshake, such as `tokio_rustls::TlsAcceptor::accept`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let public = gapless::plugins::Connections::new().listener("public");
    /// let accept = async { Err::<(), _>("unknown certificate") }; // `acceptor.accept(stream)`
    /// assert!(public.tls(accept).await.is_err());
    /// # }
    /// ```
    pub fn tls<F>(&self, handshake: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: WorkResult,
    {
        Timed::new(self.0.get().cloned().map(TlsHandshake), handshake)
    }

    /// Returns a layer that measures how long the bodies of requests and responses take.
    ///
    /// ```
    /// use axum::Router;
    /// use gapless::plugins::Connections;
    ///
    /// let public = Connections::new().listener("public");
    /// let app: Router = Router::new().layer(public.layer());
    /// ```
    #[must_use]
    pub fn layer(&self) -> BodyLayer {
        BodyLayer(self.0.clone())
    }
}
