//! The future of an instrumented function: the call starts at its first poll.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::stage::Stage;
use super::{Function, ReturnType};
use crate::cells::series::LabelSetIndex;
use crate::handles::outcome::guard_poll;
use crate::ENABLED;

pin_project! {
    /// The future of the body, and its call.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct CallFuture<F, E> {
        #[pin]
        body: F,
        // Dropped after the body, so that a cancelled call ends after the values of the body are dropped.
        stage: Stage,
        // The closure that finds an error in the returned value.
        error: Option<E>,
    }
}

impl<F: Future, E: FnOnce(&F::Output) -> Option<usize>> CallFuture<F, E> {
    /// Creates the call of a body that is already a future.
    pub fn new(function: &'static Function, label_set: LabelSetIndex, body: F, error: E) -> Self {
        CallFuture { body, stage: Stage::Unpolled { function, label_set }, error: Some(error) }
    }

    /// Creates the call of a future that `body` returns. `return` leaves that closure.
    pub fn make(
        function: &'static Function,
        label_set: LabelSetIndex,
        _: ReturnType<F>,
        body: impl FnOnce() -> F,
        error: E,
    ) -> Self {
        CallFuture::new(function, label_set, body(), error)
    }

    /// Stands for a returned future of this type, in code that never runs.
    ///
    /// # Panics
    ///
    /// Always panics.
    #[cold]
    pub fn of(body: ReturnType<F>) -> Self {
        CallFuture { body: body.value(), stage: Stage::Ended, error: None }
    }
}

impl<F: Future, E: FnOnce(&F::Output) -> Option<usize>> Future for CallFuture<F, E> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if !ENABLED {
            return this.body.poll(context);
        }
        this.stage.start();
        let (body, rule) = (this.body, this.error);
        let (polled, error) = guard_poll(this.stage, || {
            let polled = body.poll(context);
            let error = match &polled {
                Poll::Ready(value) => rule.take().and_then(|error| error(value)),
                Poll::Pending => None,
            };
            (polled, error)
        });
        if polled.is_ready() {
            this.stage.end(error);
        }
        polled
    }
}
