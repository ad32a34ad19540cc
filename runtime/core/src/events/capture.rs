//! Captures events, so that a test can assert what was emitted.

use crate::unwind::lock;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use super::event::Event;
use super::wiring::{attach, detach};

/// The captured events of one type. Dropping it ends the capture.
pub struct Captured<E> {
    /// The id of the handler that captures.
    id: String,
    events: Arc<Mutex<Vec<E>>>,
}

/// Captures the events of type `E` that the current thread emits from now on.
///
/// Tests that run in parallel in other threads do not interfere.
#[must_use = "dropping it ends the capture; write `let captured = ..`"]
pub fn capture<E>() -> Captured<E>
where
    E: Clone + Send + 'static + for<'a> Event<Of<'a> = E>,
{
    captured_of(Some(thread::current().id()))
}

/// Captures the events of type `E` that any thread emits from now on.
#[must_use = "dropping it ends the capture; write `let captured = ..`"]
pub fn capture_of_all_threads<E>() -> Captured<E>
where
    E: Clone + Send + 'static + for<'a> Event<Of<'a> = E>,
{
    captured_of(None)
}

fn captured_of<E>(thread: Option<ThreadId>) -> Captured<E>
where
    E: Clone + Send + 'static + for<'a> Event<Of<'a> = E>,
{
    static NEXT: AtomicU64 = AtomicU64::new(1); // relaxed: the numbers only have to differ
    let events = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&events);
    let call = move |event: &E| {
        if thread.is_none_or(|thread| thread == thread::current().id()) {
            let event = event.clone(); // before the lock
            lock(&keep).push(event);
        }
    };
    loop {
        let id = format!("capture {}", NEXT.fetch_add(1, Ordering::Relaxed));
        if attach::<E>(id.clone(), call.clone()).is_ok() {
            return Captured { id, events };
        }
    }
}

impl<E> Captured<E> {
    /// Returns the events that were emitted since the last call, in order.
    #[must_use]
    pub fn take(&self) -> Vec<E> {
        std::mem::take(&mut lock(&self.events))
    }
}

impl<E: fmt::Debug> fmt::Debug for Captured<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(lock(&self.events).iter()).finish()
    }
}

impl<E> Drop for Captured<E> {
    fn drop(&mut self) {
        // The program may have detached it already.
        let _ = detach(&self.id);
    }
}
