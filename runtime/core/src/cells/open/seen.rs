//! The combinations of open label values that a declaration has.
//!
//! Each combination owns a *place*: an index with its own rows of cells. When a combination is removed, a new one
//! reuses its place, and the contents of the rows at that moment are subtracted from its numbers. A [`Ticket`] names a
//! place and the *generation* of its owner. A thread that is suspended between the check of its ticket and its record
//! could still write after the row has a new owner. This takes a long suspension, because new places are used first,
//! then the place that was freed longest ago; for a value that [expires](super::expiry), the suspension must be longer
//! than the expiry. Ruling it out would require every record to announce its start and its end.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Instant, SystemTime};

use foldhash::fast::SeedableRandomState;
use foldhash::SharedSeed;
use hashbrown::HashTable;

use super::cache;
use super::combination::{is_of, Combination, Key};
use super::expiry::{Expiry, UNUSED};
use super::removed::Removed;
use super::ticket::{next_generation, Ticket};
use crate::cells::series::{LabelSetIndex, MAX_LABEL_SETS};
use crate::cells::totals::Rows;
use crate::names::OTHER;

/// Returns a hasher with a seed from the system, so that input from outside cannot cause collisions.
pub(crate) fn hasher() -> SeedableRandomState {
    SeedableRandomState::with_seed(RandomState::new().hash_one(0), SharedSeed::global_random())
}

/// The combinations of a declaration.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The unique id in the caches of threads.
    id: u32,
    max: usize,
    /// The number of label sets of each combination.
    n_typed: usize,
    /// The value at which a gauge starts.
    pub(crate) start_bits: u64,
    hasher: SeedableRandomState,
    /// The generation of each place's current or next owner, possibly with the mark [`UNUSED`]. Generations are written
    /// under the lock; readers and recording threads write the mark. Relaxed: a thread that learns of a removal sees
    /// it, and for other threads the two are not ordered.
    generations: Box<[AtomicU32]>,
    /// The expiry, if combinations expire.
    expiry: Option<Expiry>,
    /// Locked by recording threads for a look-up or a change, and by a reader while it adds up a slice.
    table: RwLock<Table>,
}

#[derive(Debug, Default)]
struct Table {
    /// The places by the hash of their combinations.
    places: HashTable<usize>,
    combinations: Vec<Option<Arc<Combination>>>,
    /// The free places, in the order in which they were freed.
    free: VecDeque<usize>,
    /// The place of the combination `_other`, if it exists.
    other: Option<usize>,
    removed: Removed,
    n_removed: usize,
}

/// The ticket of the first label set of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assigned {
    /// The combination has its own label sets.
    Own(Ticket),
    /// The combination is beyond the bound, and shares the label sets of `_other`.
    Other(Ticket),
}

/// The start of a combination.
pub(crate) struct Start<'a> {
    pub(crate) created: &'a dyn Fn() -> SystemTime,
    /// Takes over the reused rows from a label set on, and returns their contents.
    pub(crate) take_over: &'a dyn Fn(LabelSetIndex) -> Option<Box<Rows>>,
}

impl Seen {
    /// Creates room for `max` combinations and `_other`, with `n_typed` label sets each.
    pub(crate) fn new(max: usize, n_typed: usize, start_bits: u64, expiry: Option<Expiry>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let max = max.min(MAX_LABEL_SETS / n_typed.max(1) - 1);
        Seen {
            id: NEXT.fetch_add(1, Ordering::Relaxed), // relaxed: the ids only have to differ
            max,
            n_typed,
            start_bits,
            hasher: hasher(),
            generations: (0..=max).map(|_| AtomicU32::new(1)).collect(),
            expiry,
            table: RwLock::default(),
        }
    }

    #[inline]
    pub(crate) fn hash(&self, values: &[&str]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        values.iter().for_each(|value| hasher.write(value.as_bytes()));
        hasher.finish()
    }

    /// Returns the ticket of a combination from the cache of this thread, if it is still valid.
    #[inline]
    pub(crate) fn known(&self, hash: u64, values: &[&str]) -> Option<Ticket> {
        cache::find(self.id, hash, values).filter(|ticket| self.is_good(*ticket))
    }

    /// Returns whether a ticket is valid, and marks its owner as used.
    #[inline]
    pub(crate) fn is_good(&self, ticket: Ticket) -> bool {
        let Some(generation) = self.generations.get(self.place_of(ticket.label_set)) else { return false };
        generation.load(Ordering::Relaxed) == ticket.generation || use_again(generation, ticket)
    }

    /// Returns whether a ticket is valid, without marking its owner as used.
    pub(crate) fn is_there(&self, ticket: Ticket) -> bool {
        let generation = self.generations.get(self.place_of(ticket.label_set));
        generation.is_some_and(|generation| generation.load(Ordering::Relaxed) & !UNUSED == ticket.generation)
    }

