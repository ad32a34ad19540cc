//! Accepting connections.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use super::io::CountedIo;
use super::metrics::ListenerMetrics;
use crate::plugin::PluginMetrics;

/// How long a listener waits after an error of the system, such as too many open files. axum waits as long.
const PAUSE: Duration = Duration::from_secs(1);

/// A source of connections, such as a [`TcpListener`], which reports when it cannot accept one.
///
/// Implement it for a listener of your own:
///
/// ```
/// use std::io;
/// use std::net::SocketAddr;
///
/// use gapless::plugins::Accept;
/// use tokio::net::{TcpListener, TcpStream};
///
/// /// Disables Nagle's algorithm.
/// struct WithoutDelay(TcpListener);
///
/// impl Accept for WithoutDelay {
///     type Io = TcpStream;
///     type Addr = SocketAddr;
///
///     async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
///         let (stream, address) = self.0.accept().await?;
///         stream.set_nodelay(true)?;
///         Ok((stream, address))
///     }
///
///     fn local_addr(&self) -> io::Result<SocketAddr> {
///         self.0.local_addr()
///     }
/// }
/// ```
pub trait Accept: Send + 'static {
    /// The connection.
    type Io: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The address of a client.
    type Addr: Send;

    /// Accepts one connection, or returns why it could not.
    fn accept(&mut self) -> impl Future<Output = io::Result<(Self::Io, Self::Addr)>> + Send;

    /// Returns the address of the listener.
    ///
    /// # Errors
    ///
    /// Returns an error if the system does not know the address.
    fn local_addr(&self) -> io::Result<Self::Addr>;
}

impl Accept for TcpListener {
    type Io = tokio::net::TcpStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> io::Result<(Self::Io, Self::Addr)> {
        TcpListener::accept(self).await
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        TcpListener::local_addr(self)
    }
}

#[cfg(unix)]
impl Accept for tokio::net::UnixListener {
    type Io = tokio::net::UnixStream;
    type Addr = tokio::net::unix::SocketAddr;

    async fn accept(&mut self) -> io::Result<(Self::Io, Self::Addr)> {
        tokio::net::UnixListener::accept(self).await
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        tokio::net::UnixListener::local_addr(self)
    }
}

/// A listener for `axum::serve` that counts its connections.
///
/// [`ServerListener::listen`](super::ServerListener::listen) creates it.
#[derive(Debug)]
pub struct CountedListener<L> {
    listener: L,
    metrics: PluginMetrics<Arc<ListenerMetrics>>,
}

impl<L> CountedListener<L> {
    pub(super) fn new(listener: L, metrics: PluginMetrics<Arc<ListenerMetrics>>) -> Self {
        CountedListener { listener, metrics }
    }
}

impl<L: Accept> Listener for CountedListener<L> {
    type Io = CountedIo<L::Io>;
    type Addr = L::Addr;

    /// Accepts a connection. Like the listeners of axum, it tries again after an error. It waits after an error that is
    /// not about one connection.
    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            match self.listener.accept().await {
                Ok((io, address)) => return (CountedIo::new(io, self.metrics.get().cloned()), address),
                Err(error) => self.fail(&error).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl<L> CountedListener<L> {
    async fn fail(&mut self, error: &io::Error) {
        if let Some(metrics) = self.metrics.get() {
            metrics.accept_failures.inc();
        }
        if !is_about_one_connection(error) {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
