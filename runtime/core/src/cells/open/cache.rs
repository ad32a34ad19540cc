//! The cache of each thread for the places of combinations, so that a look-up takes no lock.
//!
//! The cache is a small hash table that grows with the values that the thread uses; most threads use few. A thread with
//! more than [`MAX`] values clears its cache from time to time, and looks the values up again. A direct-mapped table
//! was tried first: with as many values as entries, a third of the look-ups miss.
//!
//! The bytes are always compared. An entry that the cache drops is still in the map of its declaration.

use std::cell::RefCell;

use hashbrown::HashTable;

use super::combination::{is_of, Key};
use super::ticket::Ticket;
use crate::cells::series::SeriesRef;

/// The maximum number of combinations in a cache, which then takes a quarter of a megabyte.
const MAX: usize = 4096;

thread_local! {
    static CACHE: RefCell<Cache> = const { RefCell::new(Cache(HashTable::new())) };
}

#[derive(Debug)]
struct Cache(HashTable<Entry>);

#[derive(Debug)]
struct Entry {
    /// The id of the declaration's map.
    seen: u32,
    /// The upper half of the hash.
    hash: u32,
    /// The series of the first label set.
    series: SeriesRef,
    text: Text,
}

/// The bytes of a combination. Short ones are stored in the entry, because fetching them from elsewhere would be the
/// slowest part of a look-up.
#[derive(Debug)]
enum Text {
    Short(u8, [u8; SHORT]),
    Long(Key),
}

const SHORT: usize = 22;

impl Text {
    fn new(key: Key) -> Self {
        let (text, mut short) = (key.bytes(), [0; SHORT]);
        match (short.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(start), Ok(len)) => {
                start.copy_from_slice(text);
                Text::Short(len, short)
            }
            _ => Text::Long(key),
        }
    }

    #[inline]
    fn bytes(&self) -> &[u8] {
        match self {
            Text::Short(len, short) => short.get(..usize::from(*len)).unwrap_or_default(),
            Text::Long(key) => key.bytes(),
        }
    }
}

/// Returns the ticket of a combination, if it is in the cache of this thread.
#[inline]
pub(super) fn find(seen: u32, hash: u64, values: &[&str]) -> Option<Ticket> {
    // A thread that is about to exit no longer has a cache, and an allocator that records finds it borrowed.
    CACHE.try_with(|cache| cache.try_borrow().ok()?.find(seen, hash, values)).ok()?
}

/// Adds a combination to the cache of this thread.
pub(super) fn remember(seen: u32, hash: u64, ticket: Ticket, key: Key) {
    let entry = Entry { seen, hash: upper_half(hash), series: ticket.series(), text: Text::new(key) };
    let _ = CACHE.try_with(|cache| cache.try_borrow_mut().map(|mut cache| cache.insert(entry)));
}

impl Cache {
    #[inline]
    fn find(&self, seen: u32, hash: u64, values: &[&str]) -> Option<Ticket> {
        let is_it = |entry: &Entry| entry.seen == seen && is_of(entry.text.bytes(), values);
        self.0.find(twice(upper_half(hash)), is_it).and_then(|entry| Ticket::of(entry.series))
    }

    fn insert(&mut self, entry: Entry) {
        if self.0.len() >= MAX {
            self.0.clear();
        }
        let is_same = |other: &Entry| other.seen == entry.seen && other.text.bytes() == entry.text.bytes();
        if let Some(removed) = self.0.find_mut(twice(entry.hash), is_same) {
            *removed = entry;
            return;
        }
        let hash_of = |entry: &Entry| twice(entry.hash);
        if self.0.try_reserve(1, hash_of).is_ok() {
            self.0.insert_unique(twice(entry.hash), entry, hash_of);
        }
    }
}

fn upper_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Returns a hash for the table, which uses both of its ends.
fn twice(half: u32) -> u64 {
    u64::from(half) << 32 | u64::from(half)
}
