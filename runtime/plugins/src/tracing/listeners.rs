//! Listeners: plugins that read the events of a target while they run.
//!
//! A declaration says for the whole life of the program which events it counts. A plugin starts and ends, so the layer
//! asks here whether a plugin listens at the moment.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tracing_core::{callsite, Event};

/// Whether `LISTENERS` has an entry, so that most events do not need the lock. Relaxed: the lock orders the list.
static IS_ANY: AtomicBool = AtomicBool::new(false);

/// Locked for writing only when a plugin starts or ends.
static LISTENERS: RwLock<Vec<Arc<Listener>>> = RwLock::new(Vec::new());

struct Listener {
    target: &'static str,
    hear: Box<dyn Fn(&Event<'_>) + Send + Sync>,
}

/// A listener that is removed when this is dropped.
pub(crate) struct Listening(Arc<Listener>);

/// Calls a function for each event of a target that reaches a layer of this crate. The function must not emit events.
#[cfg_attr(not(feature = "sql"), expect(dead_code, reason = "only some plugins listen"))]
#[must_use = "the listener is removed when this value is dropped"]
pub(crate) fn listen(target: &'static str, hear: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Listening {
    let listener = Arc::new(Listener { target, hear: Box::new(hear) });
    change(|listeners| listeners.push(listener.clone()));
    Listening(listener)
}

impl Drop for Listening {
    fn drop(&mut self) {
        change(|listeners| listeners.retain(|listener| !Arc::ptr_eq(listener, &self.0)));
    }
}

/// Changes the list, and lets `tracing` ask again which callsites are wanted.
fn change(change: impl FnOnce(&mut Vec<Arc<Listener>>)) {
    let mut listeners = LISTENERS.write().unwrap_or_else(PoisonError::into_inner);
    change(&mut listeners);
    IS_ANY.store(!listeners.is_empty(), Ordering::Relaxed);
    drop(listeners); // the layers read the list when they are asked
    callsite::rebuild_interest_cache();
}

/// Whether a plugin listens.
pub(super) fn is_any() -> bool {
    IS_ANY.load(Ordering::Relaxed)
}

/// Whether a plugin listens to a target.
pub(super) fn is_wanted(target: &str) -> bool {
    is_any() && each().iter().any(|listener| listener.target == target)
}

/// Calls the listeners of an event.
pub(super) fn hear(event: &Event<'_>) {
    if is_any() {
        let target = event.metadata().target();
        each()
            .iter()
            .filter(|listener| listener.target == target)
            .for_each(|listener| (listener.hear)(event));
    }
}

fn each() -> std::sync::RwLockReadGuard<'static, Vec<Arc<Listener>>> {
    LISTENERS.read().unwrap_or_else(PoisonError::into_inner)
}
