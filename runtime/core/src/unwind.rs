//! Calls of the user's code, which may panic.

use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Returns whether `work` returns. A panic ends here, also if dropping its payload panics.
pub(crate) fn succeeds(work: impl FnOnce()) -> bool {
    let panicked = catch_unwind(AssertUnwindSafe(work)).err();
    let returned = panicked.is_none();
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panicked))) {
        mem::forget(again); // to drop it could panic again
    }
    returned
}
