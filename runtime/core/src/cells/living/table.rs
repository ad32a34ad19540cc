//! The living values of a type: which of them are exported, and which wait.
//!
//! Values with equal labels queue up, and the first is exported. Label sets beyond the limit wait until another label
//! set is gone. Adding and removing take logarithmic time, and a removed value leaves no memory behind.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use super::entry::{ByLabels, Entry};
use super::{LabelTexts, ReadFields, Text};

/// The values of a type.
#[derive(Debug)]
pub(super) struct Table {
    /// By the first value of each label set.
    sets: BTreeMap<ByLabels, Set>,
    n_exported: usize,
    /// The first values of the label sets beyond the limit, by their number.
    waiting: BTreeMap<u64, Arc<Entry>>,
    next_number: u64,
    edition: u32,
    conflict: Conflict,
}

/// The values with one label set, except the first.
#[derive(Debug)]
struct Set {
    is_exported: bool,
    /// By their number.
    later: BTreeMap<u64, Arc<Entry>>,
}

/// The first two values with equal labels.
#[derive(Debug)]
enum Conflict {
    None,
    /// The labels, which nobody has logged yet.
    New(Vec<Text>),
    Logged,
}

/// The place of a new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    Exported,
    /// An earlier value has equal labels.
    Conflicting,
    /// Its label set is beyond the limit.
    BeyondLimit,
}

impl Table {
    pub(super) const fn new() -> Self {
        Table {
            sets: BTreeMap::new(),
            n_exported: 0,
            waiting: BTreeMap::new(),
            next_number: 0,
            edition: 0,
            conflict: Conflict::None,
        }
    }

    pub(super) fn edition(&self) -> u32 {
        self.edition
    }

    pub(super) fn take_conflict(&mut self) -> Option<Vec<Text>> {
        match std::mem::replace(&mut self.conflict, Conflict::Logged) {
            Conflict::New(labels) => Some(labels),
            Conflict::Logged => None,
            Conflict::None => {
                self.conflict = Conflict::None;
                None
            }
        }
    }

    /// Returns the exported values in label order, and the edition of the list.
    pub(super) fn exported(&self) -> (u32, Vec<Arc<Entry>>) {
        let exported = self.sets.iter().filter(|(_, set)| set.is_exported);
        let mut entries = Vec::with_capacity(self.n_exported);
        entries.extend(exported.map(|(ByLabels(first), _)| first.clone()));
        (self.edition, entries)
    }

    pub(super) fn add(
        &mut self,
        value: Weak<dyn ReadFields>,
        texts: LabelTexts,
        n_cells: usize,
        max_label_sets: usize,
    ) -> (Arc<Entry>, Added) {
        let entry = Arc::new(Entry::new(self.next_number, value, texts, n_cells));
        self.next_number += 1;
        let key = ByLabels(entry.clone());
        if let Some(set) = self.sets.get_mut(&key) {
            set.later.insert(entry.number, entry.clone());
            if let Conflict::None = self.conflict {
                self.conflict = Conflict::New(entry.labels.to_vec());
            }
            return (entry, Added::Conflicting);
        }
        let is_exported = self.n_exported < max_label_sets;
        self.sets.insert(key, Set { is_exported, later: BTreeMap::new() });
        if is_exported {
            self.n_exported += 1;
            self.edition = self.edition.wrapping_add(1);
            (entry, Added::Exported)
        } else {
            self.waiting.insert(entry.number, entry.clone());
            (entry, Added::BeyondLimit)
        }
    }

    /// Removes a value. The next value with its labels takes its place, or else the label set that has waited longest.
    pub(super) fn remove(&mut self, entry: &Arc<Entry>) {
        let key = ByLabels(entry.clone());
        let Some((ByLabels(first), _)) = self.sets.get_key_value(&key) else { return };
        if !Arc::ptr_eq(first, entry) {
            if let Some(set) = self.sets.get_mut(&key) {
                set.later.remove(&entry.number);
            }
            return;
        }
        let Some(mut set) = self.sets.remove(&key) else { return };
        if !set.is_exported {
            self.waiting.remove(&entry.number);
        }
        self.edition = self.edition.wrapping_add(1);
        match set.later.pop_first() {
            Some((_, next)) => self.succeed(next, set),
            None if set.is_exported => self.end_wait(),
            None => {}
        }
    }

    /// Makes a value the first of its label set.
    fn succeed(&mut self, next: Arc<Entry>, set: Set) {
        if !set.is_exported {
            self.waiting.insert(next.number, next.clone());
        }
        self.sets.insert(ByLabels(next), set);
    }

    /// Gives the place of a label set that is gone to the label set that has waited longest.
    fn end_wait(&mut self) {
        let Some((_, next)) = self.waiting.pop_first() else {
            self.n_exported -= 1;
            return;
        };
        if let Some(set) = self.sets.get_mut(&ByLabels(next)) {
            set.is_exported = true;
        }
    }
}
