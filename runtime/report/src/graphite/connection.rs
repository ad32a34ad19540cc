//! The connection to a Graphite server.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::reporters::Failure;

/// A connection on which the server does not answer.
#[derive(Debug)]
pub(super) struct Connection(TcpStream);

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Open,
    /// The server has closed it.
    Closed,
    /// The server closed it before it had read all lines.
    Reset,
}

impl Connection {
    pub(super) async fn open(address: &str, limit: Duration) -> Result<Self, Failure> {
        let connecting = within(limit, TcpStream::connect(address)).await;
        let stream = connecting.map_err(|error| {
            Failure::new(format!("could not connect to Graphite at `{address}`: {error}"))
        })?;
        Ok(Connection(stream))
    }

    /// Returns the state of the connection. Writing to a closed connection succeeds once.
    pub(super) async fn state(&self) -> State {
        // The runtime learns about the sockets while the task waits.
        tokio::task::yield_now().await;
        match self.0.try_read(&mut [0]) {
            Ok(1..) => State::Open,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => State::Open,
            Ok(0) if matches!(self.0.take_error(), Ok(None)) => State::Closed,
            _ => State::Reset,
        }
    }

    pub(super) async fn send(&mut self, text: &[u8], limit: Duration) -> io::Result<()> {
        within(limit, self.0.write_all(text)).await
    }

    /// Sends what the system still has, and ends the connection.
    pub(super) async fn close(mut self, limit: Duration) -> io::Result<()> {
        within(limit, self.0.shutdown()).await
    }
}

async fn within<T>(limit: Duration, call: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let too_slow = |_| io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {limit:?}"));
    timeout(limit, call).await.map_err(too_slow)?
}

/// Checks that an address contains a host and a port.
pub(super) fn check(address: &str) -> Result<(), Failure> {
    let port = address.rsplit_once(':').filter(|(host, _)| !host.is_empty() && !host.contains('/'));
    match port.map(|(_, port)| port.parse::<u16>()) {
        Some(Ok(_)) => Ok(()),
        _ => Err(Failure::new(format!(
            "`{address}` is not the address of a Graphite server; write a host and a port, such as `localhost:2003`"
        ))),
    }
}
