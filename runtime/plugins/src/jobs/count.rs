//! The number of jobs by state, which a function of the program counts.

use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use gapless_macros::LabelValue;

use super::metrics::JobsMetrics;
use super::names::Names;

/// The state of a job in a queue.
///
/// ```
/// use gapless::plugins::JobState;
///
/// assert_eq!(JobState::from_label("pending"), Some(JobState::Pending));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, LabelValue)]
#[label(crate = gapless_core)]
#[non_exhaustive]
pub enum JobState {
    /// The job can run.
    Pending,
    /// The job is due later.
    Scheduled,
    /// The job runs.
    Running,
    /// The job has failed and is tried again.
    Retryable,
    /// The job is done.
    Completed,
    /// The job has failed and is not tried again.
    Failed,
    /// The job was cancelled or killed.
    Cancelled,
}

/// Queues and states, with the number of jobs in each.
type Counts = BTreeMap<(String, JobState), u64>;
type CountResult = Result<Counts, Box<dyn Error + Send + Sync>>;

/// The function that counts.
pub(super) type Count = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = CountResult> + Send>> + Send + Sync>;

/// Returns a function that adds up what `count` returns.
pub(super) fn counting<F, C, Q, E>(count: impl Fn() -> F + Send + Sync + 'static) -> Count
where
    F: Future<Output = Result<C, E>> + Send + 'static,
    C: IntoIterator<Item = (Q, JobState, u64)>,
    Q: Into<String>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    Arc::new(move || {
        let counted = count();
        Box::pin(async move {
            let mut counts = Counts::new();
            for (queue, state, jobs) in counted.await.map_err(Into::into)? {
                *counts.entry((queue.into(), state)).or_default() += jobs;
            }
            Ok(counts)
        })
    })
}

/// Sets all states of all queues. A state that was not counted has no jobs.
pub(super) fn set(counts: &Counts, names: &Names, metrics: &JobsMetrics) {
    let mut all = Counts::new();
    for ((queue, state), jobs) in counts {
        *all.entry((names.add_queue(queue).to_string(), *state)).or_default() += jobs;
    }
    for queue in names.queues() {
        for state in JobState::VALUES {
            let jobs = all.get(&(queue.to_string(), state)).copied().unwrap_or(0);
            metrics.jobs(&queue, state).set(jobs as f64);
        }
    }
}
