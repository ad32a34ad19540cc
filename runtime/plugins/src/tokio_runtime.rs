//! Runtimes of tokio: what they keep themselves, read at each scrape, and how late their timers fire.
//!
//! Read `own` for the histogram, then `probe`, which shows that a runtime is running, and `source`.

#[cfg(all(tokio_unstable, target_has_atomic = "64"))]
mod histograms;
mod own;
mod probe;
mod sampled;
mod source;

use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::Registry;
use gapless_core::{Error, Source};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use self::own::DelayMetrics;
use self::probe::Probe;
use self::source::{Observed, Runtimes};
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};

/// The name of the plugin, of its source and of their group.
const NAME: &str = "tokio";

/// The default time between two measurements of the delay of timers.
const PERIOD: Duration = Duration::from_millis(100);

/// Metrics of tokio runtimes, in the group `tokio`: of the runtime that starts the instance, and of others.
///
/// | name | type | labels |
/// |---|---|---|
/// | `tokio_workers` | gauge | `runtime` |
/// | `tokio_alive_tasks` | gauge | `runtime` |
/// | `tokio_global_queue_depth` | gauge | `runtime` |
/// | `tokio_worker_busy_seconds_total` | counter | `runtime`, `worker` |
/// | `tokio_worker_parks_total` | counter | `runtime`, `worker` |
/// | `tokio_worker_park_unparks_total` | counter | `runtime`, `worker` |
/// | `tokio_scheduling_delay_seconds` | histogram | `runtime` |
///
/// The [guide](https://docs.rs/gapless/latest/gapless/guide/plugins/tokio_runtime) also lists the metrics that need
/// `--cfg tokio_unstable`. The counters of workers need a target with 64-bit atomics.
///
/// The delay is the time between the moment for which a timer is set and the moment at which it fires. One task in each
/// runtime measures it until the instance ends. The metrics of a runtime that has ended are not exported.
///
/// ```
/// use gapless::plugins::Tokio;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let jobs = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let tokio = Tokio::new().runtime("jobs", jobs.handle());
/// let metrics = gapless::builder().plugin(tokio).start().await?;
/// # metrics.shutdown().await;
/// # jobs.shutdown_background();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Tokio {
    current: String,
    others: Vec<(String, Handle)>,
    period: Option<Duration>,
    options: PluginOptions,
    observed: PluginMetrics<Arc<Runtimes>>,
}

impl Tokio {
    /// Creates the plugin. The runtime that starts the instance has the name `main`.
    #[must_use]
    pub fn new() -> Self {
        Tokio {
            current: "main".to_owned(),
            others: Vec::new(),
            period: Some(PERIOD),
            options: PluginOptions::new(),
            observed: PluginMetrics::new(),
        }
    }

    /// Adds a runtime. It replaces an earlier runtime with its name, also the current one.
    ///
    /// Replace the current one, which has the name `main`, if the instance starts with `start_blocking`: such an
    /// instance has a runtime of its own.
    #[must_use]
    pub fn runtime(mut self, name: impl Into<String>, runtime: &Handle) -> Self {
        let name = name.into();
        self.others.retain(|(earlier, _)| *earlier != name);
        self.others.push((name, runtime.clone()));
        self
    }

    /// Sets the name of the runtime that starts the instance, instead of `main`.
    ///
    /// ```
    /// let tokio = gapless::plugins::Tokio::new().current_runtime("web");
    /// ```
    #[must_use]
    pub fn current_runtime(mut self, name: impl Into<String>) -> Self {
        self.current = name.into();
        self
    }

    /// Sets the time between two measurements of the delay of timers, instead of 100 milliseconds.
    ///
    /// ```
    /// use std::time::Duration;
    /// use gapless::plugins::Tokio;
    ///
    /// let _tokio = Tokio::new().probe_period(Duration::from_secs(1));
    /// ```
    #[must_use]
    pub fn probe_period(mut self, period: Duration) -> Self {
        self.period = Some(period);
        self
    }

    /// Does not measure the delay of timers.
    ///
    /// Call it if a runtime has no timers (`enable_time`). The first measurement in such a runtime panics. The runtime
    /// continues, but the message of the panic is printed.
    #[must_use]
    pub fn without_probe(mut self) -> Self {
        self.period = None;
        self
    }

    /// Sets the default options of the plugin. `buckets` apply to the delay of timers.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns the runtimes to observe, each with its name.
    fn runtimes(&self) -> Result<Vec<(String, Handle)>, tokio::runtime::TryCurrentError> {
        let mut runtimes = self.others.clone();
        if self.others.iter().all(|(name, _)| *name != self.current) {
            runtimes.insert(0, (self.current.clone(), Handle::try_current()?));
        }
        Ok(runtimes)
    }

    /// Starts the task that shows that a runtime is running, and measures the delay of its timers.
    fn observe(
        &self,
        name: String,
        runtime: &Handle,
        context: &PluginContext,
    ) -> Result<(Observed, AbortOnDrop), Error> {
        let metrics = context.metrics(NAME).label("runtime", &name);
        let delay = match self.period {
            Some(period) => Some((period, register(context, &metrics)?)),
            None => None,
        };
        let probe = Arc::new(Probe::new(metrics, delay));
        let observed = Observed { name, metrics: runtime.metrics(), alive: Arc::downgrade(&probe) };
        Ok((observed, AbortOnDrop(runtime.spawn(probe::run(probe)).abort_handle())))
    }
}

fn register(context: &PluginContext, metrics: &Registry) -> Result<DelayMetrics, Error> {
    let buckets = context.options().buckets.iter();
    let builder =
        buckets.fold(DelayMetrics::builder(), |builder, bounds| builder.buckets(bounds.iter().copied()));
    builder.register(metrics)
}

/// Ends a task when this is dropped.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Default for Tokio {
    fn default() -> Self {
        Tokio::new()
    }
}

impl Plugin for Tokio {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let runtimes = self.runtimes()?.into_iter();
        let started = runtimes.map(|(name, runtime)| self.observe(name, &runtime, context));
        let (observed, tasks): (_, Vec<_>) = started.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        self.observed.start(Arc::new(Runtimes(observed)))?;
        Ok(vec![EventGroup::new(NAME, || tasks)])
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(self.observed.get().map(|runtimes| runtimes.clone() as _).into_iter().collect())
    }
}
