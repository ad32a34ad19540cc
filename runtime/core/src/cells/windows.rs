//! The windows of summaries: the contents of their cells at several moments.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::Instant;

use crate::cells::native::NativeRows;
use crate::unwind::lock;

/// The number of times in a window that the observations are stored.
pub(crate) const N_KEPT: u32 = 5;

/// The observations of all label sets at several moments, in ascending order. The first is the start of the window.
/// Only readers lock it.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<VecDeque<Kept>>);

#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) at: Instant,
    pub(crate) buckets: NativeRows,
}

impl Windows {
    pub(crate) fn lock(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        lock(&self.0)
    }
}
