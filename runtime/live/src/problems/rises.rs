//! When a counter has risen.

use std::collections::VecDeque;

/// A minute in ms.
pub(super) const MINUTE: u64 = 60_000;

/// The total of a counter, and its increments in the last minute.
#[derive(Clone, Debug, Default)]
pub(super) struct Rises {
    pub(super) total: u64,
    /// The time of each increment in the last minute, and how much it was.
    recent: VecDeque<(u64, u64)>,
    last: Option<u64>,
    /// The time between the last two increments.
    gap: u64,
}

impl Rises {
    /// Takes a new total. `increment` is `None` if it is not known when the counter rose.
    pub(super) fn update(&mut self, timestamp: u64, total: u64, increment: Option<u64>) {
        self.total = total;
        self.recent.retain(|(at, _)| at + MINUTE > timestamp);
        if let Some(increment) = increment.filter(|increment| *increment > 0) {
            self.gap = self.last.map_or(0, |last| timestamp.saturating_sub(last));
            self.last = Some(timestamp);
            self.recent.push_back((timestamp, increment));
        }
    }

    /// Returns the increment in the last minute.
    pub(super) fn recent(&self, now: u64) -> u64 {
        self.recent.iter().filter(|(at, _)| at + MINUTE > now).map(|(_, increment)| increment).sum()
    }

    /// Returns whether the counter still rises: in the last minute, or at least every second time that an increment
    /// was due.
    pub(super) fn is_rising(&self, now: u64) -> bool {
        self.last.is_some_and(|last| last + MINUTE.max(2 * self.gap) > now)
    }
}
