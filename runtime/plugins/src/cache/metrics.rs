//! The metrics of caches, and the handles of one cache.

use gapless_core::dynamic::Shared;
use gapless_core::{Counter, LabelValue as _};
use gapless_macros::{defmetrics, LabelValue};

use crate::named::Part;

defmetrics! {
    #![crate = gapless_core]
    #![into = CacheMetrics]
    #![namespace = "cache"]

    /// Entries that left a cache, by cause.
    #[max_series(400)]
    pub(super) counter evictions_total(cache: &str, cause: EvictionCause);

    /// Requests to a cache, by whether the value was there.
    #[max_series(200)]
    pub(super) counter requests_total(cache: &str, result: CacheResult);
}

/// Why an entry left a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
#[label(crate = gapless_core)]
#[non_exhaustive]
pub enum EvictionCause {
    /// The time of the entry was over.
    Expired,
    /// The program removed the entry.
    Explicit,
    /// The program replaced the value of the entry.
    Replaced,
    /// The cache was full.
    Size,
}

#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum CacheResult {
    Hit,
    Miss,
}

/// The handles of one cache.
#[derive(Debug)]
pub(super) struct Counters {
    hits: Counter<u64, Shared>,
    misses: Counter<u64, Shared>,
    /// By cause.
    evictions: [Counter<u64, Shared>; 4],
}

impl Part<CacheMetrics> for Counters {
    fn new(group: &CacheMetrics, [cache]: [&str; 1]) -> Self {
        Counters {
            hits: group.requests_total(cache, CacheResult::Hit).into_owned(),
            misses: group.requests_total(cache, CacheResult::Miss).into_owned(),
            evictions: EvictionCause::VALUES.map(|cause| group.evictions_total(cache, cause).into_owned()),
        }
    }
}

impl Counters {
    pub(super) fn request(&self, is_hit: bool) {
        if is_hit { &self.hits } else { &self.misses }.inc();
    }

    pub(super) fn evict(&self, cause: EvictionCause) {
        self.evictions[cause.index()].inc();
    }
}
