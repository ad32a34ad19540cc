//! The metrics that runtimes keep themselves: the group `tokio`.

use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "tokio"]

    /// Worker threads of a tokio runtime.
    pub(super) gauge tokio_workers(runtime: &str);

    /// Tasks of a tokio runtime that have not ended.
    pub(super) gauge tokio_alive_tasks(runtime: &str);

    /// Tasks in the global queue of a tokio runtime.
    pub(super) gauge tokio_global_queue_depth(runtime: &str);

    /// Time in which a worker of a tokio runtime was busy.
    #[cfg(target_has_atomic = "64")]
    pub(super) counter tokio_worker_busy_seconds_total(runtime: &str, worker: &str);

    /// Times a worker of a tokio runtime began to wait for work.
    #[cfg(target_has_atomic = "64")]
    pub(super) counter tokio_worker_parks_total(runtime: &str, worker: &str);

    /// Times a worker of a tokio runtime began or ceased to wait for work.
    #[cfg(target_has_atomic = "64")]
    pub(super) counter tokio_worker_park_unparks_total(runtime: &str, worker: &str);

    /// Threads of a tokio runtime for blocking work.
    #[cfg(tokio_unstable)]
    pub(super) gauge tokio_blocking_threads(runtime: &str);

    /// Threads of a tokio runtime for blocking work that wait for work.
    #[cfg(tokio_unstable)]
    pub(super) gauge tokio_idle_blocking_threads(runtime: &str);

    /// Blocking work that waits for a thread of a tokio runtime.
    #[cfg(tokio_unstable)]
    pub(super) gauge tokio_blocking_queue_depth(runtime: &str);

    /// Tasks in the local queue of a worker of a tokio runtime.
    #[cfg(tokio_unstable)]
    pub(super) gauge tokio_worker_local_queue_depth(runtime: &str, worker: &str);

    /// Tasks spawned in a tokio runtime.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_spawned_tasks_total(runtime: &str);

    /// Tasks scheduled from outside of the workers of a tokio runtime.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_remote_schedules_total(runtime: &str);

    /// Times a task of a tokio runtime had to yield because its budget was used up.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_budget_forced_yields_total(runtime: &str);

    /// File descriptors registered with the I/O driver of a tokio runtime.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_io_driver_fds_registered_total(runtime: &str);

    /// File descriptors deregistered from the I/O driver of a tokio runtime.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_io_driver_fds_deregistered_total(runtime: &str);

    /// Events of readiness that the I/O driver of a tokio runtime has processed.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_io_driver_ready_events_total(runtime: &str);

    /// Polls of tasks by a worker of a tokio runtime.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_worker_polls_total(runtime: &str, worker: &str);

    /// Times a worker of a tokio runtime woke up and found no work.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_worker_noops_total(runtime: &str, worker: &str);

    /// Tasks that a worker of a tokio runtime stole from another worker.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_worker_steals_total(runtime: &str, worker: &str);

    /// Times a worker of a tokio runtime stole tasks from another worker.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_worker_steal_operations_total(runtime: &str, worker: &str);

    /// Tasks that a worker of a tokio runtime scheduled in its local queue.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_worker_local_schedules_total(runtime: &str, worker: &str);

    /// Times the local queue of a worker of a tokio runtime was full.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) counter tokio_worker_overflows_total(runtime: &str, worker: &str);

    /// Time of one poll of a task in a tokio runtime.
    #[cfg(all(tokio_unstable, target_has_atomic = "64"))]
    pub(super) histogram tokio_poll_duration_seconds(runtime: &str);
}
