//! The atomics of a sequence, which the model checker replaces.

pub(super) use std::hint::spin_loop;
pub(super) use std::sync::atomic::{fence, Ordering};

pub(super) use crate::cells::atomic::AtomicU64;

/// The number of times that a reader retries words that are being written.
pub(super) const TRIES: usize = 16;
