//! The metrics of watched tasks: the group `gapless_task`.

use gapless_core::{Counter, Gauge, LabelValue as _, Outcome};
use gapless_macros::{defmetrics, LabelValue};

use super::state::TaskState;

/// The number of names that have series of their own.
pub(super) const MAX_TASKS: usize = 256;

/// The outcomes by index.
const OUTCOMES: [Outcome; 4] = [Outcome::Ok, Outcome::Error, Outcome::Panic, Outcome::Cancelled];

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_task"]

    /// Activity of watched tasks: 2 if the task is up, 1 if it is idle, 0 if it is down.
    #[max_series(256)]
    gauge task_activity(task: &str);

    /// Time in polls of watched tasks.
    #[max_series(256)]
    counter task_busy_seconds_total(task: &str): f64;

    /// Watched tasks that have ended, by outcome.
    #[max_series(1024)]
    counter task_ends_total(task: &str, outcome: Outcome);

    /// Time in which watched tasks waited for something, until they were woken.
    #[max_series(256)]
    counter task_idle_seconds_total(task: &str): f64;

    /// Polls of watched tasks.
    #[max_series(256)]
    counter task_polls_total(task: &str);

    /// Reports of watched tasks and values that failed, by reason.
    #[max_series(512)]
    counter task_report_failures_total(task: &str, reason: ReportFailure);

    /// Time in which watched tasks were ready to run, until they were polled.
    #[max_series(256)]
    counter task_scheduled_seconds_total(task: &str): f64;

    /// Polls of watched tasks that took too long.
    #[max_series(256)]
    counter task_slow_polls_total(task: &str);
}

/// Why a report failed.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum ReportFailure {
    /// The report panicked.
    Panic,
    /// The report took longer than the time between two reports.
    Timeout,
}

/// The handles to the metrics of one task.
#[derive(Debug)]
pub(super) struct TaskMetrics {
    pub(super) name: String,
    /// Whether the name has series of its own, and not those of `_other`.
    pub(super) has_place: bool,
    activity: Gauge,
    polls: Counter,
    slow_polls: Counter,
    busy: Counter<f64>,
    idle: Counter<f64>,
    scheduled: Counter<f64>,
    /// By outcome.
    ends: [Counter; 4],
    report_panics: Counter,
    report_timeouts: Counter,
}

/// The times of one poll, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct PollTimes {
    /// From the end of the previous poll until the task was woken.
    pub(super) idle: u64,
    /// From then until the poll.
    pub(super) scheduled: u64,
    /// In the poll.
    pub(super) busy: u64,
    pub(super) is_slow: bool,
}

impl TaskMetrics {
    /// Creates the handles, and thereby all series of the task at zero.
    pub(super) fn new(name: String, has_place: bool) -> Self {
        TaskMetrics {
            has_place,
            activity: task_activity(&name),
            polls: task_polls_total(&name),
            slow_polls: task_slow_polls_total(&name),
            busy: task_busy_seconds_total(&name),
            idle: task_idle_seconds_total(&name),
            scheduled: task_scheduled_seconds_total(&name),
            ends: OUTCOMES.map(|outcome| task_ends_total(&name, outcome)),
            report_panics: task_report_failures_total(&name, ReportFailure::Panic),
            report_timeouts: task_report_failures_total(&name, ReportFailure::Timeout),
            name,
        }
    }

    /// Sets the activity. Tasks without a place have none: a shared gauge would show the state of any of them.
    pub(super) fn set(&self, state: TaskState) {
        if self.has_place {
            self.activity.set(f64::from(state as u8));
        }
    }

    /// Adds one poll.
    #[inline]
    pub(super) fn add(&self, poll: PollTimes) {
        self.polls.inc();
        self.busy.inc_by(seconds(poll.busy));
        self.idle.inc_by(seconds(poll.idle));
        self.scheduled.inc_by(seconds(poll.scheduled));
        if poll.is_slow {
            self.slow_polls.inc();
        }
    }

    pub(super) fn end(&self, outcome: Outcome) {
        self.ends[outcome.index()].inc();
    }

    pub(super) fn fail(&self, reason: ReportFailure) {
        match reason {
            ReportFailure::Panic => self.report_panics.inc(),
            ReportFailure::Timeout => self.report_timeouts.inc(),
        }
    }

    /// Removes all series of the task.
    pub(super) fn remove(&self) {
        if !self.has_place {
            return;
        }
        self.activity.remove();
        self.polls.remove();
        self.slow_polls.remove();
        self.ends[0].remove(); // removes the series of all outcomes
        self.report_panics.remove();
        let _were_there = [self.busy, self.idle, self.scheduled].map(|seconds| seconds.remove());
    }
}

fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}
