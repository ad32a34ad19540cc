//! The numbers of jemalloc.

use tikv_jemalloc_ctl::{epoch, stats};

use super::allocator::AllocatorStats;

/// Reads the numbers of now; jemalloc keeps them for each epoch.
pub(super) fn read() -> AllocatorStats {
    if epoch::advance().is_err() {
        return AllocatorStats::default();
    }
    let bytes = |read: fn() -> tikv_jemalloc_ctl::Result<usize>| read().ok().map(|bytes| bytes as u64);
    AllocatorStats {
        allocated: bytes(stats::allocated::read),
        active: bytes(stats::active::read),
        metadata: bytes(stats::metadata::read),
        resident: bytes(stats::resident::read),
        mapped: bytes(stats::mapped::read),
        retained: bytes(stats::retained::read),
    }
}
