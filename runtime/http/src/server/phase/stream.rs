//! The stream of a connection, which reports reads and writes to its phase.
//!
//! A client whose request is rejected before it was read may still be sending. Closing would reset the connection and
//! lose the response, so the stream first reads and discards the rest, for at most the time limit of a head.

use std::io;
use std::pin::Pin;
use std::task::{ready, Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{At, Phase};
use crate::server::listener::Stream;

pub(crate) struct PhaseStream {
    stream: Box<dyn Stream>,
    phase: Phase,
}

impl PhaseStream {
    pub(crate) fn new(stream: Box<dyn Stream>, phase: Phase) -> Self {
        PhaseStream { stream, phase }
    }

    fn written<T>(&self, written: Poll<T>) -> Poll<T> {
        self.phase.set_blocked(written.is_pending());
        written
    }

    /// Reads and discards everything until the client closes.
    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut dropped = [0; 4096];
        loop {
            let mut dropped = ReadBuf::new(&mut dropped);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut dropped))?;
            if dropped.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncRead for PhaseStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.phase.step(At::Idle, At::Head);
        }
        read
    }
}

impl AsyncWrite for PhaseStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        ready!(self.written(flushed))?;
        self.phase.step(At::Answered, At::Idle);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        ready!(self.written(shut))?;
        match self.phase.at() {
            At::Head => self.poll_drain(context),
            _ => Poll::Ready(Ok(())),
        }
    }
}
