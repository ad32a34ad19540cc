//! The values that runtimes keep themselves.

use std::error::Error;
use std::sync::Weak;

use gapless_core::{Number, SampleFamily, Samples, Source};
use tokio::runtime::RuntimeMetrics;

use super::probe::Probe;
use super::NAME;

/// The observed runtimes.
#[derive(Debug)]
pub(super) struct Runtimes(pub(super) Vec<Observed>);

#[derive(Debug)]
pub(super) struct Observed {
    pub(super) name: String,
    pub(super) metrics: RuntimeMetrics,
    /// Exists while the runtime is running.
    pub(super) alive: Weak<Probe>,
}

/// A metric of a runtime, or of a worker: its name, its help, and how to read it.
type Of<F> = (&'static str, &'static str, F);
type OfRuntime<N> = Of<fn(&RuntimeMetrics) -> N>;
#[cfg(any(tokio_unstable, target_has_atomic = "64"))]
type OfWorker<N> = Of<fn(&RuntimeMetrics, usize) -> N>;

const GAUGES: &[OfRuntime<usize>] = &[
    ("tokio_workers", "Worker threads of a tokio runtime.", RuntimeMetrics::num_workers),
    ("tokio_alive_tasks", "Tasks of a tokio runtime that have not ended.", RuntimeMetrics::num_alive_tasks),
    (
        "tokio_global_queue_depth",
        "Tasks in the global queue of a tokio runtime.",
        RuntimeMetrics::global_queue_depth,
    ),
];

#[cfg(target_has_atomic = "64")]
const WORKER_COUNTERS: &[OfWorker<u64>] = &[
    (
        "tokio_worker_parks_total",
        "Times a worker of a tokio runtime began to wait for work.",
        RuntimeMetrics::worker_park_count,
    ),
    (
        "tokio_worker_park_unparks_total",
        "Times a worker of a tokio runtime began or ceased to wait for work.",
        RuntimeMetrics::worker_park_unpark_count,
    ),
];

#[cfg(tokio_unstable)]
const UNSTABLE_GAUGES: &[OfRuntime<usize>] = &[
    (
        "tokio_blocking_threads",
        "Threads of a tokio runtime for blocking work.",
        RuntimeMetrics::num_blocking_threads,
    ),
    (
        "tokio_idle_blocking_threads",
        "Threads of a tokio runtime for blocking work that wait for work.",
        RuntimeMetrics::num_idle_blocking_threads,
    ),
    (
        "tokio_blocking_queue_depth",
        "Blocking work that waits for a thread of a tokio runtime.",
        RuntimeMetrics::blocking_queue_depth,
    ),
];

#[cfg(tokio_unstable)]
const WORKER_GAUGES: &[OfWorker<usize>] = &[(
    "tokio_worker_local_queue_depth",
    "Tasks in the local queue of a worker of a tokio runtime.",
    RuntimeMetrics::worker_local_queue_depth,
)];

#[cfg(all(tokio_unstable, target_has_atomic = "64"))]
const COUNTERS: &[OfRuntime<u64>] = &[
    ("tokio_spawned_tasks_total", "Tasks spawned in a tokio runtime.", RuntimeMetrics::spawned_tasks_count),
    (
        "tokio_remote_schedules_total",
        "Tasks scheduled from outside of the workers of a tokio runtime.",
        RuntimeMetrics::remote_schedule_count,
    ),
    (
        "tokio_budget_forced_yields_total",
        "Times a task of a tokio runtime had to yield because its budget was used up.",
        RuntimeMetrics::budget_forced_yield_count,
    ),
    (
        "tokio_io_driver_fds_registered_total",
        "File descriptors registered with the I/O driver of a tokio runtime.",
        RuntimeMetrics::io_driver_fd_registered_count,
    ),
    (
        "tokio_io_driver_fds_deregistered_total",
        "File descriptors deregistered from the I/O driver of a tokio runtime.",
        RuntimeMetrics::io_driver_fd_deregistered_count,
    ),
    (
        "tokio_io_driver_ready_events_total",
        "Events of readiness that the I/O driver of a tokio runtime has processed.",
        RuntimeMetrics::io_driver_ready_count,
    ),
];

