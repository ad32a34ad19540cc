//! Handles: what a program does with a watcher.

use std::sync::Arc;

use super::changes::Subscription;
use super::state::TaskState;
use super::watcher::Watcher;

/// A handle to the watcher of a task or a value. Clones refer to one watcher.
///
/// A handle does not keep the task alive, nor its series in the export.
#[derive(Clone, Debug)]
pub struct Handle(pub(super) Arc<Watcher>);

impl Handle {
    /// Returns the name; `None` if it is not known yet.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.metrics().map(|metrics| &*metrics.name)
    }

    /// Returns the current state.
    #[must_use]
    pub fn state(&self) -> TaskState {
        self.0.look()
    }

    /// Returns the current state and its future changes.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        self.0.subscribe()
    }

    /// Shows that the task is up. Each poll of a future does so by itself.
    ///
    /// A blocking thread calls this more often than once in
    /// [`Watch::idle_after`](crate::watch::Watch::idle_after).
    pub fn heartbeat(&self) {
        self.0.beat(self.0.clock.now_of_runtime());
    }
}
