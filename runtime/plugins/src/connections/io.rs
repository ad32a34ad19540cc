//! A connection, which is open until it is dropped.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use gapless_core::dynamic::Shared;
use gapless_core::{Timer, UpDownGuard};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::metrics::ListenerMetrics;

/// A connection that counts as open until it is dropped.
///
/// ```
/// use gapless::plugins::CountedIo;
/// use tokio::net::TcpStream;
///
/// fn peer(connection: &CountedIo<TcpStream>) -> std::io::Result<std::net::SocketAddr> {
///     connection.get_ref().peer_addr()
/// }
/// ```
#[derive(Debug)]
pub struct CountedIo<I> {
    io: I,
    /// Count the end when they are dropped; `None` if the plugin had not started.
    _open: Option<(UpDownGuard<Shared>, Timer<Shared>)>,
}

impl<I> CountedIo<I> {
    /// Counts a connection that was accepted.
    pub(super) fn new(io: I, metrics: Option<Arc<ListenerMetrics>>) -> Self {
        let open = metrics.map(|metrics| {
            metrics.accepted.inc();
            (metrics.open.guard(), metrics.duration.start_timer())
        });
        CountedIo { io, _open: open }
    }

    /// Returns the connection inside.
    pub fn get_ref(&self) -> &I {
        &self.io
    }

    /// Returns the connection inside.
    pub fn get_mut(&mut self) -> &mut I {
        &mut self.io
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for CountedIo<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for CountedIo<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}
