//! The combinations of open label values that a family has seen.
//!
//! Each has rows of cells of its own until it is removed; then they are for the next new one, of whose numbers is taken
//! away what they held before. [`Ticket`]s tell the owners apart. A thread that was stopped between its look at the ticket
//! and its record may still write when a row has its next owner; that the place which was left longest ago is taken first,
//! and new ones before that, makes it need a long stop. Where a value [expires](super::expiry), it takes one that is longer
//! than what it expires after. To rule it out, each record would have to tell its beginning and its end to others.

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

/// With a seed of the system's, so that nobody can choose texts whose hashes are equal.
pub(crate) fn hasher() -> SeedableRandomState {
    SeedableRandomState::with_seed(RandomState::new().hash_one(0), SharedSeed::global_random())
}

/// The combinations of one family.
#[derive(Debug)]
pub(crate) struct Seen {
    /// What the caches of threads know it by: none has the same.
    id: u32,
    max: usize,
    /// Label sets of each combination.
    n_typed: usize,
    /// What a gauge starts at.
    pub(crate) start_bits: u64,
    hasher: SeedableRandomState,
    /// The generation of each place's owner, or of its next one, and perhaps [`UNUSED`]. Generations are written under the
    /// lock, that mark by gatherings and recording threads, which read all of it; relaxed: who is told of a removal sees it,
    /// and nobody else can say when it was.
    generations: Box<[AtomicU32]>,
    /// When combinations are removed by themselves, if ever.
    expiry: Option<Expiry>,
    /// Held for a look-up or a change by recording threads, and by a gathering while it adds up, never while one waits.
    table: RwLock<Table>,
}

#[derive(Debug, Default)]
struct Table {
    /// Places by the hash of what is in them.
    places: HashTable<usize>,
    combinations: Vec<Option<Arc<Combination>>>,
    /// Places that were left, longest first.
    free: VecDeque<usize>,
    /// The place of the one past the bound, if there is any.
    other: Option<usize>,
    removed: Removed,
    n_removed: usize,
}

/// The ticket for the first label set of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assigned {
    /// It has its own ones.
    Own(Ticket),
    /// It shares those of all combinations past the bound.
    Other(Ticket),
}

/// How a combination begins.
pub(crate) struct Start<'a> {
    pub(crate) created: fn() -> SystemTime,
    /// Takes over the rows from a label set on, and says what they add up to.
    pub(crate) take_over: &'a dyn Fn(LabelSetIndex) -> Option<Box<Rows>>,
}

