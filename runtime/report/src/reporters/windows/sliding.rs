//! Changes of a sliding window.

use std::time::Duration;

use gapless_core::{Change, Datapoint};

/// The number of parts that a window is divided into. Shorter intervals are added up.
const PARTS: u32 = 64;

/// The changes of a series within a window.
///
/// The sum of all changes takes two additions for each new change, however long the window is: the older parts are kept
/// with the sum of each part and all older parts that follow it, and the newer parts with one sum. If no older part is
/// left, the newer parts become the older ones.
#[derive(Clone, Debug)]
pub(super) struct Sliding {
    time: Duration,
    /// The time of all parts.
    covered: Duration,
    /// The older parts, with the oldest last.
    older: Vec<Older>,
    /// The newer parts, with the newest last.
    newer: Vec<Change>,
    sum_of_newer: Option<Change>,
}

#[derive(Clone, Debug)]
struct Older {
    elapsed: Duration,
    /// The sum of this part and the later ones among the older parts.
    sum: Change,
}

impl Sliding {
    pub(super) fn new(time: Duration) -> Self {
        Sliding { time, covered: Duration::ZERO, older: Vec::new(), newer: Vec::new(), sum_of_newer: None }
    }

    /// Adds a change, and removes the parts that are now outside of the window. A first reading is not a change, so it
    /// is ignored.
    pub(super) fn add(&mut self, change: &Change) {
        if change.get(Datapoint::Delta).is_none() {
            return;
        }
        let short = self.time / PARTS;
        let newest = if self.newer.last().is_some_and(|newest| newest.elapsed() < short) {
            self.newer.pop()
        } else {
            None
        };
        self.newer.extend(followed(newest, change));
        self.sum_of_newer = followed(self.sum_of_newer.take(), change);
        self.covered += change.elapsed();
        while self.oldest_is_outside() {
            self.remove_oldest();
        }
    }

    /// Returns the change over the window; `None` before its first change.
    pub(super) fn total(&self) -> Option<Change> {
        let older = self.older.last().map(|oldest| oldest.sum.clone());
        match &self.sum_of_newer {
            Some(newer) => followed(older, newer),
            None => older,
        }
    }

    /// Returns whether more than half of the oldest part is outside. The window keeps at least one part.
    fn oldest_is_outside(&self) -> bool {
        let oldest = self.older.last().map(|older| older.elapsed);
        let oldest = oldest.or_else(|| self.newer.first().map(Change::elapsed)).unwrap_or_default();
        self.older.len() + self.newer.len() > 1 && self.covered.saturating_sub(oldest / 2) > self.time
    }

    fn remove_oldest(&mut self) {
        if self.older.is_empty() {
            self.sum_of_newer = None;
            for part in self.newer.drain(..).rev() {
                let elapsed = part.elapsed();
                let sum = match self.older.last() {
                    Some(later) => part.followed_by(&later.sum),
                    None => part,
                };
                self.older.push(Older { elapsed, sum });
            }
        }
        self.covered -= self.older.pop().map(|oldest| oldest.elapsed).unwrap_or_default();
    }
}

fn followed(before: Option<Change>, change: &Change) -> Option<Change> {
    Some(match before {
        Some(before) => before.followed_by(change),
        None => change.clone(),
    })
}
