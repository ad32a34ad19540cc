//! Failure limits: after how many failures a measurement is detached.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// At most this many failures within this time.
#[derive(Debug)]
pub(super) struct FailureLimit {
    limit: usize,
    within: Duration,
    failed: VecDeque<Instant>,
}

impl FailureLimit {
    pub(super) fn new(limit: usize, within: Duration) -> Self {
        FailureLimit { limit, within, failed: VecDeque::new() }
    }

    /// Counts a failure, and returns whether the limit is reached.
    pub(super) fn reached(&mut self) -> bool {
        let (now, within) = (Instant::now(), self.within);
        self.failed.push_back(now);
        self.failed.retain(|failed| now.duration_since(*failed) <= within);
        self.failed.len() >= self.limit
    }
}
