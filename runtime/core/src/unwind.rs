//! Code of a user's that may panic.

use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Whether `work` returns. What it panics with is dropped, and be it with a panic of its own.
pub(crate) fn succeeds(work: impl FnOnce()) -> bool {
    let panicked = catch_unwind(AssertUnwindSafe(work)).err();
    let returned = panicked.is_none();
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panicked))) {
        mem::forget(again); // there is nothing else to be done with it
    }
    returned
}
