//! What slabs are made of: the model checker has another one.

use std::alloc::{alloc_zeroed, Layout};
use std::ptr::NonNull;
pub(super) use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

pub(super) use crate::atomic::AtomicU64;

/// Twice a cache line, as processors fetch lines in pairs: no two threads write into one.
const ALIGNMENT: usize = 128;

/// Cells at zero, in cache lines of their own, that are never freed; `None` when there is no memory for them.
pub(super) fn allocate(n: usize) -> Option<NonNull<AtomicU64>> {
    let layout = Layout::array::<AtomicU64>(n.max(1)).ok()?.align_to(ALIGNMENT).ok()?.pad_to_align();
    // SAFETY: the layout is not empty. Fact 7 is about what is in it.
    NonNull::new(unsafe { alloc_zeroed(layout) }).map(NonNull::cast)
}
