//! The body of an answer: written a chunk at a time, with room for other tasks after each.
//!
//! Up to a mebibyte is written before the answer begins, so that its length is in the head and its numbers do not wait for
//! a slow reader. What is longer is written as it is read. Each answer is compressed by itself, a chunk when it comes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{ready, Context, Poll};

use axum::body::{Bytes, HttpBody};
use gapless_encode::Format;
use http_body::{Frame, SizeHint};

use crate::compressor::Compressor;
use crate::encoding::Coding;
use crate::own::ScrapeInFlight;
use crate::rendering::{Reader, AHEAD};

pub(crate) struct ScrapeBody {
    written: VecDeque<Bytes>,
    /// `None` when all is written.
    rest: Option<Reader>,
    /// If it is compressed.
    compressor: Option<Compressor>,
    /// Whether other tasks had their turn since the last chunk.
    paused: bool,
    in_flight: ScrapeInFlight,
}

impl ScrapeBody {
    pub(crate) async fn new(format: Format, coding: Option<Coding>) -> Self {
        let mut body = ScrapeBody {
            in_flight: ScrapeInFlight::new(format),
            written: VecDeque::new(),
            rest: Some(Reader::new(format)),
            compressor: coding.map(Compressor::new),
            paused: true,
        };
        while body.written.len() < AHEAD {
            let Some(chunk) = poll_fn(|context| body.poll_chunk(context)).await else { break };
            body.written.push_back(chunk);
        }
        body
    }

    /// The next chunk, unless other tasks come first.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if !self.paused {
            self.paused = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Some(rest) = &mut self.rest else { return Poll::Ready(None) };
        let chunk = ready!(rest.poll_chunk(context));
        self.paused = false;
        match &chunk {
            Some(chunk) => self.in_flight.add(chunk),
            None => {
                self.rest = None;
                self.in_flight.record();
            }
        }
        let Some(compressor) = &mut self.compressor else { return Poll::Ready(chunk) };
        match compressor.compress(chunk.as_deref()) {
            nothing if nothing.is_empty() => self.poll_chunk(context),
            bytes => Poll::Ready(Some(bytes)),
        }
    }
}

impl HttpBody for ScrapeBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let chunk = match this.written.pop_front() {
            None if this.rest.is_some() => ready!(this.poll_chunk(context)),
            written => written,
        };
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.written.is_empty() && self.rest.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let written = self.written.iter().map(|chunk| chunk.len() as u64).sum();
        let mut hint = SizeHint::new();
        match self.rest {
            Some(_) => hint.set_lower(written),
            None => hint.set_exact(written),
        }
        hint
    }
}
