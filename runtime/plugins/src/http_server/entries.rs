//! The label sets that a plugin has seen, each with its metrics.
//!
//! A request looks up its label set without a lock. The routes are those of the program, so a client cannot add many.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use foldhash::fast::RandomState;
use hashbrown::{Equivalent, HashMap};

use super::computed::Numbers;
use super::families::RouteMetrics;
use super::method::{Method, Protocol};

/// The largest number of label sets.
const MAX: usize = 4096;

/// The route of label sets beyond the largest number.
const OVERFLOW: &str = "_other";

/// A label set: `R` is the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key<R> {
    pub(super) method: Method,
    pub(super) protocol: Protocol,
    pub(super) labels: Numbers,
    pub(super) route: R,
}

type All = HashMap<Key<Arc<str>>, Arc<dyn RouteMetrics>, RandomState>;

#[derive(Debug, Default)]
pub(super) struct Entries {
    all: ArcSwap<All>,
    adding: Mutex<()>,
}

impl Equivalent<Key<Arc<str>>> for Key<&str> {
    fn equivalent(&self, key: &Key<Arc<str>>) -> bool {
        *self.route == *key.route
            && (self.method, self.protocol, self.labels) == (key.method, key.protocol, key.labels)
    }
}

impl Entries {
    /// Calls a function with the entry of a label set, which `make` creates if it does not exist.
    #[inline]
    pub(super) fn with<T>(
        &self,
        key: &Key<&str>,
        make: impl FnOnce(&Key<&str>) -> Arc<dyn RouteMetrics>,
        call: impl FnOnce(&Arc<dyn RouteMetrics>) -> T,
    ) -> T {
        match self.all.load().get(key) {
            Some(entry) => call(entry),
            None => call(&self.add(key, make)),
        }
    }

    #[cold]
    fn add(
        &self,
        key: &Key<&str>,
        make: impl FnOnce(&Key<&str>) -> Arc<dyn RouteMetrics>,
    ) -> Arc<dyn RouteMetrics> {
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = HashMap::clone(&self.all.load());
        let key = if all.len() < MAX { *key } else { Key { route: OVERFLOW, ..*key } };
        if let Some(entry) = all.get(&key) {
            return entry.clone();
        }
        let entry = make(&key);
        let Key { method, protocol, labels, route } = key;
        all.insert(Key { method, protocol, labels, route: route.into() }, entry.clone());
        self.all.store(Arc::new(all));
        entry
    }
}
