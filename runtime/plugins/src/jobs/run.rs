//! Runs: one attempt to do a job, recorded exactly once.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gapless_core::dynamic::Shared;
use gapless_core::{Outcome, UpDownGuard};
use tokio::time::Instant;

use super::metrics::{JobOutcome, JobsMetrics};
use super::Job;
use crate::timed::{self, Ended, Record, Timed, WorkResult};

/// A run of a job, from [`Job::start`] to its end.
///
/// A run that is dropped without an end counts as cancelled, also if a panic drops it. [`run`](Self::run) and
/// [`call`](Self::call) count a panic as one.
#[derive(Debug)]
#[must_use = "the run counts as cancelled when this value is dropped"]
pub struct JobRun {
    /// `None` if the plugin had not started.
    started: Option<Started>,
    attempt: u64,
    max_attempts: u64,
}

#[derive(Debug)]
struct Started {
    metrics: Arc<JobsMetrics>,
    job: Job,
    at: Instant,
    _in_flight: UpDownGuard<Shared>,
}

impl JobRun {
    pub(super) fn start(job: &Job, due: Option<SystemTime>, attempt: u64) -> Self {
        let started = job.metrics.get().map(|metrics| {
            if let Some(Ok(waited)) = due.map(|due| due.elapsed()) {
                metrics.job_queue_seconds(&job.queue, &job.name).observe(waited);
            }
            let _in_flight = metrics.jobs_in_flight(&job.queue, &job.name).into_owned().guard();
            Started { metrics: metrics.clone(), job: job.clone(), at: Instant::now(), _in_flight }
        });
        JobRun { started, attempt, max_attempts: attempt }
    }

    /// Sets how often the queue tries the job. [`run`](Self::run) and [`call`](Self::call) count an error of an earlier
    /// attempt as retried, and an error of the last attempt as failed. By default, each attempt is the last.
    pub fn max_attempts(mut self, attempts: u64) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Does the job with a future, and ends the run with its result.
    ///
    /// The error in `job_errors_total` is the name of the error's type, or what [`WorkResult`] says.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let welcome = gapless::plugins::Jobs::new().queue("mail").job("welcome");
    /// let sent = welcome.start(None, 1).max_attempts(5).run(async { Ok::<_, std::io::Error>("sent") }).await;
    /// assert_eq!(sent.unwrap(), "sent");
    /// # }
    /// ```
    pub fn run<F>(self, work: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: WorkResult,
    {
        Timed::new(Some(self), work)
    }

    /// Does the job with a function, and ends the run with its result.
    ///
    /// ```
    /// let resize = gapless::plugins::Jobs::new().queue("images").job("resize");
    /// let width = resize.start(None, 1).call(|| "640".parse::<u32>());
    /// assert_eq!(width, Ok(640));
    /// ```
    pub fn call<R: WorkResult>(self, work: impl FnOnce() -> R) -> R {
        timed::call(Some(self), work)
    }

    /// Ends the run: the job is done.
    pub fn complete(self) {
        self.end(JobOutcome::Completed, None);
    }

    /// Ends the run: the job failed and is not tried again. The program chooses the name of the error.
    pub fn fail(self, error: &str) {
        self.end(JobOutcome::Failed, Some(error));
    }

    /// Ends the run: the job failed and is tried again. The program chooses the name of the error.
    pub fn retry(self, error: &str) {
        self.end(JobOutcome::Retried, Some(error));
    }

    /// Ends the run: the job is not needed any more.
    pub fn discard(self) {
        self.end(JobOutcome::Discarded, None);
    }

    /// Ends the run with an error, after which the queue tries the job again if it has attempts left.
    pub(super) fn end_with_error(self, error: &str) {
        if self.attempt < self.max_attempts {
            self.retry(error);
        } else {
            self.fail(error);
        }
    }

    /// Sets the number of the run, for a backend that knows it only at the end.
    #[cfg(feature = "apalis")]
    pub(super) fn set_attempt(&mut self, attempt: u64) {
        self.attempt = attempt;
    }

    pub(super) fn end(mut self, outcome: JobOutcome, error: Option<&str>) {
        self.record(outcome, error);
    }

    fn record(&mut self, outcome: JobOutcome, error: Option<&str>) {
        let Some(Started { metrics, job, at, .. }) = self.started.take() else { return };
        let Job { queue, name, .. } = &job;
        metrics.job_duration_seconds(queue, name).observe(at.elapsed());
        metrics.job_ends_total(queue, name, outcome).inc();
        if outcome.is_final() {
            metrics.job_attempts(queue, name).observe(self.attempt);
        }
        if let Some(error) = error {
            metrics.job_errors_total(queue, name, error).inc();
        }
    }
}

impl Drop for JobRun {
    fn drop(&mut self) {
        self.record(JobOutcome::Cancelled, None);
    }
}

impl<R: WorkResult> Record<R> for JobRun {
    fn end(self, ended: Ended<'_, R>, _: Duration) {
        match ended {
            Ok(value) if value.is_error() => self.end_with_error(value.error_type()),
            Ok(_) => self.complete(),
            Err(Outcome::Panic) => self.end(JobOutcome::Panicked, None),
            Err(_) => self.end(JobOutcome::Cancelled, None),
        }
    }
}
