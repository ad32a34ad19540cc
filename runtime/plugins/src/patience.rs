//! How many failures are too many.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// So many failures in so much time, and it is over.
#[derive(Debug)]
pub(crate) struct Patience {
    most: usize,
    within: Duration,
    failed: VecDeque<Instant>,
}

impl Patience {
    pub(crate) fn new(most: usize, within: Duration) -> Self {
        Patience { most, within, failed: VecDeque::new() }
    }

    /// Takes one more failure; whether it is one too many.
    pub(crate) fn is_over(&mut self) -> bool {
        let (now, within) = (Instant::now(), self.within);
        self.failed.push_back(now);
        self.failed.retain(|failed| now.duration_since(*failed) <= within);
        self.failed.len() >= self.most
    }
}