#[cfg(all(tokio_unstable, target_has_atomic = "64"))]
const UNSTABLE_WORKER_COUNTERS: &[OfWorker<u64>] = &[
    (
        "tokio_worker_polls_total",
        "Polls of tasks by a worker of a tokio runtime.",
        RuntimeMetrics::worker_poll_count,
    ),
    (
        "tokio_worker_noops_total",
        "Times a worker of a tokio runtime woke up and found no work.",
        RuntimeMetrics::worker_noop_count,
    ),
    (
        "tokio_worker_steals_total",
        "Tasks that a worker of a tokio runtime stole from another worker.",
        RuntimeMetrics::worker_steal_count,
    ),
    (
        "tokio_worker_steal_operations_total",
        "Times a worker of a tokio runtime stole tasks from another worker.",
        RuntimeMetrics::worker_steal_operations,
    ),
    (
        "tokio_worker_local_schedules_total",
        "Tasks that a worker of a tokio runtime scheduled in its local queue.",
        RuntimeMetrics::worker_local_schedule_count,
    ),
    (
        "tokio_worker_overflows_total",
        "Times the local queue of a worker of a tokio runtime was full.",
        RuntimeMetrics::worker_overflow_count,
    ),
];

impl Source for Runtimes {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let alive: Vec<_> = self.0.iter().filter(|runtime| runtime.alive.strong_count() > 0).collect();
        let mut emit = Emit { runtimes: &alive, into };
        emit.gauges(GAUGES);
        #[cfg(target_has_atomic = "64")]
        emit.of_workers();
        #[cfg(tokio_unstable)]
        emit.unstable();
        Ok(())
    }
}

/// Emits metrics of all runtimes.
struct Emit<'a> {
    runtimes: &'a [&'a Observed],
    into: &'a mut Samples,
}

impl Emit<'_> {
    fn gauges(&mut self, metrics: &[OfRuntime<usize>]) {
        for (name, help, read) in metrics {
            of_runtimes(self.into.gauge(*name, *help), self.runtimes, read);
        }
    }

    #[cfg(target_has_atomic = "64")]
    fn of_workers(&mut self) {
        let help = "Time in which a worker of a tokio runtime was busy.";
        let busy = self.into.counter("tokio_worker_busy_seconds_total", help);
        of_workers(busy, self.runtimes, &RuntimeMetrics::worker_total_busy_duration);
        self.worker_counters(WORKER_COUNTERS);
    }

    #[cfg(target_has_atomic = "64")]
    fn worker_counters(&mut self, metrics: &[OfWorker<u64>]) {
        for (name, help, read) in metrics {
            of_workers(self.into.counter(*name, *help), self.runtimes, read);
        }
    }

    #[cfg(tokio_unstable)]
    fn unstable(&mut self) {
        self.gauges(UNSTABLE_GAUGES);
        for (name, help, read) in WORKER_GAUGES {
            of_workers(self.into.gauge(*name, *help), self.runtimes, read);
        }
        #[cfg(target_has_atomic = "64")]
        {
            for (name, help, read) in COUNTERS {
                of_runtimes(self.into.counter(*name, *help), self.runtimes, read);
            }
            self.worker_counters(UNSTABLE_WORKER_COUNTERS);
            super::histograms::emit(self.runtimes, self.into);
        }
    }
}

/// Adds the series of each runtime.
fn of_runtimes<N: Into<Number>>(
    mut family: SampleFamily<'_, Number>,
    runtimes: &[&Observed],
    read: &dyn Fn(&RuntimeMetrics) -> N,
) {
    family.group(NAME);
    for Observed { name, metrics, .. } in runtimes {
        family.series([("runtime", name.clone())], read(metrics));
    }
}

/// Adds the series of each worker of each runtime.
#[cfg(any(tokio_unstable, target_has_atomic = "64"))]
fn of_workers<N: Into<Number>>(
    mut family: SampleFamily<'_, Number>,
    runtimes: &[&Observed],
    read: &dyn Fn(&RuntimeMetrics, usize) -> N,
) {
    family.group(NAME);
    for Observed { name, metrics, .. } in runtimes {
        for worker in 0..metrics.num_workers() {
            family.series([("runtime", name.clone()), ("worker", worker.to_string())], read(metrics, worker));
        }
    }
}
