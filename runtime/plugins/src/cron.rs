//! Scheduled tasks: runs and their last success.

mod metrics;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gapless_core::{source_fn, Source};
use gapless_macros::defmetrics;

use self::metrics::{CronMetrics, Run, TaskMetrics};
use crate::named::Named;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::timed::{self, Timed, WorkResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "cron";

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "cron"]

    /// Time between two runs of a scheduled task.
    gauge cron_interval_seconds(task: &str);
}

/// Metrics of scheduled tasks: runs, durations, and the time of the last success.
///
/// The plugin does not schedule anything. Wrap each run of your own loop, or of any scheduler.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::plugins::Cron;
///
/// # async fn sweep() -> Result<(), std::io::Error> { Ok(()) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let cron = Cron::new();
/// let cleanup = cron.task("cleanup").every(Duration::from_secs(3600));
/// let metrics = gapless::builder().plugin(cron).start().await?;
///
/// cleanup.run(sweep()).await?;
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cron {
    tasks: Named<CronMetrics, TaskMetrics>,
    /// The seconds between two runs, by task.
    intervals: Arc<Mutex<BTreeMap<String, f64>>>,
    options: PluginOptions,
}

impl Cron {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Cron::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns a task. All of its series are exported at zero, except the time of its last success.
    ///
    /// The names are your own: 100 names have series of their own, and further names share those of `_other`.
    #[must_use]
    pub fn task(&self, name: &str) -> CronTask {
        CronTask { name: name.into(), metrics: self.tasks.part([name]), intervals: self.intervals.clone() }
    }
}

impl Plugin for Cron {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        self.tasks.start(CronMetrics::start(context)?)?;
        Ok(Vec::new())
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        let intervals = self.intervals.clone();
        let source = source_fn(NAME, move |samples| {
            let intervals = intervals.lock().unwrap_or_else(PoisonError::into_inner);
            let mut family = cron_interval_seconds(samples);
            for (task, seconds) in &*intervals {
                family.series([task.clone()], *seconds);
            }
            Ok(())
        });
        Ok(vec![Arc::new(source)])
    }
}

/// A scheduled task of [`Cron`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct CronTask {
    name: Arc<str>,
    metrics: PluginMetrics<Arc<TaskMetrics>>,
    intervals: Arc<Mutex<BTreeMap<String, f64>>>,
}

impl CronTask {
    /// Sets the time between two runs, which `cron_interval_seconds` exports for alerts.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let cron = gapless::plugins::Cron::new();
    /// let backup = cron.task("backup").every(Duration::from_secs(24 * 3600));
    /// ```
    #[must_use]
    pub fn every(self, interval: Duration) -> Self {
        let mut intervals = self.intervals.lock().unwrap_or_else(PoisonError::into_inner);
        intervals.insert(self.name.to_string(), interval.as_secs_f64());
        drop(intervals);
        self
    }

    /// Runs the task. The run starts with the first poll of the returned future.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let cleanup = gapless::plugins::Cron::new().task("cleanup");
    /// let removed = cleanup.run(async { Ok::<_, std::io::Error>(3) }).await;
    /// assert!(removed.is_ok_and(|removed| removed == 3));
    /// # }
    /// ```
    pub fn run<F>(&self, work: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: WorkResult,
    {
        Timed::new(self.record(), work)
    }

    /// Runs a task that is not async.
    ///
    /// ```
    /// let cleanup = gapless::plugins::Cron::new().task("cleanup");
    /// cleanup.call(|| std::thread::yield_now());
    /// ```
    pub fn call<R: WorkResult>(&self, work: impl FnOnce() -> R) -> R {
        timed::call(self.record(), work)
    }

    fn record(&self) -> Option<Run> {
        self.metrics.get().cloned().map(Run::new)
    }
}
