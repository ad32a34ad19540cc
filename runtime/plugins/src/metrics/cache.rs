//! What each thread knows by itself of where the handle for a key is.
//!
//! The macros of the facade ask for a handle at each record. To look it up here takes no lock, and what is found is this thread's
//! own clone: a counter of references that all threads change would cost more than the record.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;

use ::metrics::Key;
use hashbrown::HashTable;

use super::handles::{CounterHandle, GaugeHandle, HistogramHandle};

/// A thread that sees more keys of a type than this begins anew.
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
    /// That of the entry which came last.
    last: Option<Edition>,
}

#[derive(Debug)]
struct Entry<H> {
    of: Edition,
    key: Key,
    /// `None` of a key that is refused.
    handle: Option<Arc<H>>,
}

/// Which recorder a handle is of, and since when: one of an earlier edition is forgotten.
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

/// The handle for a key, which `make` makes, or refuses, if this thread does not know it.
#[inline]
pub(super) fn handle<H>(
    table: fn(&mut Cache) -> &mut Table<H>,
    of: Edition,
    key: &Key,
    make: impl FnOnce() -> Option<H>,
) -> Option<Arc<H>> {
    let find = |cache: &RefCell<Cache>| table(&mut *cache.try_borrow_mut().ok()?).find(of, key);
    // A thread that is about to exit has no cache any more.
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

/// Whether two keys are equal, of which most texts are the same literal: those need not be read.
#[inline]
fn is_same(key: &Key, other: &Key) -> bool {
    let is_same = |text: &str, other: &str| ptr::eq(text, other) || text == other;
    let mut labels = key.labels().zip(other.labels());
    is_same(key.name(), other.name())
        && key.labels().len() == other.labels().len()
        && labels
            .all(|(label, other)| is_same(label.key(), other.key()) && is_same(label.value(), other.value()))
}
