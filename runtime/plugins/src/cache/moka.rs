//! Caches of moka.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use moka::notification::RemovalCause;
use moka::{future, sync};

use super::{CacheState, EvictionCause, NamedCache};

impl NamedCache {
    /// Reads the size of a cache of `moka::sync` at each scrape.
    ///
    /// The numbers do not include the latest changes, because moka applies changes in batches. Without a `weigher`,
    /// each entry has the weight 1. The plugin keeps a clone of the cache, and so its entries.
    ///
    /// ```
    /// use gapless::plugins::Cache;
    ///
    /// let pages = Cache::new().cache("pages");
    /// let cache = moka::sync::Cache::builder()
    ///     .max_capacity(1000)
    ///     .eviction_listener(pages.moka_listener())
    ///     .build();
    /// let pages = pages.moka(&cache);
    ///
    /// cache.insert("home", "<h1>Home</h1>");
    /// assert!(pages.get(cache.get("home")).is_some());
    /// ```
    #[must_use]
    pub fn moka<K, V, S>(self, cache: &sync::Cache<K, V, S>) -> Self
    where
        K: Hash + Eq + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        S: BuildHasher + Clone + Send + Sync + 'static,
    {
        let cache = cache.clone();
        let capacity = cache.policy().max_capacity();
        self.state(move || state(cache.entry_count(), cache.weighted_size(), capacity))
    }

    /// Reads the size of a cache of `moka::future` at each scrape, as [`moka`](Self::moka) does.
    #[must_use]
    pub fn moka_future<K, V, S>(self, cache: &future::Cache<K, V, S>) -> Self
    where
        K: Hash + Eq + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        S: BuildHasher + Clone + Send + Sync + 'static,
    {
        let cache = cache.clone();
        let capacity = cache.policy().max_capacity();
        self.state(move || state(cache.entry_count(), cache.weighted_size(), capacity))
    }

    /// Returns a function that counts evictions, for the method `eviction_listener` of a builder of moka.
    pub fn moka_listener<K, V>(&self) -> impl Fn(Arc<K>, V, RemovalCause) + Send + Sync + 'static {
        let counters = self.counters.clone(); // without the states, which may keep the cache that keeps the listener
        move |_, _, cause| {
            let cause = match cause {
                RemovalCause::Expired => EvictionCause::Expired,
                RemovalCause::Explicit => EvictionCause::Explicit,
                RemovalCause::Replaced => EvictionCause::Replaced,
                RemovalCause::Size => EvictionCause::Size,
            };
            if let Some(counters) = counters.get() {
                counters.evict(cause);
            }
        }
    }
}

fn state(entries: u64, weight: u64, capacity: Option<u64>) -> CacheState {
    CacheState { entries, weight: Some(weight), capacity }
}
