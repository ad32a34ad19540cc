//! A collection that is under way, and those who wait for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::{lock, Collection, Sources};
use crate::unwind::succeeds;

/// A collection that was asked for: a future that any runtime may poll, or a call that [waits](Self::wait).
///
/// It is over when all sources have returned, or when those that have not are too late. To drop it stops nothing.
#[derive(Debug)]
#[must_use = "it is for whoever waits for it"]
pub struct Collecting {
    pub(super) pending: Arc<Pending>,
    /// For as long as somebody waits, there is a thread that collects.
    pub(super) _sources: Sources,
}

/// What those share who take part in a collection.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Locked for moments.
    state: Mutex<State>,
    /// For threads that wait.
    is_over: Condvar,
}

#[derive(Debug, Default)]
struct State {
    collection: Option<Collection>,
    /// Of tasks that wait.
    wakers: Vec<Waker>,
}

impl Collecting {
    /// Waits until it is over.
    ///
    /// ```
    /// let sources = gapless_core::Sources::new();
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
    /// Tells all who wait.
    pub(super) fn finish(&self, collection: Collection) {
        let mut state = lock(&self.state);
        state.collection = Some(collection);
        let wakers = std::mem::take(&mut state.wakers);
        drop(state);
        self.is_over.notify_all();
        for waker in wakers {
            succeeds(|| waker.wake()); // one that panics takes neither the others nor this thread with it
        }
    }
}
