//! A server of its own, for programs without one, or whose metrics are not for those who reach their other routes.
//!
//! It is hyper under an axum router, one task for each connection, on the runtime that it is started on. What a client may
//! take is bounded: connections, the time for a head and between requests, the time in which a reader has to take something,
//! and the size of a head. Where all connections are taken, others wait in the backlog of the system, so it is no client's
//! number that decides what the program spends.

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
use crate::exporter::Exporter;
use crate::router::PATH;
#[cfg(feature = "tls")]
use crate::tls::Tls;
use connection::Connections;
use listener::Listener;

mod accept;
mod connection;
mod listener;
mod phase;

/// A server of the metrics, which goes on until it is [shut down](Server::shutdown) or dropped.
///
/// ```
/// use gapless_http::{Auth, Server};
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
    /// Tells all tasks to stop, by being dropped.
    stop: watch::Sender<()>,
    accepting: JoinHandle<()>,
}

/// A [`Server`] to be, with what it serves and to whom.
#[derive(Debug)]
#[must_use = "nothing is served before `start`"]
pub struct ServerBuilder {
    place: Place,
    routes: Routes,
    auth: Option<Auth>,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
    limits: Limits,
}

#[derive(Debug)]
enum Place {
    Tcp(String),
    #[cfg(unix)]
    Unix(PathBuf),
}

#[derive(Debug)]
enum Routes {
    /// All metrics at the usual path, if there are none.
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
    /// A server at an address and port, such as `0.0.0.0:9464`; port 0 is any that is free.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is a text, a `SocketAddr`, whatever the caller has"
    )]
    pub fn bind(address: impl ToString) -> ServerBuilder {
        ServerBuilder::at(Place::Tcp(address.to_string()))
    }

    /// A server at a Unix socket. Who may open the file is who gets there.
    ///
    /// A socket that a server has left there which is no more is replaced, and the file is removed when this one stops.
    #[cfg(unix)]
    pub fn unix(path: impl Into<PathBuf>) -> ServerBuilder {
        ServerBuilder::at(Place::Unix(path.into()))
    }

    /// Where it listens; `None` for a Unix socket.
    #[must_use]
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Stops: no connection is accepted any more, and answers that are under way have ten seconds to end. A request that has come
    /// and is not yet read, on a kept connection or a new one, is answered by 503; connections without one are closed.
    ///
    /// To drop a server stops it as well, in the background, for as long as the runtime lives.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.accepting.await {
            tracing::error!("the server of the metrics ended early: {error}");
        }
    }
}

impl ServerBuilder {
    fn at(place: Place) -> Self {
        ServerBuilder {
            place,
            routes: Routes::Exporters(Vec::new()),
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

    /// Where the metrics are, if not at `/metrics`; at any other path is 404.
    pub fn path(self, path: impl Into<String>) -> Self {
        self.export(path, Exporter::default())
    }

    /// Serves an exporter at a path, beside others at paths of their own; at any other path is 404, and so is at `/metrics`
    /// if nothing is given that path.
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

    /// Serves this router, and nothing else: what is at which path is its to say.
    ///
    /// ```
    /// use axum::{routing::get, Router};
    /// use gapless_http::Server;
    ///
    /// let health = Router::new().route("/health", get(|| async { "well" }));
    /// let server = Server::bind("127.0.0.1:0").router(gapless_http::router().merge(health));
    /// ```
    pub fn router(mut self, router: Router) -> Self {
        self.routes = Routes::Router(router);
        self
    }

    /// Finds out whether the host of the address resolves, without listening on it. The file of a Unix socket always does.
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
    /// assert!(gapless_http::Server::bind("127.0.0.1:0").resolve().await.is_ok());
    /// assert!(gapless_http::Server::bind("127.0.0.1:80000").resolve().await.is_err());
    /// # }
    /// ```
    pub async fn resolve(&self) -> Result<(), Error> {
        match &self.place {
            Place::Tcp(address) => listener::resolve(address).await.map(drop),
            #[cfg(unix)]
            Place::Unix(_) => Ok(()),
        }
    }

    /// Who is let in, whatever the path; everyone by default.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Speaks HTTPS, and nothing else.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// How long a client may take for the head of a request, or for the handshake of TLS; 10 seconds by default.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// How long a connection is kept between two requests, and for a client that reads nothing of its answer; 3 minutes by
    /// default, which outlasts the interval of most scrapers.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_timeout = timeout;
        self
    }

    /// How many connections there are at once, at least one; 256 by default. Others wait until one of these ends.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.max_connections = connections.max(1);
        self
    }

    /// Listens, and serves in the background from now on.
    ///
    /// # Errors
    ///
    /// If it cannot listen there, if a path is none or is given twice, or if there is no tokio runtime.
    ///
    /// ```
    /// use gapless_http::{ErrorKind, Server};
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
        let connections = Connections {
            router: match self.auth {
                Some(auth) => router.layer(auth),
                None => router,
            },
            #[cfg(feature = "tls")]
            tls: self.tls,
            limits: self.limits,
        };
        let listener = Listener::bind(&self.place).await?;
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

/// Each exporter at its path, and an answer at any other path that names these.
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

/// Whether axum takes it for a path, and for no pattern.
fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"{}:*?#".contains(&byte))
}
