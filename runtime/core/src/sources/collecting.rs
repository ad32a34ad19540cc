//! A pending collection, and the threads and tasks that wait for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::{Collection, Sources};
use crate::unwind::{lock, succeeds};

/// A requested collection: a future for any runtime, or a blocking [`wait`](Self::wait).
///
/// It completes when all sources have returned, or at the time limit. Dropping it does not stop the collection.
#[derive(Debug)]
#[must_use = "await the collection, or call `wait()`"]
pub struct Collecting {
    pub(super) pending: Arc<Pending>,
    /// Keeps the collecting thread alive.
    pub(super) _sources: Sources,
}

/// A collection that its requests share.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Locked only briefly.
    state: Mutex<State>,
    /// Wakes waiting threads.
    is_over: Condvar,
}

#[derive(Debug, Default)]
struct State {
    collection: Option<Collection>,
    /// The wakers of waiting tasks.
    wakers: Vec<Waker>,
}

impl Collecting {
    /// Blocks the current thread until the collection completes.
    ///
    /// ```
    /// let sources = gapless::sources::Sources::new();
    /// assert!(sources.collect().wait().families().is_empty());
    /// ```
    #[must_use]
    pub fn wait(self) -> Collection {
        let mut state = lock(&self.pending.state);
        loop {
            if let Some(collection) = &state.collection {
                return collection.clone();
            }
            state = self.pending.is_over.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Future for Collecting {
    type Output = Collection;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Collection> {
        let mut state = lock(&self.pending.state);
        if let Some(collection) = &state.collection {
            return Poll::Ready(collection.clone());
        }
        if !state.wakers.iter().any(|waker| waker.will_wake(context.waker())) {
            state.wakers.push(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Pending {
    /// Completes the collection, and wakes all that wait for it.
    pub(super) fn finish(&self, collection: Collection) {
        let mut state = lock(&self.state);
        state.collection = Some(collection);
        let wakers = std::mem::take(&mut state.wakers);
        drop(state);
        self.is_over.notify_all();
        for waker in wakers {
            succeeds(|| waker.wake()); // a waker that panics affects neither other wakers nor this thread
        }
    }
}
