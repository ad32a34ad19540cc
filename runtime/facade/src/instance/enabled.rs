//! The number of enabled instances, which decides whether a disabled instance may disable the declared metrics.
//!
//! Declared metrics belong to the process. A disabled instance disables them only while no other instance exports
//! them, and an enabled instance that starts later enables them again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use gapless_core::Registry;

struct State {
    enabled: usize,
    /// Whether a disabled instance has disabled all metrics.
    is_off: bool,
}

fn state() -> MutexGuard<'static, State> {
    static STATE: Mutex<State> = Mutex::new(State { enabled: 0, is_off: false });
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts an enabled instance, until this is dropped.
pub(super) struct Enabled(());

impl Enabled {
    pub(super) fn new() -> Self {
        let mut state = state();
        state.enabled += 1;
        if std::mem::take(&mut state.is_off) {
            Registry::global().switch_all().enable();
        }
        Enabled(())
    }
}

impl Drop for Enabled {
    fn drop(&mut self) {
        state().enabled -= 1;
    }
}

/// Disables all declared metrics, unless an instance exports them.
pub(super) fn disable() {
    let mut state = state();
    if state.enabled == 0 {
        Registry::global().switch_all().disable();
        state.is_off = true;
    }
}
