//! Jobs: queues and jobs of any backend.
//!
//! Read `metrics`, `names` and `count`, then `run`, and `apalis` for its workers.

#[cfg(feature = "apalis")]
mod apalis;
mod count;
mod metrics;
mod names;
mod run;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::SystemTime;

#[cfg(feature = "apalis")]
pub use self::apalis::{JobLayer, JobService};
pub use self::count::JobState;
use self::count::{counting, Count};
use self::metrics::JobsMetrics;
use self::names::Names;
pub use self::run::JobRun;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::polling::PollingGroup;

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "jobs";

/// Metrics of queues and jobs: runs by outcome, durations, attempts, the time in the queue, and jobs by state.
///
/// The plugin does not know any backend. A worker starts and ends runs, and a function counts the jobs.
///
/// ```
/// use std::time::SystemTime;
///
/// use gapless::plugins::{JobState, Jobs};
///
/// # async fn send(address: &str) -> Result<(), std::io::Error> { Ok(()) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let jobs = Jobs::new().count(|| async {
///     Ok::<_, std::io::Error>([("mail", JobState::Pending, 3)]) // from the tables of the queue
/// });
/// let welcome = jobs.queue("mail").job("welcome");
/// let metrics = gapless::builder().plugin(jobs).start().await?;
///
/// let (enqueued_at, attempt) = (SystemTime::now(), 1);
/// welcome.start(Some(enqueued_at), attempt).max_attempts(5).run(send("ann@example.com")).await?;
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Jobs {
    metrics: PluginMetrics<Arc<JobsMetrics>>,
    names: Names,
    count: Option<Count>,
    options: PluginOptions,
}

impl Jobs {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Jobs::default()
    }

    /// Sets the default options of the plugin. `buckets` apply to the duration of runs and to the time in the queue,
    /// and `poll_rate` to [`count`](Self::count).
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets the function that counts the jobs, for the gauge `jobs`. It runs at the `poll_rate`.
    ///
    /// The function returns the name of a queue, a state and a number for each group of jobs. Several groups of a queue
    /// and a state add up. All other states of all queues are 0, so a state that becomes empty does not keep its old
    /// value. If the function fails, the gauge is absent until it succeeds.
    ///
    /// ```
    /// use gapless::plugins::{JobState, Jobs};
    ///
    /// let jobs = Jobs::new().count(|| async {
    ///     let rows = [("mail", "pending", 3), ("mail", "failed", 1)]; // from a query
    ///     let known = |(queue, state, jobs)| Some((queue, JobState::from_label(state)?, jobs));
    ///     Ok::<_, std::io::Error>(rows.into_iter().filter_map(known))
    /// });
    /// # let _ = jobs;
    /// ```
    #[must_use]
    pub fn count<F, C, Q, E>(mut self, count: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<C, E>> + Send + 'static,
        C: IntoIterator<Item = (Q, JobState, u64)>,
        Q: Into<String>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.count = Some(counting(count));
        self
    }

    /// Returns a queue.
    ///
    /// The names are your own: 100 queues, and 100 jobs of all queues, have series of their own. Further names share
    /// those of `_other`.
    #[must_use]
    pub fn queue(&self, name: &str) -> JobQueue {
        let name = self.names.add_queue(name);
        JobQueue { metrics: self.metrics.clone(), names: self.names.clone(), name }
    }
}

/// A queue of [`Jobs`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct JobQueue {
    metrics: PluginMetrics<Arc<JobsMetrics>>,
    names: Names,
    name: Arc<str>,
}

impl JobQueue {
    /// Returns a type of job. All of its series are exported at zero, except its errors.
    #[must_use]
    pub fn job(&self, name: &str) -> Job {
        let (queue, name) = self.names.add_job(&self.name, name);
        if let Some(metrics) = self.metrics.get() {
            metrics.seed(&queue, &name);
        }
        Job { metrics: self.metrics.clone(), queue, name }
    }
}

/// A type of job in a queue of [`Jobs`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct Job {
    metrics: PluginMetrics<Arc<JobsMetrics>>,
    queue: Arc<str>,
    name: Arc<str>,
}

impl Job {
    /// Starts a run. `due` is the time from which on the job could run, if it is known: the time when it was added to
    /// the queue, or a later time for which it is scheduled. A time in the future is ignored. `attempt` is the number
    /// of the run, starting with 1.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// let resize = gapless::plugins::Jobs::new().queue("images").job("resize");
    /// let run = resize.start(Some(SystemTime::now()), 2);
    /// match "10x20".parse::<u32>() {
    ///     Ok(_) => run.complete(),
    ///     Err(_) => run.fail("invalid_size"),
    /// }
    /// ```
    pub fn start(&self, due: Option<SystemTime>, attempt: u64) -> JobRun {
        JobRun::start(self, due, attempt)
    }
}

impl Plugin for Jobs {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let metrics = Arc::new(JobsMetrics::start(context)?);
        self.metrics.start(metrics.clone())?;
        self.names.jobs().iter().for_each(|(queue, job)| metrics.seed(queue, job));
        Ok(Vec::new())
    }

    fn polling_groups(&self, _: &PluginContext) -> PluginResult<PollingGroup> {
        let Some(count) = self.count.clone() else { return Ok(Vec::new()) };
        let (metrics, names) = (self.metrics.clone(), self.names.clone());
        let group = PollingGroup::new_async(NAME, move || {
            let (counted, metrics, names) = (count(), metrics.clone(), names.clone());
            async move {
                let counts = counted.await?;
                if let Some(metrics) = metrics.get() {
                    count::set(&counts, &names, metrics);
                }
                Ok::<_, Box<dyn Error + Send + Sync>>(())
            }
        });
        Ok(vec![group])
    }
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jobs").field("names", &self.names).finish_non_exhaustive()
    }
}
