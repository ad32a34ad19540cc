//! The combinations of open label values that a family has seen.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;

use foldhash::fast::SeedableRandomState;
use foldhash::SharedSeed;
use hashbrown::HashTable;

use super::cache;
use super::combination::{Combination, Key};

/// The value of all combinations past the bound.
const OTHER: &str = "_other";

/// The combinations of one family.
#[derive(Debug)]
pub(crate) struct Seen {
    /// What the caches of threads know it by: none has the same.
    id: u32,
    max: usize,
    /// Label sets of each combination.
    n_typed: usize,
    /// With a seed of the system's, so that nobody can choose texts whose hashes are equal.
    hasher: SeedableRandomState,
    /// Held for a look-up or an insertion by recording threads, and by a gathering to copy what is new.
    table: RwLock<Table>,
}

#[derive(Debug)]
struct Table {
    indices: HashTable<usize>,
    combinations: Vec<Combination>,
    /// The index of the one past the bound, once there is any.
    other: Option<usize>,
}

/// The first label set of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It has its own ones.
    Own(usize),
    /// It shares those of all combinations past the bound.
    Other(usize),
}

impl Seen {
    /// Room for `max` combinations, and for the one past the bound, of `n_typed` label sets each.
    pub(crate) fn new(max: usize, n_typed: usize) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let table = Table { indices: HashTable::new(), combinations: Vec::new(), other: None };
        let seed = RandomState::new().hash_one(0);
        Seen {
            id: NEXT.fetch_add(1, Ordering::Relaxed), // stands for itself
            max,
            n_typed,
            hasher: SeedableRandomState::with_seed(seed, SharedSeed::global_random()),
            table: RwLock::new(table),
        }
    }

    #[inline]
    pub(crate) fn hash(&self, values: &[&str]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        values.iter().for_each(|value| hasher.write(value.as_bytes()));
        hasher.finish()
    }

    /// The first label set of a combination that this thread has looked up before and not forgotten.
    #[inline]
    pub(crate) fn known(&self, hash: u64, values: &[&str]) -> Option<usize> {
        cache::find(self.id, hash, values)
    }

    /// Where a combination is; `None` if it is new and there is no memory for it.
    pub(crate) fn place(&self, hash: u64, values: &[&str], created: fn() -> SystemTime) -> Option<Place> {
        let place = self.read().place(hash, values, self.max);
        let (place, key) = place.or_else(|| self.make(hash, values, created))?;
        if let Place::Own(first) = place {
            cache::remember(self.id, hash, first, key);
        }
        Some(place)
    }

    fn make(&self, hash: u64, values: &[&str], created: fn() -> SystemTime) -> Option<(Place, Key)> {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = table.place(hash, values, self.max) {
            return Some(place); // another thread was quicker
        }
        let has_own = is_other(values) || table.has_room(self.max);
        if !has_own {
            let other = vec![OTHER; values.len()];
            self.insert(&mut table, self.hash(&other), &other, created());
        } else {
            self.insert(&mut table, hash, values, created());
        }
        table.place(hash, values, self.max)
    }

    fn insert(&self, table: &mut Table, hash: u64, values: &[&str], created: SystemTime) -> Option<()> {
        let Table { indices, combinations, other } = table;
        let hash_at = |&index: &usize| self.hash(&combinations[index].values());
        indices.try_reserve(1, hash_at).ok()?;
        combinations.try_reserve(1).ok()?;
        let index = combinations.len();
        combinations.push(Combination { key: Key::new(values)?, first: index * self.n_typed, created });
        indices.insert_unique(hash, index, |&index| self.hash(&combinations[index].values()));
        if is_other(values) {
            *other = Some(index);
        }
        Some(())
    }

    /// The combinations from an index on.
    pub(crate) fn since(&self, from: usize) -> Vec<Combination> {
        self.read().combinations.get(from..).unwrap_or_default().to_vec()
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Where a combination is that has a place, or that has to share one, and the key that it is found by.
    fn place(&self, hash: u64, values: &[&str], max: usize) -> Option<(Place, Key)> {
        let at = |index: usize| (self.combinations[index].first, self.combinations[index].key.clone());
        let is_it = |&index: &usize| self.combinations[index].key.is_of(values);
        if let Some(&index) = self.indices.find(hash, is_it) {
            let (first, key) = at(index);
            return Some((Place::Own(first), key));
        }
        let (first, key) = at(self.other.filter(|_| !self.has_room(max))?);
        Some((Place::Other(first), key))
    }

    /// Whether a new combination can have a place of its own.
    fn has_room(&self, max: usize) -> bool {
        self.combinations.len() - usize::from(self.other.is_some()) < max
    }
}

fn is_other(values: &[&str]) -> bool {
    values.iter().all(|value| *value == OTHER)
}
