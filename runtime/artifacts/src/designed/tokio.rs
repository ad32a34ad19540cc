//! Runtimes of tokio.

use super::families::Families;
use super::panels::{heat, lines, most, quantiles, row, stat, up, BAD, NOW, WARNING};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "tokio",
    title: "Tokio",
    description:
        "The runtimes of tokio: how busy the workers are, and how long tasks wait, over all replicas.",
    groups: &["tokio"],
    needs: &["tokio_workers", "tokio_alive_tasks"],
    fixed: &[],
    rows,
};

const BUSY: &str = "tokio_worker_busy_seconds_total";
const DELAY: &str = "tokio_scheduling_delay_seconds";
const POLLS: &str = "tokio_poll_duration_seconds";

/// The labels of one worker.
const WORKER: [&str; 4] = ["job", "instance", "runtime", "worker"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), busy(of), busiest(of), tasks(of), queue(of), delay(of)]))
        .row(row("Workers", [busy_over_time(of), busy_workers(of), parks(of)]))
        .row(row("Tasks", [tasks_over_time(of), queue_over_time(of), delays(of)]))
        .row(row("Details", [delay_heat(of), workers(of), wakes(of)]).collapsed())
        .row(
            row("Polls and spawns", [spawns(of), polls(of), poll_times(of), poll_heat(of), yields(of)])
                .collapsed(),
        )
        .row(
            row("Queues and schedules", [local_queues(of), schedules(of), steals(of), noops(of)]).collapsed(),
        )
        .row(
            row("Blocking work and I/O", [blocking_threads(of), blocking_queue(of), files(of), ready(of)])
                .collapsed(),
        )
}

/// Returns the busy part of the time of each worker.
fn worker_busy(of: &Families<'_>) -> Option<Expr> {
    of.counter(BUSY)?.rate(NOW, &WORKER).ok()
}

/// Creates a panel with the rates of counters.
fn rates<const N: usize>(of: &Families<'_>, title: &str, counters: [(&str, &str); N]) -> Option<Panel> {
    let add = |panel: Panel, (name, legend): (&str, &str)| {
        Some(panel.query(of.counter(name)?.rate(NOW, &[]).ok()?, legend))
    };
    counters.into_iter().try_fold(lines(title, Unit::PerSecond), add)
}

/// Creates a panel with the sums of gauges.
fn sums<const N: usize>(of: &Families<'_>, title: &str, gauges: [(&str, &str); N]) -> Option<Panel> {
    let add = |panel: Panel, (name, legend): (&str, &str)| {
        Some(panel.query(of.gauge(name)?.sum(&[]).ok()?, legend))
    };
    gauges.into_iter().try_fold(lines(title, Unit::Short), add)
}

// Numbers of now.

fn busy(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Busy", Unit::Ratio, worker_busy(of)?.aggregate("avg", &[]));
    Some(panel.threshold(0.7, WARNING).threshold(0.9, BAD).max(1.0).description(
        "Part of the time in which workers run tasks, on average. A value above 90 % is bad: tasks wait for a worker.",
    ))
}

fn busiest(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Busiest worker", Unit::Ratio, worker_busy(of)?.max_by(&[]));
    Some(panel.threshold(0.9, WARNING).threshold(0.99, BAD).max(1.0).description(
        "Part of the time in which the busiest worker runs tasks. 100 % is bad while others are idle: one task may \
         block its worker.",
    ))
}

fn tasks(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Alive tasks", Unit::Short, of.gauge("tokio_alive_tasks")?.sum(&[]).ok()?);
    Some(
        panel.description("Tasks that have not ended. A number that only grows is bad: tasks may never end."),
    )
}

fn queue(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Global queue", Unit::Short, of.gauge("tokio_global_queue_depth")?.sum(&[]).ok()?);
    Some(panel.threshold(100.0, WARNING).threshold(1000.0, BAD).description(
        "Tasks that wait in the global queue. A number that stays above zero is bad: the workers cannot keep up.",
    ))
}

