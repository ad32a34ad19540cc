//! The handlers of one type of event.
//!
//! Emitting must wait for nobody, and a handler may attach and detach others, or emit itself. So a list of handlers never
//! changes: who attaches puts a new one in its place, and an emit goes through the one that was there when it began.
//! `arc_swap` lets it take that without a lock.

use std::any::Any;
use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::event::EventType;
use super::failures::Failure;
use super::wiring::{wire, Handler};
use crate::unwind::succeeds;

/// How deep handlers may emit.
const MAX_DEPTH: usize = 16;

thread_local! {
    /// How many emits of this thread are under way, one in a handler of the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Who listens to a type of event.
#[derive(Debug)]
pub struct Bus<C: ?Sized> {
    /// What an emit asks first: one of the states below. Written by those who attach and detach, in turn, and once by the first
    /// emit. Relaxed, as the handlers themselves are handed over by what they are in.
    state: AtomicU8,
    handlers: ArcSwapOption<Vec<Attached<C>>>,
}

/// Nobody has asked yet who listens by declaration.
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

/// A list of handlers that has had its turn. What its closures own is dropped with it, so not while a lock is held.
pub(super) type Replaced = Option<Arc<dyn Any + Send + Sync>>;

impl<C: ?Sized> Bus<C> {
    /// One that nobody listens to, for a `static`.
    #[must_use]
    pub const fn new() -> Self {
        Bus { state: AtomicU8::new(UNKNOWN), handlers: ArcSwapOption::const_empty() }
    }

    /// Whether there may be handlers.
    #[inline]
    pub(super) fn is_heard(&self) -> bool {
        self.state.load(Ordering::Relaxed) != SILENT
    }

    /// Calls each handler by `call`.
    #[cold]
    #[inline(never)]
    pub(super) fn dispatch(&self, of: &'static EventType, call: &dyn Fn(&C)) {
        wire();
        // Whoever attaches at this moment has stored another state before or after.
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
        succeeds(|| drop(handlers)); // perhaps the last one to have it
    }
}

impl<C: ?Sized + Send + Sync + 'static> Bus<C> {
    /// Adds a handler. One at a time: whoever calls this holds the lock of [`wiring`](super::wiring).
    pub(super) fn insert(&self, handler: Arc<Handler>, call: Arc<C>) -> Replaced {
        let mut handlers = self.handlers.load().as_deref().cloned().unwrap_or_default();
        handlers.push(Attached { handler, call });
        self.replace(handlers)
    }

    /// Takes a handler out, in turn with those who add.
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
