//! Claims: which of several instances runs a function with `#[poll]`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

/// The claim of one schedule on a function that only one schedule runs at a time.
///
/// Another schedule can claim the function once this value is dropped. A thread that an instance left behind at its
/// shutdown keeps the claim until the function returns.
#[derive(Debug)]
pub(crate) struct Claim {
    /// Whether any schedule has claimed the function. Relaxed: no other memory depends on it.
    taken: &'static AtomicBool,
    /// Whether this schedule has. Relaxed: no other memory depends on it.
    is_ours: AtomicBool,
}

impl Claim {
    /// A claim on the function whose flag is `taken`, not held yet.
    pub(super) fn on(taken: &'static AtomicBool) -> Arc<Self> {
        Arc::new(Claim { taken, is_ours: AtomicBool::new(false) })
    }

    /// Claims the function if it is free, and returns whether this schedule holds it.
    pub(super) fn is_ours(&self) -> bool {
        if !self.is_ours.load(Ordering::Relaxed) {
            self.is_ours.store(!self.taken.swap(true, Ordering::Relaxed), Ordering::Relaxed);
        }
        self.is_ours.load(Ordering::Relaxed)
    }

    /// Keeps the function claimed forever, so that no other schedule runs it.
    pub(super) fn keep(&self) {
        self.is_ours.store(false, Ordering::Relaxed);
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if *self.is_ours.get_mut() {
            self.taken.store(false, Ordering::Relaxed);
        }
    }
}
