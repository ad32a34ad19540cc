//! A reporter in an instance, as the ticker, the program and the reporter's thread share it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::gathering::Delivery;
use super::handle::DisabledBy;
use super::own;
use super::progress::Progress;
use super::queue::Queue;

/// The shared state of a reporter.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) progress: Progress,
    pub(super) queue: Queue,
    /// Whether subscriptions can set datapoints.
    pub(super) is_of_datapoints: bool,
    /// The most reports that wait.
    limit: usize,
    /// Locked only briefly.
    disabled_by: Mutex<Option<DisabledBy>>,
    /// Whether the reporter has sent everything and ended. Written by its thread before it drops `running`; relaxed.
    has_stopped: AtomicBool,
    /// The series of lost batches since the last batch; relaxed.
    lost: AtomicU64,
}

impl Member {
    pub(super) fn new(name: String, progress: Progress, limit: usize, is_of_datapoints: bool) -> Self {
        Member {
            name,
            progress,
            queue: Queue::default(),
            is_of_datapoints,
            limit,
            disabled_by: Mutex::default(),
            has_stopped: AtomicBool::new(false),
            lost: AtomicU64::new(0),
        }
    }

    /// Creates a reporter that never runs.
    pub(super) fn idle(name: String, is_of_datapoints: bool) -> Self {
        let progress = Progress::new(&name);
        progress.end();
        Member::new(name, progress, 1, is_of_datapoints)
    }

    /// Exports the metrics about the reporter, from zero on.
    pub(super) fn export(&self) {
        let name = &*self.name;
        own::reporter_sent_total(name).inc_by(0u64);
        own::reporter_failures_total(name).inc_by(0u64);
        own::reporter_dropped_total(name).inc_by(0u64);
        own::reporter_restarts_total(name).inc_by(0u64);
        own::reporter_queue_length(name).set(0.0);
        own::reporter_enabled(name).set(1.0);
        own::reporter_over_limit(name).set(0.0);
    }

    /// Removes the metrics about the reporter.
    pub(super) fn unexport(&self) {
        self.progress.end();
        let name = &*self.name;
        own::reporter_sent_total(name).remove();
        own::reporter_failures_total(name).remove();
        own::reporter_dropped_total(name).remove();
        own::reporter_restarts_total(name).remove();
        own::reporter_queue_length(name).remove();
        own::reporter_enabled(name).remove();
        own::reporter_over_limit(name).remove();
        own::reporter_last_success_timestamp_seconds(name).remove();
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.disabled_by().is_none()
    }

    /// Returns who disabled the reporter, unless it is enabled.
    pub(super) fn disabled_by(&self) -> Option<DisabledBy> {
        *self.state()
    }

    fn state(&self) -> MutexGuard<'_, Option<DisabledBy>> {
        self.disabled_by.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enables or disables the reporter. A disabled reporter loses the batches that wait. The limit does not disable a
    /// reporter that the program has disabled.
    pub(super) fn switch(&self, by: Option<DisabledBy>) {
        let mut disabled_by = self.state();
        if by != Some(DisabledBy::Limit) || disabled_by.is_none() {
            *disabled_by = by;
            self.progress.switched(by);
        }
        drop(disabled_by);
        if by.is_some() {
            self.lose_waiting("it was disabled");
        }
    }

    /// Queues a report.
    pub(super) fn deliver(&self, delivery: Delivery) {
        if !self.is_enabled() {
            return self.lose(delivery, "it was disabled");
        }
        if let Some(oldest) = self.queue.push_report(delivery, self.limit) {
            self.lose(oldest, "newer values replaced them in a full queue");
        }
        self.count_waiting();
    }

    /// Removes all reports that wait, and returns the number of batches and series, with those of the report under way.
    pub(super) fn lose_all(&self) -> (usize, u64) {
        let reporting = self.queue.reporting();
        let (batches, series) = self.lose_waiting("it has ended");
        (batches + usize::from(reporting.is_some()), series + reporting.unwrap_or_default())
    }

    fn lose_waiting(&self, reason: &str) -> (usize, u64) {
        let waiting = self.queue.take_reports();
        let lost = (waiting.len(), waiting.iter().map(Delivery::series).sum());
        waiting.into_iter().for_each(|delivery| self.lose(delivery, reason));
        self.count_waiting();
        lost
    }

    /// Counts values that the reporter never gets.
    pub(super) fn lose(&self, mut delivery: Delivery, reason: &str) {
        self.progress.dropped(delivery.series());
        self.lost.fetch_add(delivery.series(), Ordering::Relaxed);
        delivery.answer(Err(reason.to_owned()));
    }

    /// Returns the number of series in batches that were lost, and begins again.
    pub(super) fn take_lost(&self) -> u64 {
        self.lost.swap(0, Ordering::Relaxed)
    }

    /// Exports the number of batches that wait, unless the reporter has a queue of its own.
    pub(super) fn count_waiting(&self) {
        if !self.progress.is_taken_over() {
            self.queue.count(|waiting| self.progress.queued(waiting));
        }
    }

    pub(super) fn set_stopped(&self) {
        self.has_stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_stopped(&self) -> bool {
        self.has_stopped.load(Ordering::Relaxed)
    }
}
