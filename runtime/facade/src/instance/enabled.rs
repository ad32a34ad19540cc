//! How many instances run that export, by which a disabled one knows whether it may switch metrics off.
//!
//! Declared metrics are those of the process. A disabled instance switches them off only while no other instance
//! exports them, and an instance that starts later switches them on again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use gapless_core::Registry;

struct State {
    n_enabled: usize,
    /// Whether a disabled instance has switched all metrics off.
    is_off: bool,
}

fn state() -> MutexGuard<'static, State> {
    static STATE: Mutex<State> = Mutex::new(State { n_enabled: 0, is_off: false });
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts an instance that exports, until this is dropped.
pub(super) struct Enabled(());

impl Enabled {
    pub(super) fn new() -> Self {
        let mut state = state();
        state.n_enabled += 1;
        if std::mem::take(&mut state.is_off) {
            Registry::global().switch_all().enable();
        }
        Enabled(())
    }
}

impl Drop for Enabled {
    fn drop(&mut self) {
        state().n_enabled -= 1;
    }
}

/// Switches all metrics off, unless an instance exports them.
pub(super) fn disable() {
    let mut state = state();
    if state.n_enabled == 0 {
        Registry::global().switch_all().disable();
        state.is_off = true;
    }
}