    #[inline]
    fn place_of(&self, label_set: LabelSetIndex) -> usize {
        match self.n_typed {
            1 => label_set.get(), // the usual case, without a slow division
            n_typed => label_set.get() / n_typed,
        }
    }

    /// Returns the first label set of the combination in a place.
    fn first_in(&self, place: usize) -> LabelSetIndex {
        LabelSetIndex::new(place * self.n_typed)
    }

    /// Finds or creates a combination; `None` if memory is exhausted.
    pub(crate) fn place(&self, hash: u64, values: &[&str], start: &Start<'_>) -> Option<Assigned> {
        let found = self.read().find(hash, values, self.max);
        let (place, combination) = found.or_else(|| self.make(hash, values, start))?;
        if let Assigned::Own(ticket) = place {
            self.is_good(ticket); // creating a handle counts as use
            cache::remember(self.id, hash, ticket, combination.key.clone());
        }
        Some(place)
    }

    fn make(&self, hash: u64, values: &[&str], start: &Start<'_>) -> Option<(Assigned, Arc<Combination>)> {
        let mut table = self.write();
        if let Some(found) = table.find(hash, values, self.max) {
            return Some(found); // another thread has just created it
        }
        if is_other(values) || table.has_room(self.max) {
            self.insert(&mut table, hash, values, start)?;
        } else {
            let other = vec![OTHER; values.len()];
            self.insert(&mut table, self.hash(&other), &other, start)?;
        }
        table.find(hash, values, self.max)
    }

    fn insert(&self, table: &mut Table, hash: u64, values: &[&str], start: &Start<'_>) -> Option<()> {
        table.combinations.try_reserve(1).ok()?;
        let Table { places, combinations, .. } = table;
        let hash_at = |&place: &usize| combinations[place].as_ref().map_or(0, |it| self.hash(&it.values()));
        places.try_reserve(1, hash_at).ok()?;
        let key = Key::new(values)?;
        let (place, since) = self.take(table, start)?;
        let generation = self.generations[place].load(Ordering::Relaxed);
        let (first, created) = (self.first_in(place), (start.created)());
        let expires = self.expiry.as_ref().is_some_and(|expiry| expiry.is_of(values));
        let combination = Combination { key, first, generation, expires, since, created };
        table.combinations[place] = Some(Arc::new(combination));
        table.places.insert_unique(hash, place, |_| hash); // the table has room, so entries are never hashed again
        if is_other(values) {
            table.other = Some(place);
        }
        Some(())
    }

    /// Takes a place for a new combination: a new place, or else the place that was freed longest ago.
    fn take(&self, table: &mut Table, start: &Start<'_>) -> Option<(usize, Option<Box<Rows>>)> {
        if table.combinations.len() < self.generations.len() {
            table.combinations.push(None);
            return Some((table.combinations.len() - 1, None));
        }
        let place = table.free.pop_front()?;
        Some((place, (start.take_over)(self.first_in(place))))
    }

    /// Removes the combination of a ticket, valid or not, and returns whether it existed.
    pub(crate) fn remove(&self, ticket: Ticket) -> bool {
        let mut table = self.write();
        let Some(combination) = self.find_by(&table, ticket).cloned() else { return false };
        let place = self.place_of(combination.first);
        // All its tickets are invalid from here on, so their handles look the combination up again.
        self.generations[place].store(next_generation(combination.generation), Ordering::Relaxed);
        table.take_out(place, self.hash(&combination.values()), &combination);
        true
    }

    /// Removes the expired combinations, except those that are in use in another way.
    pub(crate) fn expire(&self, now: Instant, is_in_use: impl Fn(&Combination) -> bool) {
        let Some(expiry) = &self.expiry else { return };
        let over: Vec<_> = {
            let table = self.read();
            let mut used = expiry.used(table.combinations.len(), now);
            let expiring = table.combinations.iter().flatten().filter(|combination| combination.expires);
            let over = expiring.filter(|combination| {
                let place = self.place_of(combination.first);
                if self.generations[place].fetch_or(UNUSED, Ordering::Relaxed) & UNUSED == 0 {
                    used[place] = now;
                }
                expiry.is_over(used[place], now) && !is_in_use(combination)
            });
            over.cloned().collect()
        };
        over.iter().for_each(|combination| self.remove_unused(combination));
    }

    fn remove_unused(&self, combination: &Combination) {
        let (mut table, place) = (self.write(), self.place_of(combination.first));
        let (unused, next) = (combination.generation | UNUSED, next_generation(combination.generation));
        let generation = &self.generations[place];
        if generation.compare_exchange(unused, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            table.take_out(place, self.hash(&combination.values()), combination);
        }
    }

    /// Marks all combinations as used.
    pub(crate) fn use_all(&self) {
        self.generations.iter().for_each(|generation| {
            generation.fetch_and(!UNUSED, Ordering::Relaxed);
        });
    }

