//! The times of the points.

use std::collections::VecDeque;
use std::time::Duration;

/// The times of the last points. Points are numbered from 0, and the number of a point determines its place in rings.
#[derive(Debug)]
pub(super) struct Ticks {
    timestamps: VecDeque<u64>,
    /// The number of the next point.
    next: u64,
    capacity: usize,
    /// The time between two points, in ms.
    interval: u64,
}

impl Ticks {
    pub(super) fn new(capacity: usize, interval: Duration) -> Self {
        let interval = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX).max(1);
        Ticks { timestamps: VecDeque::new(), next: 0, capacity, interval }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Adds a point, and the points that are missing before it. Returns the number of the point.
    ///
    /// A time within half an interval after the last point belongs to the last point.
    pub(super) fn advance(&mut self, timestamp: u64) -> u64 {
        let Some(&last) = self.timestamps.back() else {
            self.push(timestamp);
            return self.next - 1;
        };
        let elapsed = timestamp.saturating_sub(last);
        let n = (elapsed + self.interval / 2) / self.interval;
        self.next += n.saturating_sub(self.capacity as u64);
        for missing in (0..n.min(self.capacity as u64)).rev() {
            self.push(timestamp - elapsed / n * missing);
        }
        self.next - 1
    }

    fn push(&mut self, timestamp: u64) {
        if self.timestamps.len() == self.capacity {
            self.timestamps.pop_front();
        }
        self.timestamps.push_back(timestamp);
        self.next += 1;
    }

    /// Returns the numbers and the times of the points, oldest first.
    pub(super) fn points(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let first = self.next - self.timestamps.len() as u64;
        (first..).zip(self.timestamps.iter().copied())
    }
}
