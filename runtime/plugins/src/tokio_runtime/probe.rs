//! The task in each runtime that measures how late timers fire. A runtime that has ended has dropped the task.

use std::future::pending;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use gapless_core::dynamic::Registry;
use tokio::time::{sleep_until, Instant};

use super::own::DelayMetrics;

/// Exists while its runtime is running and the instance has not ended.
#[derive(Debug)]
pub(super) struct Probe {
    metrics: Registry,
    delay: Option<(Duration, DelayMetrics)>,
}

impl Probe {
    pub(super) fn new(metrics: Registry, delay: Option<(Duration, DelayMetrics)>) -> Self {
        Probe { metrics, delay }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        if let Some((_, delay)) = &self.delay {
            let _ = delay.unregister(&self.metrics); // the program may have removed it
        }
    }
}

/// Measures delays until the task is aborted. In a runtime without timers, `sleep_until` panics: the task only waits.
pub(super) async fn run(probe: Arc<Probe>) {
    if let Some((period, delay)) = &probe.delay {
        let _panicked = AssertUnwindSafe(measure(*period, delay)).catch_unwind().await;
    }
    pending::<()>().await;
}

async fn measure(period: Duration, delay: &DelayMetrics) {
    loop {
        let due = Instant::now() + period;
        sleep_until(due).await;
        delay.scheduling_delay_seconds().observe(due.elapsed());
    }
}
