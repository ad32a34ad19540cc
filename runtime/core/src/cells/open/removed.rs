//! Recently removed values, for handles that outlive the removal.
//!
//! A handle does not hold its label values. This module keeps the values of the last removals, so that a handle can
//! create its value again. A handle that was kept across more removals records into `_other`.

use std::collections::{BTreeMap, VecDeque};

use super::combination::Key;
use super::ticket::Ticket;
use crate::cells::series::SeriesRef;

const MAX: usize = 4096;

/// The values that were last removed from a declaration.
#[derive(Debug, Default)]
pub(super) struct Removed {
    /// The keys by the series of their first label set.
    keys: BTreeMap<SeriesRef, Key>,
    oldest_first: VecDeque<SeriesRef>,
}

impl Removed {
    pub(super) fn add(&mut self, ticket: Ticket, key: Key) {
        if self.oldest_first.len() == MAX {
            let oldest = self.oldest_first.pop_front();
            oldest.and_then(|oldest| self.keys.remove(&oldest));
        }
        self.keys.insert(ticket.series(), key);
        self.oldest_first.push_back(ticket.series());
    }

    pub(super) fn key(&self, ticket: Ticket) -> Option<&Key> {
        self.keys.get(&ticket.series())
    }
}
