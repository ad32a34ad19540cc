//! How many panics or failures a reporter survives.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// A number of events that are allowed within a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) count: usize,
    pub(crate) within: Duration,
}

/// The recent events of one kind.
#[derive(Debug)]
pub(super) struct Restarts {
    limit: Limit,
    recent: VecDeque<Instant>,
}

impl Restarts {
    pub(super) fn new(limit: Limit) -> Self {
        Restarts { limit, recent: VecDeque::new() }
    }

    /// Notes an event, and returns whether it is within the limit.
    pub(super) fn allow(&mut self, now: Instant) -> bool {
        self.recent.retain(|at| now.duration_since(*at) < self.limit.within);
        if self.recent.len() >= self.limit.count {
            return false;
        }
        self.recent.push_back(now);
        true
    }

    /// Forgets all events.
    pub(super) fn clear(&mut self) {
        self.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_forgotten_after_the_time_of_the_limit() {
        let second = Duration::from_secs(1);
        let mut restarts = Restarts::new(Limit { count: 3, within: 60 * second });
        let start = Instant::now();
        let allowed = |restarts: &mut Restarts, at: u32| restarts.allow(start + at * second);
        assert!([0, 10, 20].iter().all(|at| allowed(&mut restarts, *at)));
        assert!(!allowed(&mut restarts, 59));
        assert!(allowed(&mut restarts, 60), "the first is a minute ago");
        assert!(!allowed(&mut restarts, 69));
        restarts.clear();
        assert!(allowed(&mut restarts, 69));
    }
}
