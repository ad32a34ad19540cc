//! Members: the futures and the values that a watcher watches.

use std::sync::Arc;

use gapless_core::Outcome;

use super::report::Watched;
use super::timer;
use super::watcher::Watcher;

/// A member of a watcher, from its start to its end.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) watcher: Arc<Watcher>,
    /// The timer, until it is started.
    timer: Option<Timer>,
    has_ended: bool,
}

/// A timer that waits for a runtime.
struct Timer {
    value: Option<Arc<dyn Watched>>,
}

impl std::fmt::Debug for Timer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Timer")
    }
}

impl Member {
    /// Creates the first member of a watcher. Its timer starts now, or when the member is first polled in a runtime.
    pub(super) fn first(watcher: Arc<Watcher>, value: Option<Arc<dyn Watched>>) -> Self {
        let mut member = Member { watcher, timer: Some(Timer { value }), has_ended: false };
        member.start();
        member
    }

    /// Creates a member of a watcher that has others.
    pub(super) fn of(watcher: Arc<Watcher>) -> Self {
        Member { watcher, timer: None, has_ended: false }
    }

    /// Starts the timer, if it waits for a runtime and there is one now.
    #[inline]
    pub(super) fn start(&mut self) {
        if self.timer.is_some() {
            self.start_timer();
        }
    }

    #[cold]
    fn start_timer(&mut self) {
        if let Some(runtime) = self.watcher.clock.runtime() {
            let value = self.timer.take().and_then(|timer| timer.value);
            timer::start(runtime, self.watcher.clone(), value);
        }
    }

    /// Ends the member, unless it has ended.
    pub(super) fn end(&mut self, outcome: Outcome) {
        if !std::mem::replace(&mut self.has_ended, true) {
            self.watcher.end(outcome);
            self.timer = None; // drops the value, whose destructor may panic
        }
    }
}
