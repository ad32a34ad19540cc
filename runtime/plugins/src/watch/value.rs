//! Watched values and blocking threads, which show by heartbeats that they are up.

use std::thread;

use gapless_core::Outcome;

use super::handle::Handle;
use super::member::Member;

/// Watches a value or a blocking thread until it is dropped.
///
/// Drop it together with the value, or move it into the thread. The outcome is `panic` if a panic drops it, and `ok`
/// otherwise.
///
/// ```
/// use gapless::watch::{TaskState, Watch};
///
/// let indexer = Watch::new("indexer").value();
/// let handle = indexer.handle();
/// let thread = std::thread::spawn(move || {
///     for page in 0..3 {
///         println!("indexing page {page}");
///         indexer.heartbeat();
///     }
/// });
/// thread.join().unwrap();
/// assert_eq!(handle.state(), TaskState::Down);
/// ```
#[derive(Debug)]
#[must_use = "the value is down when this is dropped"]
pub struct WatchedValue {
    member: Member,
    /// Whether it was created while a panic unwound, which does not end it.
    was_panicking: bool,
}

impl WatchedValue {
    pub(super) fn new(member: Member) -> Self {
        WatchedValue { member, was_panicking: thread::panicking() }
    }

    /// Returns a handle to the watcher.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle(self.member.watcher.clone())
    }

    /// Shows that the value is up.
    pub fn heartbeat(&self) {
        self.member.watcher.beat(self.member.watcher.clock.now_of_runtime());
    }
}

impl Drop for WatchedValue {
    fn drop(&mut self) {
        let has_panicked = thread::panicking() && !self.was_panicking;
        self.member.end(if has_panicked { Outcome::Panic } else { Outcome::Ok });
    }
}
