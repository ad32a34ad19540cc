//! The memory of slabs, which the model checker replaces.

use std::alloc::{alloc_zeroed, Layout};
use std::ptr::{self, NonNull};
pub(super) use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

pub(super) use crate::cells::atomic::AtomicU64;

/// The number of cells in two cache lines. Processors fetch lines in pairs, and two threads never write into the same
/// pair.
const PAIR: usize = 16;

/// Allocates zeroed cells in separate cache lines, which are never freed; `None` if memory is exhausted.
///
/// This function aligns the cells itself. An allocator would write the zeros of aligned memory, which then takes
/// physical memory, whereas fresh pages of the system take none until they are touched.
pub(super) fn allocate(n: usize) -> Option<NonNull<AtomicU64>> {
    let n = n.checked_next_multiple_of(PAIR)?.checked_add(PAIR - 1)?;
    let layout = Layout::array::<AtomicU64>(n).ok()?;
    // SAFETY: the layout is not empty. Fact 7 covers its contents.
    let first = NonNull::new(unsafe { alloc_zeroed(layout) })?.cast::<AtomicU64>();
    let skipped = first.align_offset(PAIR * size_of::<AtomicU64>()).min(PAIR - 1);
    // SAFETY: there are `PAIR - 1` cells more than asked for.
    Some(unsafe { first.add(skipped) })
}

/// Allocates a directory of `n` null pointers, at least one; `None` if memory is exhausted.
///
/// The allocator zeroes the memory, so that pages of the system take no physical memory until they are used.
pub(super) fn allocate_directory(n: usize) -> Option<Box<[AtomicPtr<AtomicU64>]>> {
    let layout = Layout::array::<AtomicPtr<AtomicU64>>(n).ok().filter(|layout| layout.size() > 0)?;
    // SAFETY: the layout is not empty.
    let first = NonNull::new(unsafe { alloc_zeroed(layout) })?.cast::<AtomicPtr<AtomicU64>>();
    // SAFETY: by fact 7, `n` null pointers are there, in memory that the box frees with the same layout.
    Some(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(first.as_ptr(), n)) })
}
