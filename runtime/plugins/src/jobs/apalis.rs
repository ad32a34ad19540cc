//! Workers of apalis: a layer that records each task.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use apalis_core::task::status::Status;
use apalis_core::task::{ExecutionContext, Task};
use gapless_core::Outcome;
use tower_layer::Layer;
use tower_service::Service;

use super::metrics::JobOutcome;
use super::run::JobRun;
use super::Job;
use crate::timed::{Ended, Record, Timed, WorkResult as _};

impl Job {
    /// Returns a layer for the workers of apalis that do this job.
    ///
    /// The layer records each task that passes it: add it after a layer that retries, and each attempt is recorded.
    /// A task that fails is `retried` if it has attempts left, or if it returns a `RetryAfterError` or a
    /// `DeferredError`. A task that returns an `AbortError` is `discarded`.
    ///
    /// ```
    /// use apalis_core::backend::memory::MemoryStorage;
    /// use apalis_core::worker::builder::WorkerBuilder;
    /// use gapless::plugins::Jobs;
    ///
    /// let jobs = Jobs::new();
    /// let worker = WorkerBuilder::new("mailer")
    ///     .backend(MemoryStorage::new())
    ///     .layer(jobs.queue("mail").job("welcome").layer())
    ///     .build(|_address: String| async {});
    /// # let _ = worker;
    /// ```
    #[must_use]
    pub fn layer(&self) -> JobLayer {
        JobLayer { job: self.clone() }
    }
}

/// A layer for the workers of apalis, from [`Job::layer`].
#[derive(Clone, Debug)]
pub struct JobLayer {
    job: Job,
}

impl<S> Layer<S> for JobLayer {
    type Service = JobService<S>;

    fn layer(&self, inner: S) -> JobService<S> {
        JobService { job: self.job.clone(), inner }
    }
}

/// A service of a worker whose tasks are recorded.
#[derive(Clone, Debug)]
pub struct JobService<S> {
    job: Job,
    inner: S,
}

impl<S, Args> Service<Task<Args>> for JobService<S>
where
    S: Service<Task<Args>>,
    S::Future: Send + 'static,
    S::Response: 'static,
    S::Error: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, task: Task<Args>) -> Self::Future {
        let record = TaskRecord { job: self.job.clone(), task: task.ctx().clone(), run: None };
        Box::pin(Timed::new(Some(record), self.inner.call(task)))
    }
}

/// The record of one task. Its context has the number of the attempt once it runs, and its status after that.
struct TaskRecord {
    job: Job,
    task: Arc<ExecutionContext>,
    run: Option<JobRun>,
}

impl<T, E> Record<Result<T, E>> for TaskRecord {
    fn start(&mut self) {
        let due = self.task.run_at().map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        self.run = Some(self.job.start(due, 1));
    }

    fn end(self, ended: Ended<'_, Result<T, E>>, _: Duration) {
        let Some(mut run) = self.run else { return };
        run.set_attempt(self.task.attempt() as u64);
        match (ended, self.task.status()) {
            (Ok(Ok(_)), _) => run.complete(),
            (Ok(Err(_)), Status::Killed) => run.discard(),
            (Ok(failed), Status::Pending) => run.retry(failed.error_type()),
            (Ok(failed), _) => {
                let attempts = self.task.max_attempts().unwrap_or(0) as u64;
                run.max_attempts(attempts).end_with_error(failed.error_type());
            }
            (Err(Outcome::Panic), _) => run.end(JobOutcome::Panicked, None),
            (Err(_), _) => run.end(JobOutcome::Cancelled, None),
        }
    }
}
