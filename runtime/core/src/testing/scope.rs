//! Tasks in the scope of a probe.

use std::future::Future;
use std::pin::Pin;
use std::task::{ready, Context, Poll};

use pin_project_lite::pin_project;

use super::probe::Probe;

pin_project! {
    /// A future whose records belong to a [`Probe`]. Created by [`Probe::scope`].
    #[derive(Debug)]
    #[must_use = "a future does nothing unless it is awaited or spawned"]
    pub struct Scoped<F> {
        probe: Probe,
        // `None` once it has completed, because dropping it may record too.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            this.probe.sync_scope(|| this.future.set(None));
        }
    }
}

impl<F> Scoped<F> {
    pub(super) fn new(probe: Probe, future: F) -> Self {
        Scoped { probe, future: Some(future) }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        this.probe.sync_scope(|| {
            let future =
                this.future.as_mut().as_pin_mut().expect("a future is not polled after its completion");
            let output = ready!(future.poll(context));
            this.future.set(None);
            Poll::Ready(output)
        })
    }
}
