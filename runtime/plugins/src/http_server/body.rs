//! Bodies that are measured until they end.

use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::task::{ready, Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use gapless_core::dynamic::Shared;
use gapless_core::UpDownGuard;
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::Instant;

use super::end::End;
use super::families::{Phase, RouteMetrics};
use super::recording::StreamedSize;

pin_project! {
    /// The body of a response.
    #[derive(Debug)]
    pub(super) struct MeasuredBody<B> {
        #[pin]
        body: B,
        following: Following,
    }
}

/// The record of a body. A body that is dropped before its end is an abort of the client.
#[derive(Debug)]
pub(super) struct Following {
    route: Arc<dyn RouteMetrics>,
    end: End,
    started: Instant,
    /// The length of the complete body. A server may drop a body when it has sent its length.
    expected: Option<u64>,
    bytes: u64,
    /// Whether the size is not recorded yet.
    has_size: bool,
    /// `None` once the body has ended.
    in_flight: Option<Option<UpDownGuard<Shared>>>,
}

impl Following {
    pub(super) fn new(
        route: Arc<dyn RouteMetrics>,
        end: End,
        in_flight: Option<UpDownGuard<Shared>>,
        expected: Option<u64>,
        has_size: bool,
    ) -> Self {
        let (started, in_flight) = (Instant::now(), Some(in_flight));
        Following { route, end, started, expected, bytes: 0, has_size, in_flight }
    }

    fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    fn end(&mut self, is_complete: bool) {
        if self.in_flight.take().is_none() {
            return;
        }
        self.route.body_ended(self.started.elapsed());
        if self.has_size {
            self.route.response_size(&self.end, self.bytes);
        }
        if !is_complete {
            self.route.aborted(Phase::Body);
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let is_complete = self.expected.is_some_and(|expected| self.bytes >= expected);
        self.end(is_complete);
    }
}

impl<B> MeasuredBody<B> {
    pub(super) fn new(body: B, following: Following) -> Self {
        MeasuredBody { body, following }
    }
}

impl<B: HttpBody<Data = Bytes>> HttpBody for MeasuredBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let mut this = self.project();
        let frame = ready!(this.body.as_mut().poll_frame(context));
        if let Some(Ok(frame)) = &frame {
            this.following.add(frame.data_ref().map_or(0, Bytes::len));
        }
        if !matches!(frame, Some(Ok(_))) || this.body.is_end_stream() {
            this.following.end(true);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a request, whose bytes are counted.
#[derive(Debug)]
pub(super) struct CountedBody {
    body: Body,
    size: Arc<StreamedSize>,
}

impl CountedBody {
    pub(super) fn new(body: Body, size: Arc<StreamedSize>) -> Self {
        CountedBody { body, size }
    }
}

impl HttpBody for CountedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(bytes) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            self.size.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed); // read when all clones are dropped
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
