//! A returned value that is converted before the call ends: an `impl IntoResponse`, whose status is known after the
//! conversion.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::NO_KIND;

/// A value that was converted.
#[derive(Debug)]
pub struct Answered<T> {
    /// The new value.
    pub value: T,
    error: Option<usize>,
}

impl<T> Answered<T> {
    /// Finds the error in a returned value, and converts the value.
    pub fn new<R>(returned: R, error: impl FnOnce(&R) -> Option<usize>, turn: impl FnOnce(R) -> T) -> Self {
        let error = error(&returned);
        Answered { value: turn(returned), error }
    }

    /// Returns the error of the returned value, or an error without a kind if the new value is an error.
    pub fn error(&self, is_error: impl FnOnce(&T) -> bool) -> Option<usize> {
        self.error.or_else(|| is_error(&self.value).then_some(NO_KIND))
    }
}

/// Returns a body whose value is converted.
pub fn then<R, T>(body: impl FnOnce() -> R, turn: impl FnOnce(R) -> T) -> impl FnOnce() -> T {
    move || turn(body())
}

pin_project! {
    /// A future whose value is converted.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Then<F, C> {
        #[pin]
        body: F,
        turn: Option<C>,
    }
}

impl<F: Future, T, C: FnOnce(F::Output) -> T> Then<F, C> {
    /// Creates a future with the value that `turn` returns.
    pub fn new(body: F, turn: C) -> Self {
        Then { body, turn: Some(turn) }
    }
}

impl<F: Future, T, C: FnOnce(F::Output) -> T> Future for Then<F, C> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = self.project();
        this.body.poll(context).map(|value| {
            let turn = this.turn.take().expect("a future that is ready is not polled again");
            turn(value)
        })
    }
}
