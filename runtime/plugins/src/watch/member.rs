//! Members: the futures and the values that a watcher watches.

use std::sync::Arc;

use gapless_core::Outcome;

use super::report::{has_name, Watched};
use super::timer;
use super::watcher::Watcher;

/// A member of a watcher, from its start to its end.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) watcher: Arc<Watcher>,
    /// The value, until the end: its name may be known only then.
    value: Option<Value>,
    /// Whether the timer waits for a runtime.
    needs_timer: bool,
    has_ended: bool,
}

/// A watched value.
struct Value(Arc<dyn Watched>);

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value")
    }
}

impl Member {
    /// Creates the first member of a watcher. Its timer starts now, or when the member is first polled in a runtime.
    pub(super) fn first(watcher: Arc<Watcher>, value: Option<Arc<dyn Watched>>) -> Self {
        let mut member = Member { watcher, value: value.map(Value), needs_timer: true, has_ended: false };
        member.start();
        member
    }

    /// Creates a member of a watcher that has others.
    pub(super) fn of(watcher: Arc<Watcher>) -> Self {
        Member { watcher, value: None, needs_timer: false, has_ended: false }
    }

    /// Starts the timer, if it waits for a runtime and there is one now.
    #[inline]
    pub(super) fn start(&mut self) {
        if self.needs_timer {
            self.start_timer();
        }
    }

    #[cold]
    fn start_timer(&mut self) {
        if let Some(runtime) = self.watcher.clock.runtime() {
            self.needs_timer = false;
            let value = self.value.as_ref().map(|Value(value)| value.clone());
            timer::start(runtime, self.watcher.clone(), value);
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Ends the member, unless it has ended.
    pub(super) fn end(&mut self, outcome: Outcome) {
        if !std::mem::replace(&mut self.has_ended, true) {
            if let Some(Value(value)) = &self.value {
                let _has_name = has_name(&self.watcher, &**value);
            }
            self.watcher.end(outcome);
            self.needs_timer = false;
            self.value = None; // drops the value, whose destructor may panic
        }
    }
}
