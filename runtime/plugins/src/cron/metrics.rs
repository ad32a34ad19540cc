//! The metrics of scheduled tasks, and the record of one run.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gapless_core::dynamic::Shared;
use gapless_core::{Counter, Gauge, Histogram, LabelValue as _, Outcome, UpDownCounter, UpDownGuard};
use gapless_macros::defmetrics;

use super::NAME;
use crate::named::Part;
use crate::plugin::PluginContext;
use crate::timed::{outcome, Ended, Record, WorkResult, OUTCOMES};

defmetrics! {
    #![crate = gapless_core]
    #![into = CronMetrics]
    #![namespace = "cron"]

    /// Time at which a scheduled task last succeeded, in seconds since 1970.
    #[max_series(100)]
    pub(super) gauge last_success_timestamp_seconds(task: &str);

    /// Duration of runs of scheduled tasks.
    #[buckets(0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400)]
    #[max_series(6400)]
    pub(super) histogram run_duration_seconds(task: &str);

    /// Runs of scheduled tasks in progress.
    #[max_series(100)]
    pub(super) up_down_counter running(task: &str);

    /// Runs of scheduled tasks that have ended, by outcome.
    #[max_series(400)]
    pub(super) counter runs_total(task: &str, outcome: Outcome);
}

impl CronMetrics {
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = CronMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.run_duration_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }
}

/// The handles of one task.
#[derive(Debug)]
pub(super) struct TaskMetrics {
    last_success: Gauge<Shared>,
    duration: Histogram<Duration, Shared>,
    running: UpDownCounter<Shared>,
    /// By outcome.
    runs: [Counter<u64, Shared>; 4],
}

impl Part<CronMetrics> for TaskMetrics {
    fn new(group: &CronMetrics, [task]: [&str; 1]) -> Self {
        TaskMetrics {
            last_success: group.last_success_timestamp_seconds(task).into_owned(),
            duration: group.run_duration_seconds(task).into_owned(),
            running: group.running(task).into_owned(),
            runs: OUTCOMES.map(|outcome| group.runs_total(task, outcome).into_owned()),
        }
    }
}

/// The record of one run.
pub(super) struct Run {
    task: Arc<TaskMetrics>,
    running: Option<UpDownGuard<Shared>>,
}

impl Run {
    pub(super) fn new(task: Arc<TaskMetrics>) -> Self {
        Run { task, running: None }
    }
}

impl<R: WorkResult> Record<R> for Run {
    fn start(&mut self) {
        self.running = Some(self.task.running.guard());
    }

    fn end(self, ended: Ended<'_, R>, elapsed: Duration) {
        let TaskMetrics { last_success, duration, runs, .. } = &*self.task;
        let outcome = outcome(ended);
        runs[outcome.index()].inc();
        duration.observe(elapsed);
        if let (Outcome::Ok, Ok(now)) = (outcome, SystemTime::UNIX_EPOCH.elapsed()) {
            last_success.set(now.as_secs_f64());
        }
    }
}
