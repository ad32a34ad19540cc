//! Allocators: numbers that closures read at each scrape.

use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use gapless_core::{Number, SampledFamily, Samples};
use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "process"]

    /// Memory that the program has allocated, by allocator.
    gauge process_allocator_allocated_bytes(allocator: &str);

    /// Memory in pages with allocations, by allocator.
    gauge process_allocator_active_bytes(allocator: &str);

    /// Memory for the allocator's own data, by allocator.
    gauge process_allocator_metadata_bytes(allocator: &str);

    /// Memory that is in RAM, by allocator.
    gauge process_allocator_resident_bytes(allocator: &str);

    /// Address space with memory behind it, by allocator.
    gauge process_allocator_mapped_bytes(allocator: &str);

    /// Address space that is kept without memory behind it, by allocator.
    gauge process_allocator_retained_bytes(allocator: &str);
}

/// The numbers of an allocator, in bytes. A number that the allocator does not have is `None`, and is not exported.
///
/// ```
/// use gapless::plugins::AllocatorStats;
///
/// let stats = AllocatorStats { allocated: Some(4096), ..AllocatorStats::default() };
/// assert_eq!(stats.resident, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllocatorStats {
    /// Memory that the program has allocated: `process_allocator_allocated_bytes`.
    pub allocated: Option<u64>,
    /// Memory in pages that contain an allocation: `process_allocator_active_bytes`.
    pub active: Option<u64>,
    /// Memory for the allocator's own data: `process_allocator_metadata_bytes`.
    pub metadata: Option<u64>,
    /// Memory of the allocator that is in RAM: `process_allocator_resident_bytes`.
    pub resident: Option<u64>,
    /// Address space with memory behind it: `process_allocator_mapped_bytes`.
    pub mapped: Option<u64>,
    /// Address space that is kept, without memory behind it: `process_allocator_retained_bytes`.
    pub retained: Option<u64>,
}

/// A metric, and how to read its value.
type Row = (fn(&mut Samples) -> SampledFamily<'_, Number, 1>, fn(&AllocatorStats) -> Option<u64>);

const ROWS: [Row; 6] = [
    (process_allocator_allocated_bytes, |stats| stats.allocated),
    (process_allocator_active_bytes, |stats| stats.active),
    (process_allocator_metadata_bytes, |stats| stats.metadata),
    (process_allocator_resident_bytes, |stats| stats.resident),
    (process_allocator_mapped_bytes, |stats| stats.mapped),
    (process_allocator_retained_bytes, |stats| stats.retained),
];

/// The allocators of a process.
#[derive(Clone, Debug, Default)]
pub(super) struct Allocators(Vec<Allocator>);

#[derive(Clone)]
struct Allocator {
    name: String,
    read: Arc<dyn Fn() -> AllocatorStats + Send + Sync>,
}

impl fmt::Debug for Allocator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Allocator").field(&self.name).finish()
    }
}

impl Allocators {
    pub(super) fn add(&mut self, name: String, read: impl Fn() -> AllocatorStats + Send + Sync + 'static) {
        self.0.retain(|allocator| allocator.name != name);
        self.0.push(Allocator { name, read: Arc::new(read) });
    }

    /// Emits the numbers that are known. A closure that panics has none.
    pub(super) fn emit(&self, into: &mut Samples) {
        let read = |of: &Allocator| catch_unwind(AssertUnwindSafe(|| (of.read)())).unwrap_or_default();
        let stats: Vec<_> = self.0.iter().map(|of| (&of.name, read(of))).collect();
        for (begin, value) in ROWS {
            let known: Vec<_> =
                stats.iter().filter_map(|(name, stats)| Some((*name, value(stats)?))).collect();
            if known.is_empty() {
                continue;
            }
            let mut family = begin(into);
            for (name, bytes) in known {
                family.series([name.clone()], bytes);
            }
        }
    }
}
