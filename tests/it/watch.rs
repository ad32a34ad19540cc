//! Watched tasks and values. The clock of tokio is paused, so time passes when no task has anything to do.

mod ends;
mod names;
mod reports;
mod states;
mod times;
mod without_runtime;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use gapless::watch::{Subscription, TaskState, Watched};

use crate::{exported, exported_or_absent};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

gapless::defmetrics! {
    /// Reports of a value.
    #[max_series(20)]
    gauge watch_reports(value: &str);
}

/// Returns the exported activity of a task; `None` if it is not exported.
fn activity(task: &str) -> Option<f64> {
    exported_or_absent("gapless_task_activity", &[("task", task)])
}

/// Returns a counter of a task.
fn counted(name: &str, task: &str) -> f64 {
    exported(name, &[("task", task)])
}

/// Returns how many tasks of a name have ended: `[ok, error, panic, cancelled]`.
fn ends(task: &str) -> [f64; 4] {
    ["ok", "error", "panic", "cancelled"]
        .map(|outcome| exported("gapless_task_ends_total", &[("task", task), ("outcome", outcome)]))
}

/// Returns the states that a subscription has now.
fn read(changes: &mut Subscription) -> Vec<TaskState> {
    std::iter::from_fn(|| changes.try_next()).collect()
}

/// A value that counts its reports in `watch_reports`.
struct Reporter {
    name: OnceLock<&'static str>,
    reports: AtomicU64,
    /// Runs at the beginning of each report.
    run: Box<dyn Fn() + Send + Sync>,
}

impl Reporter {
    fn new(name: Option<&'static str>, run: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        let name = name.map_or_else(OnceLock::new, OnceLock::from);
        Arc::new(Reporter { name, reports: AtomicU64::new(0), run: Box::new(run) })
    }

    /// A value whose reports do nothing else.
    fn named(name: &'static str) -> Arc<Self> {
        Reporter::new(Some(name), || {})
    }

    /// Returns the number of reports that have begun.
    fn n_reports(&self) -> u64 {
        self.reports.load(Ordering::Relaxed)
    }
}

impl Watched for Reporter {
    fn name(&self) -> Option<Cow<'_, str>> {
        self.name.get().map(|name| Cow::Borrowed(*name))
    }

    fn report(&self) {
        let n = self.reports.fetch_add(1, Ordering::Relaxed) + 1;
        (self.run)();
        watch_reports(self.name.get().expect("it is known")).set(n as f64);
    }
}
