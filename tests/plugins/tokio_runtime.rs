//! Runtimes of tokio.

use std::future::pending;
use std::thread;
use std::time::Duration;

use gapless::Instance;
use gapless::config::Config;
use gapless::plugins::{PluginOptions, Tokio};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use crate::{start, text, value};

/// A runtime that runs its tasks while `block_on` is called.
fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime can be built")
}

/// Lets a runtime run everything that is ready.
fn run_ready(runtime: &Runtime) {
    runtime.block_on(async {
        for _ in 0..10 {
            yield_now().await;
        }
    });
}

fn alive_tasks(instance: &Instance, runtime: &str) -> Option<f64> {
    value(instance, &format!("tokio_alive_tasks{{runtime=\"{runtime}\"}}"))
}

fn delays(instance: &Instance, runtime: &str) -> Option<f64> {
    value(instance, &format!("tokio_scheduling_delay_seconds_count{{runtime=\"{runtime}\"}}"))
}

#[test]
fn spawned_tasks_are_alive_until_they_end() {
    let (main, jobs) = (current_thread(), current_thread());
    let instance = main.block_on(start(Tokio::new().runtime("jobs", jobs.handle())));
    let sleepers: Vec<_> = (0..3).map(|_| jobs.spawn(pending::<()>())).collect();
    assert_eq!(alive_tasks(&instance, "jobs"), Some(4.0)); // and the task of the plugin
    sleepers.iter().for_each(tokio::task::JoinHandle::abort);
    run_ready(&jobs);
    assert_eq!(alive_tasks(&instance, "jobs"), Some(1.0));
    main.block_on(instance.shutdown());
}

#[tokio::test]
async fn each_worker_of_each_runtime_has_counters() {
    let jobs = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("it can be built");
    let instance = start(Tokio::new().runtime("jobs", jobs.handle())).await;
    for (runtime, workers) in [("main", 1), ("jobs", 2)] {
        assert_eq!(
            value(&instance, &format!("tokio_workers{{runtime=\"{runtime}\"}}")),
            Some(f64::from(workers))
        );
        assert!(value(&instance, &format!("tokio_global_queue_depth{{runtime=\"{runtime}\"}}")).is_some());
        let exported = |worker| {
            let labels = format!("{{runtime=\"{runtime}\",worker=\"{worker}\"}}");
            let counters = ["busy_seconds_total", "parks_total", "park_unparks_total"];
            counters.map(|name| value(&instance, &format!("tokio_worker_{name}{labels}")).is_some())
        };
        assert!((0..workers).all(|worker| exported(worker) == [true; 3]));
        assert_eq!(exported(workers), [false; 3]);
    }
    jobs.shutdown_background();
}

#[tokio::test]
async fn the_time_of_a_worker_and_its_waits_are_counted() {
    let jobs = current_thread();
    let instance = start(Tokio::new().runtime("jobs", jobs.handle())).await;
    let of_worker = |name| value(&instance, &format!("tokio_worker_{name}{{runtime=\"jobs\",worker=\"0\"}}"));
    let parks = of_worker("parks_total");
    let jobs = thread::spawn(move || {
        jobs.block_on(async { tokio::time::sleep(Duration::from_millis(1)).await });
        jobs
    });
    let jobs = jobs.join().expect("it does not panic");
    assert!(of_worker("parks_total") > parks);
    assert!(of_worker("busy_seconds_total") > Some(0.0));
    jobs.shutdown_background();
}