fn delay(of: &Families<'_>) -> Option<Panel> {
    let delay = of.histogram(DELAY)?.quantile(0.99, NOW, &[]).ok()?;
    let panel =
        stat("Scheduling delay p99", Unit::Seconds, delay).threshold(0.01, WARNING).threshold(0.1, BAD);
    Some(panel.description(
        "99 of 100 timers fire at most this late. A value above 10 ms is bad: all tasks wait as long.",
    ))
}

// Workers.

fn busy_over_time(of: &Families<'_>) -> Option<Panel> {
    let busy = worker_busy(of)?;
    let panel = lines("Busy part of workers", Unit::Ratio)
        .query(busy.clone().aggregate("min", &[]), "min")
        .query(busy.clone().aggregate("avg", &[]), "mean")
        .query(busy.max_by(&[]), "max");
    Some(panel.max(1.0).description(
        "Part of the time in which workers run tasks. All lines near 100 % are bad: the runtime is full. A max far \
         above the mean shows a task that blocks its worker.",
    ))
}

fn busy_workers(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Busiest workers", Unit::Ratio)
        .query(most(worker_busy(of)?), "{{instance}} {{runtime}} {{worker}}");
    Some(
        panel
            .max(1.0)
            .description("The ten busiest workers. The same worker at 100 % for a long time is bad."),
    )
}

fn parks(of: &Families<'_>) -> Option<Panel> {
    let parks = of.counter("tokio_worker_parks_total")?.rate(NOW, &["runtime"]).ok()?;
    let panel = lines("Parks", Unit::PerSecond).query(parks, "{{runtime}}");
    Some(panel.description(
        "Times per second that a worker had no work and began to wait. Zero is bad under load: the workers never \
         rest.",
    ))
}

// Tasks.

fn tasks_over_time(of: &Families<'_>) -> Option<Panel> {
    let tasks = of.gauge("tokio_alive_tasks")?.sum(&["runtime"]).ok()?;
    let panel = lines("Alive tasks", Unit::Short).query(tasks, "{{runtime}}");
    Some(panel.description("Tasks that have not ended. A line that only rises is bad: tasks may never end."))
}

fn queue_over_time(of: &Families<'_>) -> Option<Panel> {
    let queue = of.gauge("tokio_global_queue_depth")?.sum(&["runtime"]).ok()?;
    let panel = lines("Global queue", Unit::Short).query(queue, "{{runtime}}");
    Some(panel.description(
        "Tasks that wait in the global queue. A line that stays above zero is bad: the workers cannot keep up.",
    ))
}

fn delays(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Scheduling delay", Unit::Seconds).threshold(0.1, BAD).description(
        "How late timers fire. A p99 above 10 ms is bad: a task runs for long without an await, or the CPU is full.",
    );
    quantiles(panel, &of.histogram(DELAY)?)
}

// Details.

fn delay_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Scheduling delays", Unit::Seconds, &of.histogram(DELAY)?))
}

fn workers(of: &Families<'_>) -> Option<Panel> {
    let workers = of.gauge("tokio_workers")?.sum(&["instance", "runtime"]).ok()?;
    let panel = lines("Workers", Unit::Short).query(workers, "{{instance}} {{runtime}}");
    Some(panel.description(
        "Worker threads of each runtime. A number other than the number of CPUs of the replica may be bad.",
    ))
}

fn wakes(of: &Families<'_>) -> Option<Panel> {
    let parks = of.counter("tokio_worker_parks_total")?.rate(NOW, &[]).ok()?;
    let both = of.counter("tokio_worker_park_unparks_total")?.rate(NOW, &[]).ok()?;
    let panel = lines("Parks and wake-ups", Unit::PerSecond)
        .query(parks.clone(), "parks")
        .query(both - parks, "wake-ups");
    Some(
        panel.description(
            "How often workers begin and cease to wait. Many of both at a low load cost CPU time.",
        ),
    )
}

// Polls and spawns, which a build with `tokio_unstable` counts.

fn spawns(of: &Families<'_>) -> Option<Panel> {
    let panel = rates(of, "Spawned tasks", [("tokio_spawned_tasks_total", "spawned")])?;
    Some(panel.description("Tasks spawned per second. A rate far above the rate of requests may be bad."))
}

