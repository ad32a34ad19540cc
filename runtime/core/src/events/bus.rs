//! The handlers of one event type.
//!
//! Emitting never waits, and a handler may emit, attach and detach. The list of handlers is therefore immutable:
//! attaching replaces it, and an emit uses the list that was current when the emit began. `arc_swap` loads it without a
//! lock.

use std::any::Any;
use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::event::EventType;
use super::failures::Failure;
use super::wiring::{wire, Handler};
use crate::unwind::succeeds;

/// How deep emits may nest.
const MAX_DEPTH: usize = 16;

thread_local! {
    /// The number of nested emits that this thread is in.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// The handlers of an event type.
#[derive(Debug)]
pub struct Bus<C: ?Sized> {
    /// One of the states below; each emit reads it first. Written under the lock of `wiring`, and once by the first
    /// emit. Relaxed: `handlers` publishes the handlers.
    state: AtomicU8,
    handlers: ArcSwapOption<Vec<Attached<C>>>,
}

/// The declared handlers are not attached yet.
const UNKNOWN: u8 = 0;
const SILENT: u8 = 1;
const HEARD: u8 = 2;

#[derive(Debug)]
struct Attached<C: ?Sized> {
    handler: Arc<Handler>,
    call: Arc<C>,
}

// By hand: a derive would ask for `C: Clone`.
impl<C: ?Sized> Clone for Attached<C> {
    fn clone(&self) -> Self {
        Attached { handler: Arc::clone(&self.handler), call: Arc::clone(&self.call) }
    }
}

/// A replaced list of handlers. Dropping it runs destructors of users, so it must happen outside of any lock.
pub(super) type Replaced = Option<Arc<dyn Any + Send + Sync>>;

impl<C: ?Sized> Bus<C> {
    /// Creates a bus without handlers.
    #[must_use]
    pub const fn new() -> Self {
        Bus { state: AtomicU8::new(UNKNOWN), handlers: ArcSwapOption::const_empty() }
    }

    /// Returns `false` if the event type certainly has no handlers.
    #[inline]
    pub(super) fn is_heard(&self) -> bool {
        self.state.load(Ordering::Relaxed) != SILENT
    }

    /// Runs `call` with each handler.
    #[cold]
    #[inline(never)]
    pub(super) fn dispatch(&self, of: &'static EventType, call: &dyn Fn(&C)) {
        wire();
        // An attach at this moment stores another state before or after.
        let _ = self.state.compare_exchange(UNKNOWN, SILENT, Ordering::Relaxed, Ordering::Relaxed);
        let Some(handlers) = self.handlers.load_full() else { return };
        let depth = DEPTH.replace(DEPTH.get() + 1);
        for Attached { handler, call: of_handler } in &*handlers {
            if depth >= MAX_DEPTH {
                handler.fail(of, Failure::Recursion);
            } else if !succeeds(|| call(of_handler)) {
                handler.fail(of, Failure::Panic);
            }
        }
        DEPTH.set(depth);
        succeeds(|| drop(handlers)); // this may be the last reference, which drops the closures
    }
}

impl<C: ?Sized + Send + Sync + 'static> Bus<C> {
    /// Adds a handler. The caller holds the lock of [`wiring`](super::wiring).
    pub(super) fn insert(&self, handler: Arc<Handler>, call: Arc<C>) -> Replaced {
        let mut handlers = self.handlers.load().as_deref().cloned().unwrap_or_default();
        handlers.push(Attached { handler, call });
        self.replace(handlers)
    }

    /// Removes a handler. The caller holds the lock of [`wiring`](super::wiring).
    pub(super) fn remove(&self, handler: &Arc<Handler>) -> Replaced {
        let mut handlers = self.handlers.load().as_deref().cloned().unwrap_or_default();
        handlers.retain(|attached| !Arc::ptr_eq(&attached.handler, handler));
        self.replace(handlers)
    }

    fn replace(&self, handlers: Vec<Attached<C>>) -> Replaced {
        let state = if handlers.is_empty() { SILENT } else { HEARD };
        let handlers = (state == HEARD).then(|| Arc::new(handlers));
        let replaced = self.handlers.swap(handlers);
        self.state.store(state, Ordering::Relaxed);
        replaced.map(|replaced| replaced as Arc<dyn Any + Send + Sync>)
    }
}

impl<C: ?Sized> Default for Bus<C> {
    fn default() -> Self {
        Bus::new()
    }
}