    /// Returns the combination of a ticket, or the current combination with the same values.
    fn find_by<'a>(&self, table: &'a Table, ticket: Ticket) -> Option<&'a Arc<Combination>> {
        if self.is_there(ticket) {
            return table.combinations.get(self.place_of(ticket.label_set))?.as_ref();
        }
        let key = table.removed.key(self.first_of(ticket))?;
        let values = key.values();
        table.place(self.hash(&values), &values).and_then(|place| table.combinations[place].as_ref())
    }

    /// Returns the ticket of the combination's first label set.
    fn first_of(&self, ticket: Ticket) -> Ticket {
        Ticket { label_set: self.first_in(self.place_of(ticket.label_set)), ..ticket }
    }

    /// Returns the position of a ticket's label set in its combination.
    pub(crate) fn typed_of(&self, ticket: Ticket) -> usize {
        ticket.label_set.get() % self.n_typed
    }

    /// Finds or creates the combination with the values of a removed one.
    pub(crate) fn place_again(&self, ticket: Ticket, start: &Start<'_>) -> Option<Assigned> {
        let key = self.read().removed.key(self.first_of(ticket)).cloned();
        match key {
            Some(key) => self.place(self.hash(&key.values()), &key.values(), start),
            None => self.place_forgotten(start),
        }
    }

    /// Returns the combination `_other`, for tickets whose values are forgotten.
    fn place_forgotten(&self, start: &Start<'_>) -> Option<Assigned> {
        let n_labels = self.read().combinations.iter().flatten().next()?.values().len();
        let other = vec![OTHER; n_labels];
        match self.place(self.hash(&other), &other, start)? {
            Assigned::Own(ticket) | Assigned::Other(ticket) => Some(Assigned::Other(ticket)),
        }
    }

    /// Prevents changes for as long as the guard lives.
    pub(crate) fn hold(&self) -> Held<'_> {
        Held { seen: self, table: self.read() }
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Finds the combination with these values, or `_other` if it has to share.
    fn find(&self, hash: u64, values: &[&str], max: usize) -> Option<(Assigned, Arc<Combination>)> {
        if let Some(place) = self.place(hash, values) {
            let own = self.combinations[place].clone()?;
            return Some((Assigned::Own(own.ticket()), own));
        }
        let other = self.other.filter(|_| !self.has_room(max))?;
        let other = self.combinations[other].clone()?;
        Some((Assigned::Other(other.ticket()), other))
    }

    fn place(&self, hash: u64, values: &[&str]) -> Option<usize> {
        let is_it = |&place: &usize| {
            self.combinations[place].as_ref().is_some_and(|it| is_of(it.key.bytes(), values))
        };
        self.places.find(hash, is_it).copied()
    }

    /// Returns whether a new combination can get its own place.
    fn has_room(&self, max: usize) -> bool {
        self.combinations.len() - self.free.len() - usize::from(self.other.is_some()) < max
    }

    fn take_out(&mut self, place: usize, hash: u64, combination: &Combination) {
        if let Ok(found) = self.places.find_entry(hash, |other| *other == place) {
            found.remove();
        }
        self.combinations[place] = None;
        self.free.push_back(place);
        self.other = self.other.filter(|other| *other != place);
        self.removed.add(combination.ticket(), combination.key.clone());
        self.n_removed += 1;
    }
}

/// Clears the mark of a reader, if the ticket is valid.
#[cold]
#[inline(never)]
fn use_again(generation: &AtomicU32, ticket: Ticket) -> bool {
    let (unused, used) = (ticket.generation | UNUSED, ticket.generation);
    let before = generation.compare_exchange(unused, used, Ordering::Relaxed, Ordering::Relaxed);
    before.is_ok() || before == Err(used) // or another thread has just cleared it
}

fn is_other(values: &[&str]) -> bool {
    values.iter().all(|value| *value == OTHER)
}

/// Combinations that cannot change while this guard lives.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    seen: &'a Seen,
    table: RwLockReadGuard<'a, Table>,
}

impl Held<'_> {
    /// Returns all combinations.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Combination>> {
        self.table.combinations.iter().flatten()
    }

    /// Returns the number of removals so far.
    pub(crate) fn n_removed(&self) -> usize {
        self.table.n_removed
    }

    /// Returns the number of label sets that have or had an owner.
    pub(crate) fn n_label_sets(&self) -> usize {
        self.table.combinations.len() * self.seen.n_typed
    }

    /// Returns the combination of a ticket, valid or not, and the position of the ticket's label set in it.
    pub(crate) fn find(&self, ticket: Ticket) -> Option<(&Combination, usize)> {
        let combination = self.seen.find_by(&self.table, ticket)?;
        Some((combination, self.seen.typed_of(ticket)))
    }
}
