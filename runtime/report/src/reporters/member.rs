//! A reporter in an instance, as the ticker, the program and the reporter's thread share it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::gathering::Delivery;
use super::own;
use super::progress::Progress;
use super::queue::Queue;

/// The shared state of a reporter.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) progress: Progress,
    pub(super) queue: Queue,
    /// The most reports that wait.
    limit: usize,
    /// Written by the program and by the reporter's thread; relaxed.
    is_enabled: AtomicBool,
    /// Whether the reporter has sent everything and ended. Written by its thread before it drops `running`; relaxed.
    has_stopped: AtomicBool,
    /// The series of lost batches since the last batch; relaxed.
    lost: AtomicU64,
}

impl Member {
    pub(super) fn new(name: String, progress: Progress, limit: usize) -> Self {
        let (is_enabled, has_stopped) = (AtomicBool::new(true), AtomicBool::new(false));
        Member {
            name,
            progress,
            queue: Queue::default(),
            limit,
            is_enabled,
            has_stopped,
            lost: AtomicU64::new(0),
        }
    }

    /// Creates a reporter that never runs.
    pub(super) fn idle(name: String) -> Self {
        let progress = Progress::new(&name);
        progress.end();
        Member::new(name, progress, 1)
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
        own::reporter_last_success_timestamp_seconds(name).remove();
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.is_enabled.load(Ordering::Relaxed)
    }

    /// Enables or disables the reporter, and returns whether this is a change. A disabled reporter loses the batches
    /// that wait.
    pub(super) fn switch(&self, is_enabled: bool) -> bool {
        let is_changed = self.is_enabled.swap(is_enabled, Ordering::Relaxed) != is_enabled;
        if is_changed {
            self.progress.enabled(is_enabled);
        }
        if !is_enabled {
            self.lose_waiting("it was disabled");
        }
        is_changed
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
