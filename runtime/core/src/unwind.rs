//! Calls of code that may panic, and locks that a panic does not take along.

use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Returns whether `work` returns. A panic ends here, also if dropping its payload panics.
pub(crate) fn succeeds(work: impl FnOnce()) -> bool {
    let panicked = catch_unwind(AssertUnwindSafe(work)).err();
    let returned = panicked.is_none();
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panicked))) {
        mem::forget(again); // to drop it could panic again
    }
    returned
}

/// Locks a mutex whose value is consistent between any two steps, so that a panic while it was locked does no harm.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
