//! The body of a response: written in chunks, with other tasks in between.
//!
//! Up to 1 MiB is written before the response begins, so that its length is in the head and a slow reader does not
//! delay the numbers. The rest is written while the client reads. After the client's timeout, the body ends with an
//! error: the response is an error or visibly incomplete. Each response is compressed separately, chunk by chunk.

use std::collections::VecDeque;
use std::future::{poll_fn, Future};
use std::pin::{pin, Pin};
use std::task::{ready, Context, Poll};

use axum::body::{Bytes, HttpBody};
use gapless_encode::{Format, View};
use http_body::{Frame, SizeHint};

use crate::compression::{Coding, Compressor};
use crate::deadline::Deadline;
use crate::limit::Permit;
use crate::own::ScrapeInFlight;
use crate::refusal::{Refusal, Unwritten};
use crate::rendering::{Reader, Step, AHEAD};

#[cfg(test)]
mod tests;

pub(crate) struct ScrapeBody {
    /// Chunks written before the response begins.
    written: VecDeque<Bytes>,
    /// `None` at the end.
    rest: Option<Reader>,
    /// `None` without compression.
    compressor: Option<Compressor>,
    /// Whether other tasks had a chance to run since the last chunk.
    paused: bool,
    deadline: Deadline,
    in_flight: ScrapeInFlight,
}

impl ScrapeBody {
    /// Writes up to 1 MiB of a body. Returns an error if that takes too long.
    pub(crate) async fn new(
        permit: Permit,
        view: View,
        format: Format,
        coding: Option<Coding>,
        mut deadline: Deadline,
    ) -> Result<Self, Unwritten> {
        let in_flight = ScrapeInFlight::new(format, permit);
        let view = in_time(collected(view), &mut deadline).await?;
        let mut body = ScrapeBody {
            in_flight,
            written: VecDeque::new(),
            rest: Some(Reader::new(view, format)),
            compressor: coding.map(Compressor::new),
            paused: true,
            deadline,
        };
        while body.written.len() < AHEAD {
            let Some(chunk) = poll_fn(|context| body.poll_chunk(context)).await else { break };
            body.written.push_back(chunk?);
        }
        Ok(body)
    }

    /// Writes the next chunk, after other tasks had a chance to run.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Unwritten>>> {
        if !self.paused {
            self.paused = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Some(rest) = &mut self.rest else { return Poll::Ready(None) };
        if self.deadline.has_passed() {
            return self.break_off(Refusal::Timeout.counted().into());
        }
        let chunk = match rest.step(context.waker()) {
            Step::Chunk(chunk) => Some(chunk),
            Step::End => None,
            Step::Panicked => return self.break_off(Unwritten::Panicked),
            Step::Progress => {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Step::Wait => {
                ready!(self.deadline.poll(context));
                return self.break_off(Refusal::Timeout.counted().into());
            }
        };
        self.paused = false;
        match &chunk {
            Some(chunk) => self.in_flight.add(chunk),
            None => {
                self.rest = None;
                self.in_flight.record();
            }
        }
        let Some(compressor) = &mut self.compressor else { return Poll::Ready(chunk.map(Ok)) };
        match compressor.compress(chunk.as_deref()) {
            nothing if nothing.is_empty() => self.poll_chunk(context),
            bytes => Poll::Ready(Some(Ok(bytes))),
        }
    }

    /// Ends the body with an error.
    fn break_off(&mut self, why: Unwritten) -> Poll<Option<Result<Bytes, Unwritten>>> {
        self.rest = None;
        Poll::Ready(Some(Err(why)))
    }
}

/// Returns the output of a future, or an error after the deadline.
async fn in_time<F: Future>(future: F, deadline: &mut Deadline) -> Result<F::Output, Refusal> {
    let mut future = pin!(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => deadline.poll(context).map(|()| Err(Refusal::Timeout.counted())),
    })
    .await
}

/// Collects the sources of a view. Concurrent requests share the collection, and so the renderings of the view.
async fn collected(view: View) -> View {
    let view = view.collected().await;
    view.take_news().iter().for_each(|news| tracing::warn!("{news}"));
    view
}

impl HttpBody for ScrapeBody {
    type Data = Bytes;
    type Error = Unwritten;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Unwritten>>> {
        let this = self.get_mut();
        let chunk = match this.written.pop_front() {
            None => ready!(this.poll_chunk(context)),
            written => written.map(Ok),
        };
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
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
