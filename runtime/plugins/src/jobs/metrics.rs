//! The metrics of queues and jobs.

use gapless_macros::{defmetrics, LabelValue};

use super::{JobState, NAME};
use crate::plugin::PluginContext;

defmetrics! {
    #![crate = gapless_core]
    #![into = JobsMetrics]

    /// Jobs of a queue by state.
    #[max_series(700)]
    pub(super) gauge jobs(queue: &str, state: JobState);

    /// Runs of jobs in progress.
    #[max_series(100)]
    pub(super) up_down_counter jobs_in_flight(queue: &str, kind: &str);

    /// Runs that a job needed until it completed, failed or was discarded.
    #[buckets(1, 2, 3, 5, 10)]
    #[max_series(800)]
    pub(super) histogram job_attempts(queue: &str, kind: &str): u64;

    /// Duration of runs of jobs.
    #[native]
    #[buckets(0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)]
    #[max_series(6400)]
    pub(super) histogram job_duration_seconds(queue: &str, kind: &str);

    /// Runs of jobs that have ended, by outcome.
    #[max_series(600)]
    pub(super) counter job_ends_total(queue: &str, kind: &str, outcome: JobOutcome);

    /// Runs of jobs that ended with an error, by error.
    #[max_series(1000)]
    pub(super) counter job_errors_total(queue: &str, kind: &str, error: &str);

    /// Time from when a job was due until it started.
    #[native]
    #[buckets(0.01, 0.1, 1, 5, 15, 60, 300, 900, 3600, 14400)]
    #[max_series(6400)]
    pub(super) histogram job_queue_seconds(queue: &str, kind: &str);
}

/// How a run of a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum JobOutcome {
    /// The job is done.
    Completed,
    /// The job failed and is not tried again.
    Failed,
    /// The job failed and is tried again.
    Retried,
    /// The job is not needed any more.
    Discarded,
    /// The job panicked.
    Panicked,
    /// The run was dropped before its end.
    Cancelled,
}

impl JobOutcome {
    /// Whether the queue does not run the job again.
    pub(super) fn is_final(self) -> bool {
        matches!(self, JobOutcome::Completed | JobOutcome::Failed | JobOutcome::Discarded)
    }
}

impl JobsMetrics {
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = JobsMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.job_duration_seconds_buckets(buckets.iter().copied());
            builder = builder.job_queue_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }

    /// Creates all series of a job at zero.
    pub(super) fn seed(&self, queue: &str, job: &str) {
        let _ = self.jobs_in_flight(queue, job);
        let _ = self.job_attempts(queue, job);
        let _ = self.job_duration_seconds(queue, job);
        let _ = self.job_queue_seconds(queue, job);
        let _ = self.job_ends_total(queue, job, JobOutcome::Completed); // of all outcomes
    }
}
