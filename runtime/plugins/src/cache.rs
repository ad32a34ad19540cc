//! Caches: hits, misses, evictions and size.

mod metrics;
#[cfg(feature = "moka")]
mod moka;

use std::error::Error;
use std::sync::Arc;

use gapless_core::{Number, SampledFamily, Samples, Source};
use gapless_macros::defmetrics;

pub use self::metrics::EvictionCause;
use self::metrics::{CacheMetrics, Counters};
use crate::named::Named;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::readings::Readings;

/// The name of the plugin, of its source and of their group.
const NAME: &str = "cache";

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "cache"]

    /// Entries of a cache.
    gauge cache_entries(cache: &str);

    /// Weight of all entries of a cache.
    gauge cache_weight(cache: &str);

    /// Limit of the weight of a cache, or of its entries if they are not weighed.
    gauge cache_capacity(cache: &str);
}

/// Metrics of caches: hits, misses, evictions and size.
///
/// ```
/// use std::collections::HashMap;
///
/// use gapless::plugins::Cache;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let caches = Cache::new();
/// let pages = caches.cache("pages");
/// let metrics = gapless::builder().plugin(caches).start().await?;
///
/// let cached = HashMap::from([("home", "<h1>Home</h1>")]);
/// assert!(pages.get(cached.get("home")).is_some()); // a hit
/// assert!(pages.get(cached.get("about")).is_none()); // a miss
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cache {
    caches: Named<CacheMetrics, Counters>,
    states: Readings<CacheState>,
    options: PluginOptions,
}

/// The size of a cache at one moment.
///
/// ```
/// use gapless::plugins::CacheState;
///
/// let state = CacheState { entries: 3, capacity: Some(100), ..CacheState::default() };
/// assert_eq!(state.weight, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheState {
    /// The number of entries.
    pub entries: u64,
    /// The weight of all entries, if the cache weighs them, in a unit of the program.
    pub weight: Option<u64>,
    /// The limit of the weight, or of the number of entries if the cache does not weigh them.
    pub capacity: Option<u64>,
}

impl Cache {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Cache::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns a cache. Its requests and evictions are exported at zero.
    ///
    /// The names are your own: 100 names have series of their own, and further names share those of `_other`.
    #[must_use]
    pub fn cache(&self, name: &str) -> NamedCache {
        NamedCache { name: name.into(), counters: self.caches.part([name]), states: self.states.clone() }
    }
}

/// A cache of [`Cache`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct NamedCache {
    name: Arc<str>,
    counters: PluginMetrics<Arc<Counters>>,
    states: Readings<CacheState>,
}

impl NamedCache {
    /// Counts a request whose value was in the cache.
    pub fn hit(&self) {
        self.request(true);
    }

    /// Counts a request whose value was not in the cache.
    pub fn miss(&self) {
        self.request(false);
    }

    /// Counts a request by its result, and returns the result: `Some` is a hit.
    pub fn get<T>(&self, found: Option<T>) -> Option<T> {
        self.request(found.is_some());
        found
    }

    /// Counts an entry that left the cache.
    ///
    /// ```
    /// use gapless::plugins::{Cache, EvictionCause};
    ///
    /// let pages = Cache::new().cache("pages");
    /// pages.evict(EvictionCause::Size);
    /// ```
    pub fn evict(&self, cause: EvictionCause) {
        if let Some(counters) = self.counters.get() {
            counters.evict(cause);
        }
    }

    /// Sets the function that returns the size of the cache at each scrape: a [`CacheState`], or `None` once the cache
    /// does not exist any more.
    ///
    /// The function is dropped when it returns `None`. If it panics, the size is absent from that scrape.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::sync::{Arc, Mutex, PoisonError};
    ///
    /// use gapless::plugins::{Cache, CacheState};
    ///
    /// let pages = Arc::new(Mutex::new(HashMap::from([("home", "<h1>Home</h1>")])));
    /// let weak = Arc::downgrade(&pages);
    /// let cache = Cache::new().cache("pages").state(move || {
    ///     let entries = weak.upgrade()?.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
    ///     Some(CacheState { entries, ..CacheState::default() })
    /// });
    /// # let _ = cache;
    /// ```
    #[must_use]
    pub fn state<S: Into<Option<CacheState>>>(self, state: impl Fn() -> S + Send + Sync + 'static) -> Self {
        self.states.add(&self.name, move || state().into());
        self
    }

    fn request(&self, is_hit: bool) {
        if let Some(counters) = self.counters.get() {
            counters.request(is_hit);
        }
    }
}

impl Plugin for Cache {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        self.caches.start(CacheMetrics::register(&context.metrics(NAME))?)?;
        Ok(Vec::new())
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(self.states.clone())])
    }
}

impl Source for Readings<CacheState> {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let states = self.read();
        let emit = |mut family: SampledFamily<'_, Number, 1>, value: fn(&CacheState) -> Option<u64>| {
            for (cache, value) in states.iter().filter_map(|(cache, state)| Some((cache, value(state)?))) {
                family.series([cache.to_string()], value);
            }
        };
        emit(cache_entries(into), |state| Some(state.entries));
        emit(cache_weight(into), |state| state.weight);
        emit(cache_capacity(into), |state| state.capacity);
        Ok(())
    }
}
