//! What the sequence of a slot is made of; the model checker has its own.

pub(super) use std::hint::spin_loop;
pub(super) use std::sync::atomic::{fence, Ordering};

pub(super) use crate::cells::atomic::AtomicU64;

/// How often a reader reads words that are written meanwhile.
pub(super) const TRIES: usize = 16;
