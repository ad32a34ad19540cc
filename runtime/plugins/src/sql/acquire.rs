//! Acquiring connections: the time that it takes, and how it fails.

use gapless_core::dynamic::Shared;
use gapless_core::UpDownGuard;
use tokio::time::Instant;

use super::metrics::{AcquireFailure, SqlMetrics};

/// An attempt to acquire a connection. It is recorded when this is dropped.
pub(super) struct Attempt<'a> {
    metrics: &'a SqlMetrics,
    pool: &'a str,
    started: Instant,
    failure: Option<AcquireFailure>,
    _in_flight: UpDownGuard<&'a Shared>,
}

impl<'a> Attempt<'a> {
    /// Starts an attempt, which counts as cancelled until it ends.
    pub(super) fn start(metrics: &'a SqlMetrics, pool: &'a str) -> Self {
        let failure = Some(AcquireFailure::Cancelled);
        let _in_flight = metrics.acquires_in_flight(pool).guard();
        Attempt { metrics, pool, started: Instant::now(), failure, _in_flight }
    }

    pub(super) fn end(mut self, failure: Option<AcquireFailure>) {
        self.failure = failure;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.metrics.acquire_duration_seconds(self.pool).observe(self.started.elapsed());
        if let Some(reason) = self.failure {
            self.metrics.acquire_failures_total(self.pool, reason).inc();
        }
    }
}
