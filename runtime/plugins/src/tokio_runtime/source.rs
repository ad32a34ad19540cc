//! The values that runtimes keep themselves.

use std::error::Error;
use std::sync::Weak;

use gapless_core::{Number, SampledFamily, Samples, Source};
use tokio::runtime::RuntimeMetrics;

use super::probe::Probe;
use super::{sampled, NAME};

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

/// A metric of a runtime, and how to read it.
type OfRuntime<N> = (Begin<1>, fn(&RuntimeMetrics) -> N);
/// A metric of a worker, and how to read it.
#[cfg(any(tokio_unstable, target_has_atomic = "64"))]
type OfWorker<N> = (Begin<2>, fn(&RuntimeMetrics, usize) -> N);
type Begin<const N: usize> = fn(&mut Samples) -> SampledFamily<'_, Number, N>;

const GAUGES: &[OfRuntime<usize>] = &[
    (sampled::tokio_workers, RuntimeMetrics::num_workers),
    (sampled::tokio_alive_tasks, RuntimeMetrics::num_alive_tasks),
    (sampled::tokio_global_queue_depth, RuntimeMetrics::global_queue_depth),
];

#[cfg(target_has_atomic = "64")]
const WORKER_COUNTERS: &[OfWorker<u64>] = &[
    (sampled::tokio_worker_parks_total, RuntimeMetrics::worker_park_count),
    (sampled::tokio_worker_park_unparks_total, RuntimeMetrics::worker_park_unpark_count),
];

#[cfg(tokio_unstable)]
const UNSTABLE_GAUGES: &[OfRuntime<usize>] = &[
    (sampled::tokio_blocking_threads, RuntimeMetrics::num_blocking_threads),
    (sampled::tokio_idle_blocking_threads, RuntimeMetrics::num_idle_blocking_threads),
    (sampled::tokio_blocking_queue_depth, RuntimeMetrics::blocking_queue_depth),
];

#[cfg(tokio_unstable)]
const WORKER_GAUGES: &[OfWorker<usize>] =
    &[(sampled::tokio_worker_local_queue_depth, RuntimeMetrics::worker_local_queue_depth)];

#[cfg(all(tokio_unstable, target_has_atomic = "64"))]
const COUNTERS: &[OfRuntime<u64>] = &[
    (sampled::tokio_spawned_tasks_total, RuntimeMetrics::spawned_tasks_count),
    (sampled::tokio_remote_schedules_total, RuntimeMetrics::remote_schedule_count),
    (sampled::tokio_budget_forced_yields_total, RuntimeMetrics::budget_forced_yield_count),
    (sampled::tokio_io_driver_fds_registered_total, RuntimeMetrics::io_driver_fd_registered_count),
    (sampled::tokio_io_driver_fds_deregistered_total, RuntimeMetrics::io_driver_fd_deregistered_count),
    (sampled::tokio_io_driver_ready_events_total, RuntimeMetrics::io_driver_ready_count),
];

#[cfg(all(tokio_unstable, target_has_atomic = "64"))]
const UNSTABLE_WORKER_COUNTERS: &[OfWorker<u64>] = &[
    (sampled::tokio_worker_polls_total, RuntimeMetrics::worker_poll_count),
    (sampled::tokio_worker_noops_total, RuntimeMetrics::worker_noop_count),
    (sampled::tokio_worker_steals_total, RuntimeMetrics::worker_steal_count),
    (sampled::tokio_worker_steal_operations_total, RuntimeMetrics::worker_steal_operations),
    (sampled::tokio_worker_local_schedules_total, RuntimeMetrics::worker_local_schedule_count),
    (sampled::tokio_worker_overflows_total, RuntimeMetrics::worker_overflow_count),
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
        for (begin, read) in metrics {
            of_runtimes(begin(self.into), self.runtimes, read);
        }
    }

    #[cfg(target_has_atomic = "64")]
    fn of_workers(&mut self) {
        let busy = sampled::tokio_worker_busy_seconds_total(self.into);
        of_workers(busy, self.runtimes, &RuntimeMetrics::worker_total_busy_duration);
        self.worker_counters(WORKER_COUNTERS);
    }

    #[cfg(target_has_atomic = "64")]
    fn worker_counters(&mut self, metrics: &[OfWorker<u64>]) {
        for (begin, read) in metrics {
            of_workers(begin(self.into), self.runtimes, read);
        }
    }

    #[cfg(tokio_unstable)]
    fn unstable(&mut self) {
        self.gauges(UNSTABLE_GAUGES);
        for (begin, read) in WORKER_GAUGES {
            of_workers(begin(self.into), self.runtimes, read);
        }
        #[cfg(target_has_atomic = "64")]
        {
            for (begin, read) in COUNTERS {
                of_runtimes(begin(self.into), self.runtimes, read);
            }
            self.worker_counters(UNSTABLE_WORKER_COUNTERS);
            super::histograms::emit(self.runtimes, self.into);
        }
    }
}

/// Adds the series of each runtime.
fn of_runtimes<N: Into<Number>>(
    mut family: SampledFamily<'_, Number, 1>,
    runtimes: &[&Observed],
    read: &dyn Fn(&RuntimeMetrics) -> N,
) {
    for Observed { name, metrics, .. } in runtimes {
        family.series([name.clone()], read(metrics));
    }
}

/// Adds the series of each worker of each runtime.
#[cfg(any(tokio_unstable, target_has_atomic = "64"))]
fn of_workers<N: Into<Number>>(
    mut family: SampledFamily<'_, Number, 2>,
    runtimes: &[&Observed],
    read: &dyn Fn(&RuntimeMetrics, usize) -> N,
) {
    for Observed { name, metrics, .. } in runtimes {
        for worker in 0..metrics.num_workers() {
            family.series([name.clone(), worker.to_string()], read(metrics, worker));
        }
    }
}
