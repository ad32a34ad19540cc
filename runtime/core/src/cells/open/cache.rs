//! What a thread knows by itself of where combinations are, so that to look one up takes no lock.
//!
//! It is a small hash table, which grows with the values that the thread sees: most threads see few. One that sees more
//! than [`MAX`] begins anew from time to time, and asks the maps of the families again. A table whose hashes name one
//! place each was tried first: with as many values as places, a third of them have to ask each time.
//!
//! The bytes are always compared. What is left out here is only forgotten: the map of its family has it.

use std::cell::RefCell;

use hashbrown::HashTable;

use super::combination::{is_of, Key};
use super::ticket::Ticket;
use crate::cells::series::SeriesRef;

/// How many combinations a thread knows at most; with what the table leaves free they take a quarter of a megabyte.
const MAX: usize = 4096;

thread_local! {
    static CACHE: RefCell<Cache> = const { RefCell::new(Cache(HashTable::new())) };
}

#[derive(Debug)]
struct Cache(HashTable<Entry>);

#[derive(Debug)]
struct Entry {
    /// Whose family's it is.
    seen: u32,
    /// The upper half of its hash.
    hash: u32,
    /// What a handle of the first of its label sets has.
    series: SeriesRef,
    text: Text,
}

/// The bytes of a combination. Those of a short one are in the entry, as to fetch them from elsewhere takes the longest
/// part of a look-up.
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

/// The ticket of a combination of a family, if this thread knows it.
#[inline]
pub(super) fn find(seen: u32, hash: u64, values: &[&str]) -> Option<Ticket> {
    // A thread that is about to exit has no cache any more, and an allocator that counts finds it in use.
    CACHE.try_with(|cache| cache.try_borrow().ok()?.find(seen, hash, values)).ok()?
}

/// Lets this thread know a combination.
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

/// A hash for the table, which looks at both ends of it.
fn twice(half: u32) -> u64 {
    u64::from(half) << 32 | u64::from(half)
}
