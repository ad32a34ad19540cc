//! The lines of a batch, and their packets.

use std::ops::Range;

use super::ledger::Delta;

/// The lines of a batch, in the order in which they are sent. Lines that belong together are one entry.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// The end of its text, which includes a line feed.
    end: usize,
    delta: Option<Delta>,
}

impl Lines {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.entries.clear();
    }

    /// Appends an entry. Sending it changes the counts that were sent by `delta`.
    pub(super) fn push(&mut self, delta: Option<Delta>, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        self.text.push(b'\n');
        self.entries.push(Entry { end: self.text.len(), delta });
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns the entries from the first one that fit into a packet; none, if the first one is too long.
    pub(super) fn packet(&self, first: usize, largest: usize) -> Range<usize> {
        let start = self.start(first);
        let fits = |entry: &&Entry| entry.end - 1 - start <= largest;
        first..first + self.entries[first..].iter().take_while(fits).count()
    }

    /// Returns the text of entries, with line feeds between lines.
    pub(super) fn text(&self, entries: &Range<usize>) -> &[u8] {
        &self.text[self.start(entries.start)..self.start(entries.end) - 1]
    }

    pub(super) fn deltas(&self, entries: &Range<usize>) -> impl Iterator<Item = Delta> + '_ {
        self.entries[entries.clone()].iter().filter_map(|entry| entry.delta)
    }

    fn start(&self, entry: usize) -> usize {
        entry.checked_sub(1).map_or(0, |before| self.entries[before].end)
    }
}
