//! A server for the metrics, for programs without a server or with public routes that must not expose metrics.
//!
//! The server runs an axum router on hyper, with one task for each connection, on the runtime that starts it. Every
//! resource that a client can use is limited: connections, the time for a head, between requests and for reading, and
//! the size of a head. At the limit, new connections wait in the backlog of the system, so clients cannot exhaust the
//! memory of the program.

use std::collections::BTreeSet;
use std::future::ready;
use std::net::SocketAddr;
#[cfg(unix)]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::Router;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::auth::Auth;
use crate::error::{Error, ErrorKind};
use crate::exporter::{Exporter, PATH};
#[cfg(feature = "tls")]
use crate::tls::Tls;
use connection::Connections;
use listener::Listener;

mod accept;
mod connection;
mod listener;
mod phase;

/// A running server for the metrics. It stops when it is [shut down](Server::shutdown) or dropped.
///
/// ```
/// use gapless::http::{Auth, Server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::bind("127.0.0.1:0").auth(Auth::bearer(["token"])?).start().await?;
/// println!("metrics are at {:?}", server.local_addr());
/// server.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a server stops when it is dropped"]
pub struct Server {
    address: Option<SocketAddr>,
    /// Dropped to stop all tasks.
    stop: watch::Sender<()>,
    accepting: JoinHandle<()>,
}

/// Builds and starts a [`Server`].
#[derive(Debug)]
#[must_use = "call `start()` to start the server"]
pub struct ServerBuilder {
    address: Address,
    routes: Routes,
    /// The routes that guard themselves.
    beside: Router,
    auth: Option<Auth>,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
    limits: Limits,
}

#[derive(Debug)]
enum Address {
    Tcp(String),
    #[cfg(unix)]
    Unix(PathBuf),
}

#[derive(Debug)]
enum Routes {
    /// All metrics on `/metrics`, if the list is empty.
    Exporters(Vec<(String, Exporter)>),
    Router(Router),
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    header_timeout: Duration,
    idle_timeout: Duration,
    max_connections: usize,
}

impl Server {
    /// Returns a builder for a server on an address and port, such as `0.0.0.0:9464`. Port 0 chooses a free port.
    #[expect(clippy::needless_pass_by_value, reason = "callers pass a string or a `SocketAddr`")]
    pub fn bind(address: impl ToString) -> ServerBuilder {
        ServerBuilder::at(Address::Tcp(address.to_string()))
    }

    /// Returns a builder for a server on a Unix socket. The permissions of the file decide who can connect.
    ///
    /// A stale socket file is replaced. The file is removed when the server stops.
    #[cfg(unix)]
    pub fn unix(path: impl Into<PathBuf>) -> ServerBuilder {
        ServerBuilder::at(Address::Unix(path.into()))
    }

    /// Returns the address of the server; `None` for a Unix socket.
    #[must_use]
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Stops the server. It accepts no more connections, and waits up to ten seconds for responses in progress.
    /// Requests that have arrived but are not yet read are answered with 503. Idle connections are closed.
    ///
    /// Dropping a server also stops it, in the background.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.accepting.await {
            tracing::error!("the server for the metrics failed: {error}");
        }
    }
}

impl ServerBuilder {
    fn at(address: Address) -> Self {
        ServerBuilder {
            address,
            routes: Routes::Exporters(Vec::new()),
            beside: Router::new(),
            auth: None,
            #[cfg(feature = "tls")]
            tls: None,
            limits: Limits {
                header_timeout: Duration::from_secs(10),
                idle_timeout: Duration::from_secs(180),
                max_connections: 256,
            },
        }
    }

    /// Serves all metrics on this path instead of `/metrics`. Other paths are answered with 404.
    pub fn path(self, path: impl Into<String>) -> Self {
        self.export(path, Exporter::default())
    }

    /// Serves an exporter or a view on a path, in addition to other calls of `export` and `path`. Other paths are
    /// answered with 404, including `/metrics`.
    ///
    /// ```
    /// use gapless::encode::View;
    /// use gapless::http::Server;
    ///
    /// let ops = View::builder().groups(["gapless"]).build()?;
    /// let server = Server::bind("127.0.0.1:0").path("/metrics").export("/metrics/ops", ops);
    /// # Ok::<(), gapless::encode::Error>(())
    /// ```
    pub fn export(mut self, path: impl Into<String>, exporter: impl Into<Exporter>) -> Self {
        let export = (path.into(), exporter.into());
        match &mut self.routes {
            Routes::Exporters(exports) => exports.push(export),
            Routes::Router(_) => self.routes = Routes::Exporters(vec![export]),
        }
        self
    }

