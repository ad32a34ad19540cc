//! A body that is timed from its first poll to its end.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use gapless_core::{guard_poll, LabelValue as _};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::metrics::{Direction, ListenerMetrics};
use crate::timed::{outcome, Ended, Record, Run};

pin_project! {
    /// A body of a request or a response that is timed from its first poll until it ends or is dropped.
    ///
    /// [`BodyLayer`](super::BodyLayer) creates it.
    pub struct TimedBody<B> {
        #[pin]
        body: B,
        // The record until the first poll; `None` for an empty body.
        record: Option<BodyRecord>,
        run: Option<Run<BodyResult, BodyRecord>>,
    }
}

/// The end of a body.
type BodyResult = Result<(), ()>;

impl<B: Body> TimedBody<B> {
    pub(super) fn new(body: B, metrics: Option<Arc<ListenerMetrics>>, direction: Direction) -> Self {
        let metrics = metrics.filter(|_| !body.is_end_stream());
        TimedBody { body, record: metrics.map(|metrics| BodyRecord { metrics, direction }), run: None }
    }
}

impl<B: Body> Body for TimedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        if let Some(record) = this.record.take() {
            *this.run = Some(Run::of_future(record));
        }
        let Some(run) = this.run else { return this.body.poll_frame(context) };
        let polled = guard_poll(run, || this.body.as_mut().poll_frame(context));
        match &polled {
            Poll::Ready(Some(Err(_))) => run.end(Ok(&Err(()))),
            Poll::Ready(None) => run.end(Ok(&Ok(()))),
            // The reader does not ask again.
            Poll::Ready(Some(Ok(_))) if this.body.is_end_stream() => run.end(Ok(&Ok(()))),
            _ => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> fmt::Debug for TimedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedBody").finish_non_exhaustive()
    }
}

/// The record of one body.
struct BodyRecord {
    metrics: Arc<ListenerMetrics>,
    direction: Direction,
}

impl Record<BodyResult> for BodyRecord {
    fn end(self, ended: Ended<'_, BodyResult>, elapsed: Duration) {
        self.metrics.bodies(self.direction)[outcome(ended).index()].observe(elapsed);
    }
}
