//! The stream of an instrumented function: the call starts at its first poll, and ends where the stream ends.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::stream::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::stage::Stage;
use super::{Call, Function};
use crate::cells::series::LabelSetIndex;
use crate::handles::outcome::guard_poll;
use crate::ENABLED;

pin_project! {
    /// The stream of the body, and its call.
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct CallStream<S, E> {
        #[pin]
        body: S,
        // Dropped after the body, so that a cancelled call ends after the values of the body are dropped.
        state: State<E>,
    }
}

/// The progress of a call.
#[derive(Debug)]
struct State<E> {
    stage: Stage,
    /// The closure that finds an error in an item.
    error: E,
    /// The first error of an item.
    found: Option<usize>,
}

impl<S: Stream, E: FnMut(&S::Item) -> Option<usize>> CallStream<S, E> {
    /// Creates the call of a stream that a function returns.
    pub fn new(function: &'static Function, label_set: LabelSetIndex, body: S, error: E) -> Self {
        let stage = Stage::Unpolled { function, label_set };
        CallStream { body, state: State { stage, error, found: None } }
    }
}

impl<S: Stream, E: FnMut(&S::Item) -> Option<usize>> Stream for CallStream<S, E> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        if !ENABLED {
            return this.body.poll_next(context);
        }
        let State { stage, error, found } = this.state;
        stage.start();
        let body = this.body;
        let polled = guard_poll(stage, || {
            let polled = body.poll_next(context);
            if let Poll::Ready(Some(item)) = &polled {
                *found = found.or_else(|| error(item));
            }
            polled
        });
        match &polled {
            Poll::Ready(Some(_)) => stage.count_item(),
            Poll::Ready(None) => stage.end(*found),
            Poll::Pending => {}
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.body.size_hint()
    }
}

impl<S: FusedStream, E: FnMut(&S::Item) -> Option<usize>> FusedStream for CallStream<S, E> {
    fn is_terminated(&self) -> bool {
        self.body.is_terminated()
    }
}

/// Callers often drop a stream at an item that is an error. The call then ends with that error.
impl<E> Drop for State<E> {
    fn drop(&mut self) {
        if self.found.is_some() {
            self.stage.end(self.found);
        }
    }
}

/// A value that a function returns as a stream, and the parts of its call.
#[derive(Debug)]
pub struct IntoStream<S> {
    /// The function.
    pub function: &'static Function,
    /// The label set.
    pub label_set: LabelSetIndex,
    /// The value.
    pub body: S,
}

impl<S: Stream> IntoStream<S> {
    /// Returns the stream of the call.
    pub fn gapless_stream<E: FnMut(&S::Item) -> Option<usize>>(self, error: E) -> CallStream<S, E> {
        CallStream::new(self.function, self.label_set, self.body, error)
    }

    /// Returns the stream of the call in a box.
    pub fn gapless_boxed_stream<E: FnMut(&S::Item) -> Option<usize>>(
        self,
        error: E,
    ) -> Pin<Box<CallStream<S, E>>> {
        Box::pin(self.gapless_stream(error))
    }
}

/// A value of another trait named `Stream`. Its call has ended once the value exists.
pub trait NoStream<S>: Sized {
    /// Counts the call as `ok`, and returns the value.
    fn gapless_stream(self, error: impl FnMut(&()) -> Option<usize>) -> S;

    /// Counts the call as `ok`, and returns the value.
    fn gapless_boxed_stream(self, error: impl FnMut(&()) -> Option<usize>) -> S;
}

impl<S> NoStream<S> for IntoStream<S> {
    fn gapless_stream(self, _: impl FnMut(&()) -> Option<usize>) -> S {
        Call::in_place(self.function, self.label_set).ok();
        self.body
    }

    fn gapless_boxed_stream(self, error: impl FnMut(&()) -> Option<usize>) -> S {
        NoStream::gapless_stream(self, error)
    }
}
