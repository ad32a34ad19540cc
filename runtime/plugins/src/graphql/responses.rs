//! The responses of a stream: the one response of a query, or those of a subscription.

use std::pin::Pin;
use std::task::{Context, Poll};

use async_graphql::futures_util::stream::BoxStream;
use async_graphql::Response;
use futures_util::Stream;
use gapless_core::dynamic::Shared;
use gapless_core::{guard_poll, UpDownGuard};

use super::extension::RequestState;
use super::operation::Subscription;
use crate::timed::Run;

/// A stream of responses that is recorded. A query ends with its response, and a subscription with the stream.
pub(super) struct Responses<'s> {
    stream: BoxStream<'s, Response>,
    request: RequestState,
    run: Run<Result<(), ()>, RequestState>,
    /// A subscription that is executed.
    active: Option<(Subscription, UpDownGuard<Shared>)>,
    has_error: bool,
}

impl<'s> Responses<'s> {
    pub(super) fn new(stream: BoxStream<'s, Response>, request: RequestState) -> Self {
        let run = Run::of_future(request.clone());
        Responses { stream, request, run, active: None, has_error: false }
    }

    /// Follows the stream after a poll.
    fn follow(&mut self, polled: &Poll<Option<Response>>) {
        match polled {
            Poll::Pending => drop(self.activate()),
            Poll::Ready(None) => self.end(),
            Poll::Ready(Some(response)) => {
                self.has_error |= response.is_err();
                match self.activate() {
                    Some(subscription) => subscription.events.inc(),
                    None => self.end(),
                }
            }
        }
    }

    /// Returns the subscription, which is active from the poll that finds out that it is valid.
    fn activate(&mut self) -> Option<&Subscription> {
        if self.active.is_none() {
            self.active = self.request.subscription().map(|subscription| {
                let active = subscription.active.guard();
                (subscription, active)
            });
        }
        self.active.as_ref().map(|(subscription, _)| subscription)
    }

    fn end(&mut self) {
        self.run.end(Ok(&if self.has_error { Err(()) } else { Ok(()) }));
        self.active = None;
    }
}

impl Stream for Responses<'_> {
    type Item = Response;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Response>> {
        let this = &mut *self;
        let polled = guard_poll(&mut this.run, || this.stream.as_mut().poll_next(context));
        this.follow(&polled);
        polled
    }
}
