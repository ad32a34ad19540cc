//! The listener of a server: a TCP port, or a Unix socket with its file.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{lookup_host, TcpListener};

#[cfg(unix)]
use self::unix::Socket;
use super::Address;
use crate::error::{Error, ErrorKind};

#[cfg(unix)]
mod unix;

/// The stream of a connection: TCP, a Unix socket or TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) enum Listener {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(Socket),
}

impl Listener {
    pub(super) async fn bind(address: &Address) -> Result<Self, Error> {
        let (address, bound) = match address {
            Address::Tcp(address) => {
                let found = resolve(address).await?;
                (address.clone(), TcpListener::bind(&*found).await.map(Listener::Tcp))
            }
            #[cfg(unix)]
            Address::Unix(path) => (path.display().to_string(), Socket::bind(path).await.map(Listener::Unix)),
        };
        bound.map_err(|cause| ErrorKind::Listen { address, cause }.into())
    }

    pub(super) fn address(&self) -> Option<SocketAddr> {
        match self {
            Listener::Tcp(listener) => listener.local_addr().ok(),
            #[cfg(unix)]
            Listener::Unix(_) => None,
        }
    }

    /// Accepts a connection. Returns its stream and the address of the client.
    pub(super) async fn accept(&self) -> (Box<dyn Stream>, Option<SocketAddr>) {
        loop {
            match self.try_accept().await {
                Ok(connection) => return connection,
                Err(error) => recover(&error).await,
            }
        }
    }

    async fn try_accept(&self) -> io::Result<(Box<dyn Stream>, Option<SocketAddr>)> {
        match self {
            Listener::Tcp(listener) => {
                let (stream, client) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok((Box::new(stream), Some(client)))
            }
            #[cfg(unix)]
            Listener::Unix(socket) => Ok((Box::new(socket.accept().await?), None)),
        }
    }
}

/// Resolves a host and port to addresses.
pub(super) async fn resolve(address: &str) -> Result<Vec<SocketAddr>, Error> {
    match lookup_host(address).await {
        Ok(found) => Ok(found.collect()),
        Err(cause) if cause.kind() == io::ErrorKind::InvalidInput => {
            Err(ErrorKind::Listen { address: address.to_owned(), cause }.into())
        }
        Err(cause) => Err(ErrorKind::Resolve { address: address.to_owned(), cause }.into()),
    }
}

/// Waits if the system lacks a resource, such as file descriptors. Without waiting, the error would repeat at once.
async fn recover(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, InvalidInput};
    if !matches!(error.kind(), ConnectionAborted | ConnectionReset | InvalidInput) {
        tracing::warn!("cannot accept connections, and will try again: {error}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