impl Seen {
    /// Room for `max` combinations, and for the one past the bound, of `n_typed` label sets each.
    pub(crate) fn new(max: usize, n_typed: usize, start_bits: u64, expiry: Option<Expiry>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let max = max.min(MAX_LABEL_SETS / n_typed.max(1) - 1);
        Seen {
            id: NEXT.fetch_add(1, Ordering::Relaxed), // stands for itself
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

    /// The ticket of a combination that this thread has looked up before and not forgotten, if it is good.
    #[inline]
    pub(crate) fn known(&self, hash: u64, values: &[&str]) -> Option<Ticket> {
        cache::find(self.id, hash, values).filter(|ticket| self.is_good(*ticket))
    }

    /// Whether a ticket means the owner that there is; from here on that is used.
    #[inline]
    pub(crate) fn is_good(&self, ticket: Ticket) -> bool {
        let Some(generation) = self.generations.get(self.place_of(ticket.label_set)) else { return false };
        generation.load(Ordering::Relaxed) == ticket.generation || use_again(generation, ticket)
    }

    /// Whether a ticket means the owner that there is, used or not.
    pub(crate) fn is_there(&self, ticket: Ticket) -> bool {
        let generation = self.generations.get(self.place_of(ticket.label_set));
        generation.is_some_and(|generation| generation.load(Ordering::Relaxed) & !UNUSED == ticket.generation)
    }

    #[inline]
    fn place_of(&self, label_set: LabelSetIndex) -> usize {
        match self.n_typed {
            1 => label_set.get(), // mostly, and a division takes its time
            n_typed => label_set.get() / n_typed,
        }
    }

    /// The first label set of the combination in a place.
    fn first_in(&self, place: usize) -> LabelSetIndex {
        LabelSetIndex::new(place * self.n_typed)
    }

    /// Where a combination is; `None` if it is new and there is no memory for it.
    pub(crate) fn place(&self, hash: u64, values: &[&str], start: &Start<'_>) -> Option<Assigned> {
        let found = self.read().find(hash, values, self.max);
        let (place, combination) = found.or_else(|| self.make(hash, values, start))?;
        if let Assigned::Own(ticket) = place {
            self.is_good(ticket); // whoever takes a handle is about to use it
            cache::remember(self.id, hash, ticket, combination.key.clone());
        }
        Some(place)
    }

    fn make(&self, hash: u64, values: &[&str], start: &Start<'_>) -> Option<(Assigned, Arc<Combination>)> {
        let mut table = self.write();
        if let Some(found) = table.find(hash, values, self.max) {
            return Some(found); // another thread was quicker
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
        table.places.insert_unique(hash, place, |_| hash); // there is room: nothing is hashed again
        if is_other(values) {
            table.other = Some(place);
        }
        Some(())
    }

    /// A place for a new combination: one that nobody had, or else the one that was left longest ago.
    fn take(&self, table: &mut Table, start: &Start<'_>) -> Option<(usize, Option<Box<Rows>>)> {
        if table.combinations.len() < self.generations.len() {
            table.combinations.push(None);
            return Some((table.combinations.len() - 1, None));
        }
        let place = table.free.pop_front()?;
        Some((place, (start.take_over)(self.first_in(place))))
    }

    /// Removes the combination that a ticket means or meant; `false` if it is not there.
    pub(crate) fn remove(&self, ticket: Ticket) -> bool {
        let mut table = self.write();
        let Some(combination) = self.find_by(&table, ticket).cloned() else { return false };
        let place = self.place_of(combination.first);
        // From here on no ticket for it is good, so that each finds or makes its combination anew.
        self.generations[place].store(next_generation(combination.generation), Ordering::Relaxed);
        table.take_out(place, self.hash(&combination.values()), &combination);
        true
    }

    /// Removes the combinations that were not used for long, but those that are still in use in another way.
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

    /// Takes all combinations for used.
    pub(crate) fn use_all(&self) {
        self.generations.iter().for_each(|generation| {
            generation.fetch_and(!UNUSED, Ordering::Relaxed);
        });
    }

    /// The first of these that tickets name, of the owner that they mean; or else of the same values.
    fn find_by<'a>(&self, table: &'a Table, ticket: Ticket) -> Option<&'a Arc<Combination>> {
        if self.is_there(ticket) {
            return table.combinations.get(self.place_of(ticket.label_set))?.as_ref();
        }
        let key = table.removed.key(self.first_of(ticket))?;
        let values = key.values();
        table.place(self.hash(&values), &values).and_then(|place| table.combinations[place].as_ref())
    }

    /// The ticket for the first label set of a combination, of one for any of them.
    fn first_of(&self, ticket: Ticket) -> Ticket {
        Ticket { label_set: self.first_in(self.place_of(ticket.label_set)), ..ticket }
    }

    /// Which of a combination's label sets a ticket is for.
    pub(crate) fn typed_of(&self, ticket: Ticket) -> usize {
        ticket.label_set.get() % self.n_typed
    }

    /// Looks up what a removed combination was, and where its values are by now.
    pub(crate) fn place_again(&self, ticket: Ticket, start: &Start<'_>) -> Option<Assigned> {
        let key = self.read().removed.key(self.first_of(ticket)).cloned();
        match key {
            Some(key) => self.place(self.hash(&key.values()), &key.values(), start),
            None => self.place_forgotten(start),
        }
    }

    /// Where combinations go of which nothing is known.
    fn place_forgotten(&self, start: &Start<'_>) -> Option<Assigned> {
        let n_labels = self.read().combinations.iter().flatten().next()?.values().len();
        let other = vec![OTHER; n_labels];
        match self.place(self.hash(&other), &other, start)? {
            Assigned::Own(ticket) | Assigned::Other(ticket) => Some(Assigned::Other(ticket)),
        }
    }

    /// Keeps all as it is, for as long as the guard lives.
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
    /// Where a combination is that has a place, or that has to share one, and what is there.
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

    /// Whether a new combination can have a place of its own.
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

/// Clears the mark that a gathering has left, if the ticket means that owner.
#[cold]
#[inline(never)]
fn use_again(generation: &AtomicU32, ticket: Ticket) -> bool {
    let (unused, used) = (ticket.generation | UNUSED, ticket.generation);
    let before = generation.compare_exchange(unused, used, Ordering::Relaxed, Ordering::Relaxed);
    before.is_ok() || before == Err(used) // or another thread was quicker
}

fn is_other(values: &[&str]) -> bool {
    values.iter().all(|value| *value == OTHER)
}

/// Combinations that stay as they are.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    seen: &'a Seen,
    table: RwLockReadGuard<'a, Table>,
}

impl Held<'_> {
    /// Every combination.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Combination>> {
        self.table.combinations.iter().flatten()
    }

    /// How many there were that are not there any more.
    pub(crate) fn n_removed(&self) -> usize {
        self.table.n_removed
    }

    /// How many label sets have or had an owner.
    pub(crate) fn n_label_sets(&self) -> usize {
        self.table.combinations.len() * self.seen.n_typed
    }

    /// The combination that a ticket means or meant, and which of its label sets it is for.
    pub(crate) fn find(&self, ticket: Ticket) -> Option<(&Combination, usize)> {
        let combination = self.seen.find_by(&self.table, ticket)?;
        Some((combination, self.seen.typed_of(ticket)))
    }
}
