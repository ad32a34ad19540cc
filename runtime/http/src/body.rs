//! The body of an answer: written a chunk at a time, with room for other tasks after each.
//!
//! Up to a mebibyte is written before the answer begins, so that its length is in the head and its numbers do not wait for
//! a slow reader. What is longer is written as it is read, and takes no more memory than that.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::mem::replace;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use gapless_encode::Scrape;
use http_body::{Frame, SizeHint};

/// How many chunks are written before the answer begins.
const AHEAD: usize = 16;

#[derive(Debug)]
pub(crate) struct ScrapeBody {
    written: VecDeque<Bytes>,
    /// `None` when all is written.
    rest: Option<Scrape>,
    /// Whether other tasks had their turn since the last chunk was written.
    paused: bool,
}

impl ScrapeBody {
    pub(crate) async fn new(scrape: Scrape) -> Self {
        let mut body = ScrapeBody { written: VecDeque::new(), rest: Some(scrape), paused: true };
        while body.written.len() < AHEAD {
            let Some(chunk) = poll_fn(|context| body.poll_chunk(context)).await else { break };
            body.written.push_back(chunk);
        }
        body
    }

    /// Writes the next chunk, unless other tasks come first; they do after an empty one too.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if replace(&mut self.paused, false) {
            match self.rest.as_mut().and_then(Iterator::next) {
                Some(chunk) if chunk.is_empty() => {}
                Some(chunk) => return Poll::Ready(Some(chunk.into())),
                None => {
                    self.rest = None;
                    return Poll::Ready(None);
                }
            }
        }
        self.paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
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
            None if this.rest.is_some() => std::task::ready!(this.poll_chunk(context)),
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
