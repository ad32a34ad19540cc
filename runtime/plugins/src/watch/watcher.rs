//! Watchers: the state of one task.

use std::sync::atomic::{AtomicU64, AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use gapless_core::Outcome;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::changes::{Changes, Subscription};
use super::clock::{nanoseconds, Clock};
use super::own::{PollTimes, ReportFailure, TaskMetrics};
use super::state::TaskState;

/// The options of a watcher, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    pub(super) idle_after: u64,
    pub(super) report_every: u64,
    pub(super) give_up_after: u64,
    pub(super) slow_poll: u64,
}

/// The state of one task, which its futures, its handles and its timer share.
#[derive(Debug)]
pub(super) struct Watcher {
    pub(super) clock: Clock,
    pub(super) options: Options,
    /// The time of the last poll or heartbeat. Relaxed: it publishes nothing else.
    last: AtomicU64,
    /// The state as of the last look. Written with `life` locked, so that changes have an order. Relaxed: a poll that
    /// sees an old state changes it later, or a look does.
    state: AtomicU8,
    /// The metrics, once the name is known.
    metrics: OnceLock<TaskMetrics>,
    life: Mutex<Life>,
    /// Wakes the timer at the end.
    pub(super) ended: Notify,
}

/// The part of a watcher that a state change needs.
#[derive(Debug)]
struct Life {
    /// The number of futures and values that are watched.
    members: usize,
    /// Whether the name belongs to this watcher, so that its metrics may change.
    has_name: bool,
    changes: Changes,
    /// The time of the end.
    down_since: u64,
}

impl Watcher {
    /// Creates a watcher with one member.
    pub(super) fn new(options: Options) -> Self {
        let life = Life { members: 1, has_name: false, changes: Changes::new(), down_since: 0 };
        Watcher {
            clock: Clock::start(),
            options,
            last: AtomicU64::new(0),
            state: AtomicU8::new(TaskState::Up as u8),
            metrics: OnceLock::new(),
            life: Mutex::new(life),
            ended: Notify::new(),
        }
    }

    /// Gives the watcher its metrics, and exports its state.
    pub(super) fn set_metrics(&self, metrics: TaskMetrics) {
        let mut life = self.life(); // the state does not change before it is exported
        life.has_name = true;
        self.metrics.get_or_init(|| metrics).set(self.seen_state());
    }

    /// Ends the export: the name belongs to a later watcher or to none, and handles may still look at the state.
    pub(super) fn lose_name(&self) {
        self.life().has_name = false;
    }

    pub(super) fn metrics(&self) -> Option<&TaskMetrics> {
        self.metrics.get()
    }

    /// Adds a member, and returns whether the task is not down.
    pub(super) fn join(&self) -> bool {
        let mut life = self.life();
        let is_alive = life.members > 0;
        life.members += usize::from(is_alive);
        is_alive
    }

    pub(super) fn is_down(&self) -> bool {
        self.life().members == 0
    }

    /// Ends a member with its outcome. The task is down with its last member.
    pub(super) fn end(&self, outcome: Outcome) {
        let mut life = self.life();
        if let Some(metrics) = self.metrics() {
            metrics.end(outcome);
        }
        life.members -= 1;
        if life.members == 0 {
            life.down_since = self.clock.now_of_runtime();
            self.change(&mut life, TaskState::Down);
            drop(life);
            self.ended.notify_one();
        }
    }

    /// Counts a report that failed.
    pub(super) fn fail(&self, reason: ReportFailure) {
        let life = self.life();
        if let Some(metrics) = self.metrics().filter(|_| life.has_name) {
            metrics.fail(reason);
        }
    }

    /// Stores the time of a poll or a heartbeat.
    #[inline]
    pub(super) fn beat(&self, now: u64) {
        self.last.store(now, Ordering::Relaxed);
        if self.state.load(Ordering::Relaxed) != TaskState::Up as u8 {
            self.look_at(now);
        }
    }

    /// Stores the end of a poll, and adds it to the metrics.
    #[inline]
    pub(super) fn polled(&self, now: u64, poll: PollTimes) {
        self.last.store(now, Ordering::Relaxed);
        if let Some(metrics) = self.metrics.get() {
            metrics.add(poll);
        }
    }

    /// Updates and returns the state.
    pub(super) fn look(&self) -> TaskState {
        self.look_at(self.clock.now_of_runtime())
    }

    #[cold]
    fn look_at(&self, now: u64) -> TaskState {
        let mut life = self.life();
        let state = match life.members {
            0 => TaskState::Down,
            _ if now < self.idle_at() => TaskState::Up,
            _ => TaskState::Idle,
        };
        self.change(&mut life, state);
        state
    }

    fn change(&self, life: &mut Life, state: TaskState) {
        if self.seen_state() != state {
            self.state.store(state as u8, Ordering::Relaxed);
            life.changes.send(state);
        }
        if let Some(metrics) = self.metrics().filter(|_| life.has_name) {
            metrics.set(state); // again, in case the metric was switched off
        }
    }

    /// Returns the time at which the task becomes idle.
    fn idle_at(&self) -> u64 {
        self.last.load(Ordering::Relaxed).saturating_add(self.options.idle_after)
    }

    /// Returns when the state may change without a poll.
    pub(super) fn next_look(&self) -> Instant {
        if self.seen_state() == TaskState::Up {
            return self.clock.moment(self.idle_at());
        }
        // A poll at the moment of the last look may have seen the state before it.
        Instant::now() + Duration::from_nanos(self.options.report_every)
    }

    /// Returns whether the task has been down for too long at `now`.
    pub(super) fn is_over(&self) -> bool {
        let now = self.clock.now_of_runtime();
        let life = self.life();
        life.members == 0 && now.saturating_sub(life.down_since) >= self.options.give_up_after
    }

    pub(super) fn subscribe(&self) -> Subscription {
        self.look();
        self.life().changes.subscribe(self.seen_state())
    }

    fn seen_state(&self) -> TaskState {
        TaskState::of(self.state.load(Ordering::Relaxed))
    }

    fn life(&self) -> MutexGuard<'_, Life> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Options {
    pub(super) const DEFAULT: Options = Options {
        idle_after: 60_000_000_000,
        report_every: 1_000_000_000,
        give_up_after: 3_600_000_000_000,
        slow_poll: 10_000_000,
    };

    /// Returns a duration as an option; timers do not tick faster than once a millisecond.
    pub(super) fn time(duration: Duration) -> u64 {
        nanoseconds(duration.max(Duration::from_millis(1)))
    }
}