    /// Serves only this router, which decides what is at which path.
    ///
    /// ```
    /// use axum::{routing::get, Router};
    /// use gapless::http::Server;
    ///
    /// let health = Router::new().route("/health", get(|| async { "ok" }));
    /// let server = Server::bind("127.0.0.1:0").router(gapless::router().merge(health));
    /// ```
    pub fn router(mut self, router: Router) -> Self {
        self.routes = Routes::Router(router);
        self
    }

    /// Checks that the host of the address resolves, without listening on it. The path of a Unix socket always
    /// resolves.
    ///
    /// # Errors
    ///
    /// Returns an error if the address is not a host and a port, or if the host does not resolve.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime if the host is a name.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// assert!(gapless::http::Server::bind("127.0.0.1:0").resolve().await.is_ok());
    /// assert!(gapless::http::Server::bind("127.0.0.1:80000").resolve().await.is_err());
    /// # }
    /// ```
    pub async fn resolve(&self) -> Result<(), Error> {
        match &self.address {
            Address::Tcp(address) => listener::resolve(address).await.map(drop),
            #[cfg(unix)]
            Address::Unix(_) => Ok(()),
        }
    }

    /// Restricts access on all paths; everyone has access by default.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Serves other routes in addition, which guard themselves: `auth` does not apply to them. For the crate `gapless`;
    /// it may change in any release.
    #[doc(hidden)]
    pub fn beside(mut self, router: Router) -> Self {
        self.beside = self.beside.merge(router);
        self
    }

    /// Serves HTTPS only.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Sets the time limit for the head of a request and for the TLS handshake; 10 seconds by default.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// Sets how long a connection stays open between requests, or while the client does not read the response. The
    /// default is 3 minutes, which is longer than the interval of most scrapers.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_timeout = timeout;
        self
    }

    /// Sets the limit for concurrent connections, at least 1; 256 by default. Other connections wait until one ends.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.max_connections = connections.max(1);
        self
    }

    /// Binds the address, and serves in the background.
    ///
    /// # Errors
    ///
    /// Returns an error if the address cannot be bound, if a path is not valid or used twice, or if the call is
    /// outside a tokio runtime.
    ///
    /// ```
    /// use gapless::http::{ErrorKind, Server};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let error = Server::bind("127.0.0.1:0").path("metrics").start().await.unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Path(path) if path == "metrics"));
    /// # }
    /// ```
    pub async fn start(self) -> Result<Server, Error> {
        let runtime = Handle::try_current().map_err(|_| ErrorKind::NoRuntime)?;
        let router = self.routes.into_router()?;
        let guarded = match self.auth {
            Some(auth) => router.layer(auth),
            None => router,
        };
        let connections = Connections {
            router: guarded.merge(self.beside),
            #[cfg(feature = "tls")]
            tls: self.tls,
            limits: self.limits,
        };
        let listener = Listener::bind(&self.address).await?;
        let address = listener.address();
        let (stop, stopped) = watch::channel(());
        let accepting = runtime.spawn(accept::run(listener, Arc::new(connections), stopped));
        Ok(Server { address, stop, accepting })
    }
}

impl Routes {
    fn into_router(self) -> Result<Router, ErrorKind> {
        match self {
            Routes::Router(router) => Ok(router),
            Routes::Exporters(exports) if exports.is_empty() => {
                merge(vec![(PATH.to_owned(), Exporter::default())])
            }
            Routes::Exporters(exports) => merge(exports),
        }
    }
}

/// Merges the routers of exporters. Other paths are answered with the paths of the exporters.
fn merge(exports: Vec<(String, Exporter)>) -> Result<Router, ErrorKind> {
    let (mut router, mut paths) = (Router::new(), BTreeSet::new());
    for (path, exporter) in exports {
        if !is_path(&path) {
            return Err(ErrorKind::Path(path));
        }
        if !paths.insert(path.clone()) {
            return Err(ErrorKind::PathTwice(path));
        }
        router = router.merge(exporter.router_at(&path));
    }
    let paths: Vec<_> = paths.into_iter().map(|path| format!("`{path}`")).collect();
    let paths = paths.join(" and ");
    Ok(router.fallback(move |uri: Uri| ready(not_found(&uri, &paths))))
}

fn not_found(uri: &Uri, paths: &str) -> impl IntoResponse + use<> {
    let words = format!("nothing is served at `{}`; the metrics are at {paths}\n", uri.path());
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")], words)
}

/// Returns whether axum accepts a path, and it is not a pattern. For the crate `gapless`; it may change in any release.
#[doc(hidden)]
#[must_use]
pub fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"{}:*?#".contains(&byte))
}
