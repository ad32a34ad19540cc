//! What slabs are made of: the model checker has another one.

use std::alloc::{alloc_zeroed, Layout};
use std::ptr::NonNull;
pub(super) use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

pub(super) use crate::cells::atomic::AtomicU64;

/// Cells in two cache lines, as processors fetch lines in pairs: no two threads write into one pair.
const PAIR: usize = 16;

/// Cells at zero, in cache lines of their own, that are never freed; `None` when there is no memory for them.
///
/// Aligned here and not by the allocator: zeros that it has to align it writes, and what is written takes memory, while
/// pages fresh from the system take none until they are touched.
pub(super) fn allocate(n: usize) -> Option<NonNull<AtomicU64>> {
    let n = n.checked_next_multiple_of(PAIR)?.checked_add(PAIR - 1)?;
    let layout = Layout::array::<AtomicU64>(n).ok()?;
    // SAFETY: the layout is not empty. Fact 7 is about what is in it.
    let first = NonNull::new(unsafe { alloc_zeroed(layout) })?.cast::<AtomicU64>();
    let skipped = first.align_offset(PAIR * size_of::<AtomicU64>()).min(PAIR - 1);
    // SAFETY: there are `PAIR - 1` cells more than asked for.
    Some(unsafe { first.add(skipped) })
}
