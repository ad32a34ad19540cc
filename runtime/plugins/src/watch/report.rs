//! Reports: the trait `Watched`, and the thread that calls it.
//!
//! Each watched value has a thread of its own, as a measurement has. A report that blocks delays only itself.

use std::borrow::Cow;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{interval_at, Instant, MissedTickBehavior};

use super::names;
use super::own::ReportFailure;
use super::watcher::Watcher;
use crate::polling::{Failure, Reason, Worker};

/// A value with a name that reports its metrics.
///
/// ```
/// use std::borrow::Cow;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use std::sync::Arc;
///
/// use gapless::watch::{Watch, Watched};
///
/// gapless::defmetrics! {
///     /// Connections in the pool.
///     gauge pool_connections;
/// }
///
/// #[derive(Default)]
/// struct Pool {
///     connections: AtomicU64,
/// }
///
/// impl Watched for Pool {
///     fn name(&self) -> Option<Cow<'_, str>> {
///         Some("pool".into())
///     }
///
///     fn report(&self) {
///         pool_connections().set(self.connections.load(Ordering::Relaxed) as f64);
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let pool = Arc::new(Pool::default());
/// let _watched = Watch::of(pool.clone()).value();
/// # }
/// ```
pub trait Watched: Send + Sync + 'static {
    /// Returns the name, which is the label `task` of all metrics. `None` and the empty name mean that the name is not
    /// known yet; the watcher asks again before each report, and once more at the end.
    ///
    /// [`Watch::of`](crate::watch::Watch::of) and the end of the task wait for this method, so it should not block.
    fn name(&self) -> Option<Cow<'_, str>>;

    /// Reports the metrics of the value; by default, it has none.
    ///
    /// The method runs on its own thread at the period of [`Watch::report_every`](crate::watch::Watch::report_every),
    /// once the name is known and until the task has ended. The first run is after one period. A report that panics, or
    /// takes longer than the period, is counted once in `gapless_task_report_failures_total`, and affects neither the
    /// task nor other watchers.
    fn report(&self) {}
}

/// Returns the name of a value, if it is known.
pub(super) fn name_of(value: &dyn Watched) -> Option<String> {
    let name = || value.name().filter(|name| !name.is_empty()).map(Cow::into_owned);
    catch_unwind(AssertUnwindSafe(name)).ok().flatten()
}

/// The reports of a watched value, on their own thread.
pub(super) struct Reports {
    watcher: Arc<Watcher>,
    thread: Worker,
}

impl Reports {
    /// Starts the thread. If the system has too many threads, nothing is reported.
    pub(super) fn start(watcher: &Arc<Watcher>, value: Arc<dyn Watched>) -> Option<Self> {
        let thread_name = watcher.metrics().map_or_else(String::new, |metrics| metrics.name.clone());
        let of_thread = watcher.clone();
        let run = move || {
            if has_name(&of_thread, &*value) {
                value.report();
            }
            Ok(())
        };
        match Worker::start(&thread_name, Box::new(run), || {}, None) {
            Ok(thread) => Some(Reports { watcher: watcher.clone(), thread }),
            Err(error) => {
                tracing::warn!("cannot start the thread of the reports of `{thread_name}`: {error}");
                None
            }
        }
    }

    /// Reports in each period.
    pub(super) async fn run(&self) {
        let every = Duration::from_nanos(self.watcher.options.report_every);
        let mut ticks = interval_at(Instant::now() + every, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            ticks.tick().await;
            match self.thread.run(every).await {
                None => self.watcher.fail(ReportFailure::Timeout),
                Some(Err(Failure { reason: Reason::Panic, .. })) => self.watcher.fail(ReportFailure::Panic),
                Some(_) => {} // it ran in time, or an earlier report still runs, which is counted already
            }
        }
    }
}

/// Returns whether the name is known, after another try if it was not.
pub(super) fn has_name(watcher: &Arc<Watcher>, value: &dyn Watched) -> bool {
    watcher.metrics().is_some() || name_of(value).is_some_and(|name| names::give(name, watcher))
}
