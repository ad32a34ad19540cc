//! The windows of summaries: what their cells held at some moments of the last minutes.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::Instant;

use crate::cells::native::NativeRows;
use crate::unwind::lock;

/// How often in a window it is kept what was observed by then.
pub(crate) const N_KEPT: u32 = 5;

/// What all label sets of a summary had counted at some moments, ascending: the first one is when the window began. Locked by
/// gatherings alone.
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
