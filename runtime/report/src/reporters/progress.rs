//! The counts of a reporter.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::SystemTime;

use super::handle::DisabledBy;
use super::own;

/// Counts what a reporter sent, and what it could not send, in the metrics of the group `gapless_reporter`.
#[derive(Clone, Debug)]
pub struct Progress(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    reporter: String,
    is_taken_over: AtomicBool,
    /// Whether the last attempt failed.
    has_failed: AtomicBool,
    /// Whether the reporter was removed, so that its series must not appear again.
    has_ended: AtomicBool,
}

impl Progress {
    pub(crate) fn new(reporter: &str) -> Self {
        Progress(Arc::new(Counts {
            reporter: reporter.to_owned(),
            is_taken_over: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
        }))
    }

    /// Counts values that the receiver accepted, and sets the time of the last success.
    pub fn sent(&self, values: u64) {
        self.0.has_failed.store(false, Ordering::Relaxed);
        if self.has_ended() {
            return;
        }
        own::reporter_sent_total(self.name()).inc_by(values);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        own::reporter_last_success_timestamp_seconds(self.name()).set(now.as_secs_f64());
    }

    /// Counts a failed attempt to send, for attempts outside of [`report`](super::Reporter::report).
    ///
    /// An error that `report` returns is counted automatically. The values may be sent later.
    pub fn failed(&self) {
        self.0.has_failed.store(true, Ordering::Relaxed);
        if !self.has_ended() {
            own::reporter_failures_total(self.name()).inc();
        }
    }

    /// Counts dropped values: values that a full queue dropped, and values that the receiver rejected.
    pub fn dropped(&self, values: u64) {
        if !self.has_ended() {
            own::reporter_dropped_total(self.name()).inc_by(values);
        }
    }

    /// Sets the number of batches or requests that are waiting to be sent.
    #[expect(clippy::cast_precision_loss, reason = "a queue is shorter than 2^53")]
    pub fn queued(&self, waiting: usize) {
        if !self.has_ended() {
            own::reporter_queue_length(self.name()).set(waiting as f64);
        }
    }

    /// Counts a restart after a panic.
    pub(crate) fn restarted(&self) {
        if !self.has_ended() {
            own::reporter_restarts_total(self.name()).inc();
        }
    }

    /// Exports who disabled the reporter, unless it is enabled.
    pub(super) fn switched(&self, disabled_by: Option<DisabledBy>) {
        if !self.has_ended() {
            let flag = |is_set: bool| f64::from(u8::from(is_set));
            own::reporter_enabled(self.name()).set(flag(disabled_by.is_none()));
            own::reporter_over_limit(self.name()).set(flag(disabled_by == Some(DisabledBy::Limit)));
        }
    }

    /// Ends all counts, because the reporter is removed.
    pub(crate) fn end(&self) {
        self.0.has_ended.store(true, Ordering::Relaxed);
    }

    fn has_ended(&self) -> bool {
        self.0.has_ended.load(Ordering::Relaxed)
    }

    /// Returns whether the last attempt failed.
    pub(super) fn has_failed(&self) -> bool {
        self.0.has_failed.load(Ordering::Relaxed)
    }

    pub(crate) fn take_over(&self) {
        self.0.is_taken_over.store(true, Ordering::Relaxed);
    }

    /// Returns whether the reporter counts itself.
    pub(crate) fn is_taken_over(&self) -> bool {
        self.0.is_taken_over.load(Ordering::Relaxed)
    }

    pub(crate) fn name(&self) -> &str {
        &self.0.reporter
    }
}
