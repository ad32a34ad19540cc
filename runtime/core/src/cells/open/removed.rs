//! Values that were removed, for handles that are kept longer than that.
//!
//! A handle has no text. What it was taken for is kept here, for so many values as are likely to come back: a handle
//! that is kept over more removals than that records into `_other`.

use std::collections::{BTreeMap, VecDeque};

use super::combination::Key;
use super::ticket::Ticket;
use crate::cells::series::SeriesRef;

const MAX: usize = 4096;

/// The last values that were removed from a family.
#[derive(Debug, Default)]
pub(super) struct Removed {
    /// By the ticket for the first label set, as a handle has it.
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