fn polls(of: &Families<'_>) -> Option<Panel> {
    let panel = rates(of, "Polls", [("tokio_worker_polls_total", "polls")])?;
    Some(panel.description(
        "Polls of tasks per second. A rate that rises without more work is bad: tasks wake up for nothing.",
    ))
}

fn poll_times(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of polls", Unit::Seconds).threshold(0.1, BAD).description(
        "Time that a task runs until its next await. A p99 above 10 ms is bad: the task delays all others of its worker.",
    );
    quantiles(panel, &of.histogram(POLLS)?)
}

fn poll_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of polls", Unit::Seconds, &of.histogram(POLLS)?))
}

fn yields(of: &Families<'_>) -> Option<Panel> {
    let panel = rates(of, "Forced yields", [("tokio_budget_forced_yields_total", "yields")])?;
    Some(panel.description(
        "Times per second that a task used up its budget and had to yield. Many are bad: a task has more work \
         than others may wait for.",
    ))
}

// Queues and schedules.

fn local_queues(of: &Families<'_>) -> Option<Panel> {
    let depth = of.gauge("tokio_worker_local_queue_depth")?;
    let panel = lines("Local queues", Unit::Short)
        .query(depth.max(&[]).ok()?, "longest")
        .query(depth.mean(&[]).ok()?, "mean");
    Some(panel.description(
        "Tasks in the queues of workers. One long queue beside empty ones is bad: a task blocks that worker.",
    ))
}

fn schedules(of: &Families<'_>) -> Option<Panel> {
    let counters = [
        ("tokio_worker_local_schedules_total", "by workers"),
        ("tokio_remote_schedules_total", "from outside"),
    ];
    let panel = rates(of, "Schedules", counters)?;
    Some(panel.description(
        "Tasks scheduled per second, by a worker or from outside of the workers, which costs more.",
    ))
}

fn steals(of: &Families<'_>) -> Option<Panel> {
    let counters = [
        ("tokio_worker_steals_total", "stolen tasks"),
        ("tokio_worker_steal_operations_total", "steals"),
        ("tokio_worker_overflows_total", "overflows"),
    ];
    let panel = rates(of, "Steals and overflows", counters)?;
    Some(
        panel.description(
            "How workers share tasks. Many overflows are bad: tasks spawn faster than they run.",
        ),
    )
}

fn noops(of: &Families<'_>) -> Option<Panel> {
    let panel = rates(of, "Wake-ups without work", [("tokio_worker_noops_total", "wake-ups")])?;
    Some(
        panel.description(
            "Times per second that a worker woke up and found no work. Many of them cost CPU time.",
        ),
    )
}

// Blocking work and I/O.

fn blocking_threads(of: &Families<'_>) -> Option<Panel> {
    let gauges = [("tokio_blocking_threads", "threads"), ("tokio_idle_blocking_threads", "idle")];
    let panel = sums(of, "Threads for blocking work", gauges)?;
    Some(panel.description(
        "Threads that run `spawn_blocking`. A number near the limit of 512 with none idle is bad: blocking work \
         waits.",
    ))
}

fn blocking_queue(of: &Families<'_>) -> Option<Panel> {
    let panel = sums(of, "Queue of blocking work", [("tokio_blocking_queue_depth", "waiting")])?;
    Some(panel.description("Blocking work that waits for a thread. A line that stays above zero is bad."))
}

fn files(of: &Families<'_>) -> Option<Panel> {
    let counters = [
        ("tokio_io_driver_fds_registered_total", "opened"),
        ("tokio_io_driver_fds_deregistered_total", "closed"),
    ];
    let panel = rates(of, "File descriptors", counters)?;
    Some(panel.description(
        "File descriptors added to and removed from the I/O driver. More opened than closed for a long time is \
         bad: sockets stay open.",
    ))
}

fn ready(of: &Families<'_>) -> Option<Panel> {
    let panel = rates(of, "I/O events", [("tokio_io_driver_ready_events_total", "events")])?;
    Some(panel.description("Events of readiness per second: the load of the I/O driver."))
}
