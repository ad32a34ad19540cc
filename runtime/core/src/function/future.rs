//! The future of an instrumented function: the call starts at its first poll.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::{Call, Function, Outcome, ReturnType};
use crate::ENABLED;

pin_project! {
    /// The future of the body, and the call that it is.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct CallFuture<F, E> {
        #[pin]
        body: F,
        // After the body, so that a call which is cancelled ends once the body has dropped what it owns.
        state: State<E>,
    }
}

/// How far a call is, with the closure that finds an error in the value that the body returns.
#[derive(Debug)]
enum State<E> {
    Unpolled { function: &'static Function, label_set: usize, error: E },
    Running { call: Call, error: E },
    Ended,
}

impl<F: Future, E: FnOnce(&F::Output) -> Option<usize>> CallFuture<F, E> {
    /// The call of a body that is already a future.
    pub fn new(function: &'static Function, label_set: usize, body: F, error: E) -> Self {
        CallFuture { body, state: State::Unpolled { function, label_set, error } }
    }

    /// The call of a future that a function returns. `body` makes it, in a closure that `return` leaves.
    pub fn make(
        function: &'static Function,
        label_set: usize,
        _: ReturnType<F>,
        body: impl FnOnce() -> F,
        error: E,
    ) -> Self {
        CallFuture::new(function, label_set, body(), error)
    }

    /// Stands where a future of this type is returned, in code that does not run.
    ///
    /// # Panics
    ///
    /// Always.
    #[cold]
    pub fn of(body: ReturnType<F>) -> Self {
        CallFuture { body: body.value(), state: State::Ended }
    }
}

impl<F: Future, E: FnOnce(&F::Output) -> Option<usize>> Future for CallFuture<F, E> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if !ENABLED {
            return this.body.poll(context);
        }
        this.state.start();
        let unwinding = OnUnwind(this.state);
        let polled = this.body.poll(context);
        mem::forget(unwinding);
        if let Poll::Ready(value) = &polled {
            this.state.end(value);
        }
        polled
    }
}

impl<E> State<E> {
    /// Starts the call at the first poll.
    fn start(&mut self) {
        if let State::Unpolled { .. } = self {
            let State::Unpolled { function, label_set, error } = mem::replace(self, State::Ended) else {
                return;
            };
            *self = State::Running { call: Call::start(function, label_set, Outcome::Cancelled), error };
        }
    }

    /// Ends the call with what it returns; as a panic if the closure panics.
    fn end<R>(&mut self, value: &R)
    where
        E: FnOnce(&R) -> Option<usize>,
    {
        if let State::Running { mut call, error } = mem::replace(self, State::Ended) {
            call.dropped = Outcome::Panic;
            call.returned(error(value));
        }
    }
}

/// Ends a call as a panic, at once, if the poll that it guards unwinds.
struct OnUnwind<'a, E>(&'a mut State<E>);

impl<E> Drop for OnUnwind<'_, E> {
    fn drop(&mut self) {
        if let State::Running { mut call, .. } = mem::replace(self.0, State::Ended) {
            call.dropped = Outcome::Panic;
        }
    }
}