#[tokio::test]
async fn a_runtime_that_has_ended_is_absent() {
    let jobs = current_thread();
    let instance = start(Tokio::new().runtime("jobs", jobs.handle())).await;
    assert_eq!(alive_tasks(&instance, "jobs"), Some(1.0));
    assert!(delays(&instance, "jobs").is_some());
    jobs.shutdown_background();
    assert!(!text(&instance).contains(r#"runtime="jobs""#), "{}", text(&instance));
    assert!(alive_tasks(&instance, "main").is_some() && delays(&instance, "main").is_some());
}

#[tokio::test]
async fn a_blocked_thread_makes_timers_late() {
    let instance = start(Tokio::new().probe_period(Duration::from_millis(1))).await;
    while delays(&instance, "main") < Some(1.0) {
        yield_now().await;
    }
    let before = delays(&instance, "main"); // and the next timer is set
    thread::sleep(Duration::from_millis(300));
    while delays(&instance, "main") == before {
        yield_now().await;
    }
    let in_time = value(&instance, "tokio_scheduling_delay_seconds_bucket{runtime=\"main\",le=\"0.25\"}");
    assert!(in_time < delays(&instance, "main"), "{}", text(&instance));
}

#[test]
fn tasks_of_the_plugin_end_with_the_instance() {
    let (main, jobs) = (current_thread(), current_thread());
    let instance = main.block_on(start(Tokio::new().runtime("jobs", jobs.handle())));
    run_ready(&jobs);
    assert_eq!(jobs.metrics().num_alive_tasks(), 1);
    main.block_on(instance.shutdown());
    run_ready(&jobs);
    assert_eq!(jobs.metrics().num_alive_tasks(), 0);
}

#[tokio::test]
async fn the_probe_can_be_switched_off() {
    let instance = start(Tokio::new().without_probe()).await;
    assert!(!text(&instance).contains("tokio_scheduling_delay_seconds"));
    assert!(alive_tasks(&instance, "main").is_some());
}

#[tokio::test]
async fn a_runtime_without_timers_has_all_metrics_but_delays() {
    let jobs = Builder::new_current_thread().build().expect("a runtime can be built");
    let instance = start(Tokio::new().runtime("jobs", jobs.handle())).await;
    let jobs = thread::spawn(move || {
        run_ready(&jobs);
        jobs
    });
    let jobs = jobs.join().expect("it does not panic");
    assert_eq!((alive_tasks(&instance, "jobs"), delays(&instance, "jobs")), (Some(1.0), Some(0.0)));
    jobs.shutdown_background();
}

#[tokio::test]
async fn the_options_apply_to_all_metrics() {
    let options = PluginOptions::new().metric_prefix("shop").label("zone", "a").buckets([1.0, 2.0]);
    let config = Config::new().plugin("tokio", options);
    let builder = gapless::builder().config(config).plugin(Tokio::new().current_runtime("web"));
    let instance = builder.start().await.expect("the plugin starts");
    assert_eq!(value(&instance, "shop_tokio_workers{zone=\"a\",runtime=\"web\"}"), Some(1.0));
    let buckets = "shop_tokio_scheduling_delay_seconds_bucket{runtime=\"web\",zone=\"a\",le=";
    assert_eq!(text(&instance).lines().filter(|line| line.starts_with(buckets)).count(), 3);
}

#[test]
fn an_instance_without_a_runtime_observes_the_given_one() {
    let main = current_thread();
    let (replaced, main) = (main, current_thread());
    let tokio = Tokio::new().runtime("main", replaced.handle()).runtime("main", main.handle());
    let instance = gapless::builder().plugin(tokio).start_blocking().expect("the plugin starts");
    let _sleeper = main.spawn(pending::<()>());
    assert_eq!(alive_tasks(&instance, "main"), Some(2.0));
    instance.shutdown_blocking();
}

#[cfg(tokio_unstable)]
#[test]
fn unstable_metrics_are_exported_if_tokio_has_them() {
    let main = Builder::new_current_thread()
        .enable_all()
        .enable_metrics_poll_time_histogram()
        .build()
        .expect("a runtime can be built");
    let instance = main.block_on(start(Tokio::new()));
    run_ready(&main);
    main.block_on(async { tokio::task::spawn_blocking(|| ()).await.expect("it does not panic") });
    let of = |name: &str| value(&instance, &format!("tokio_{name}{{runtime=\"main\"}}"));
    assert!(of("spawned_tasks_total") >= Some(2.0), "{}", text(&instance));
    assert!(of("blocking_threads") >= Some(1.0));
    for name in [
        "idle_blocking_threads",
        "blocking_queue_depth",
        "remote_schedules_total",
        "budget_forced_yields_total",
        "io_driver_fds_registered_total",
        "io_driver_fds_deregistered_total",
        "io_driver_ready_events_total",
    ] {
        assert!(of(name).is_some(), "{name}");
    }
    let of_worker =
        |name: &str| value(&instance, &format!("tokio_worker_{name}{{runtime=\"main\",worker=\"0\"}}"));
    assert!(of_worker("polls_total") >= Some(1.0));
    for name in [
        "local_queue_depth",
        "noops_total",
        "steals_total",
        "steal_operations_total",
        "local_schedules_total",
        "overflows_total",
    ] {
        assert!(of_worker(name).is_some(), "{name}");
    }
    assert!(of("poll_duration_seconds_count") >= Some(1.0));
    main.block_on(instance.shutdown());
}
