//! A cache of handles by key, for each thread.
//!
//! The macros of the crate `metrics` ask for a handle at each record. A lookup here takes no lock. Each thread has its
//! own clone of a handle, because a reference count that all threads change would cost more than the record itself.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;

use ::metrics::Key;
use hashbrown::HashTable;

use super::handles::{CounterHandle, GaugeHandle, HistogramHandle};

/// The maximum number of keys of a type; a full cache is cleared.
const MAX: usize = 4096;

thread_local! {
    static CACHE: RefCell<Cache> = const { RefCell::new(Cache::new()) };
}

/// The handles of one thread.
#[derive(Debug)]
pub(super) struct Cache {
    pub(super) counters: Table<CounterHandle>,
    pub(super) gauges: Table<GaugeHandle>,
    pub(super) histograms: Table<HistogramHandle>,
}

/// Handles of one type.
#[derive(Debug)]
pub(super) struct Table<H> {
    entries: HashTable<Entry<H>>,
    /// The edition of the newest entry.
    last: Option<Edition>,
}

#[derive(Debug)]
struct Entry<H> {
    of: Edition,
    key: Key,
    /// `None` for a key that is refused.
    handle: Option<Arc<H>>,
}

/// The recorder of a handle, and its edition; entries of earlier editions are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edition {
    pub(super) recorder: u32,
    pub(super) edition: u32,
}

impl Cache {
    const fn new() -> Self {
        Cache { counters: Table::new(), gauges: Table::new(), histograms: Table::new() }
    }
}

/// Returns the handle for a key; `make` creates or refuses it if this thread has no entry.
#[inline]
pub(super) fn handle<H>(
    table: fn(&mut Cache) -> &mut Table<H>,
    of: Edition,
    key: &Key,
    make: impl FnOnce() -> Option<H>,
) -> Option<Arc<H>> {
    let find = |cache: &RefCell<Cache>| table(&mut *cache.try_borrow_mut().ok()?).find(of, key);
    // A thread that is about to exit has lost its cache.
    if let Some(found) = CACHE.try_with(find).ok().flatten() {
        return found;
    }
    let handle = make().map(Arc::new);
    let insert = |cache: &RefCell<Cache>| {
        if let Ok(mut cache) = cache.try_borrow_mut() {
            table(&mut cache).insert(Entry { of, key: key.to_retained(), handle: handle.clone() });
        }
    };
    let _ = CACHE.try_with(insert);
    handle
}

impl<H> Table<H> {
    const fn new() -> Self {
        Table { entries: HashTable::new(), last: None }
    }

    #[inline]
    fn find(&self, of: Edition, key: &Key) -> Option<Option<Arc<H>>> {
        let found = self.entries.find(key.get_hash(), |entry| entry.of == of && is_same(&entry.key, key));
        found.map(|entry| entry.handle.clone())
    }

    fn insert(&mut self, entry: Entry<H>) {
        if self.entries.len() >= MAX {
            self.entries.clear();
        }
        if self.last.replace(entry.of) != Some(entry.of) {
            self.entries.retain(|other| other.of.recorder != entry.of.recorder || other.of == entry.of);
        }
        self.entries.insert_unique(entry.key.get_hash(), entry, |entry| entry.key.get_hash());
    }
}

/// Whether two keys are equal. Most strings are the same literal, so the addresses are compared first.
#[inline]
fn is_same(key: &Key, other: &Key) -> bool {
    let is_same = |string: &str, other: &str| ptr::eq(string, other) || string == other;
    let mut labels = key.labels().zip(other.labels());
    is_same(key.name(), other.name())
        && key.labels().len() == other.labels().len()
        && labels
            .all(|(label, other)| is_same(label.key(), other.key()) && is_same(label.value(), other.value()))
}
