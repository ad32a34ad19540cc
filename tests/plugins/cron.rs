//! Scheduled tasks.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::FutureExt as _;
use gapless::plugins::{Cron, PluginOptions};
use tokio::time::sleep;

use crate::{start, text, value};

#[tokio::test(start_paused = true)]
async fn a_run_is_counted_by_outcome_with_its_duration_and_the_time_of_its_success() {
    let cron = Cron::new();
    let cleanup = cron.task("cleanup");
    let instance = start(cron).await;
    for outcome in ["ok", "error", "panic", "cancelled"] {
        let series = format!("cron_runs_total{{task=\"cleanup\",outcome=\"{outcome}\"}}");
        assert_eq!(value(&instance, &series), Some(0.0));
    }
    assert_eq!(value(&instance, "cron_running{task=\"cleanup\"}"), Some(0.0));
    assert_eq!(value(&instance, "cron_last_success_timestamp_seconds{task=\"cleanup\"}"), None);

    cleanup.run(async { Err::<(), _>("the disk is full") }).await.unwrap_err();
    assert_eq!(value(&instance, "cron_last_success_timestamp_seconds{task=\"cleanup\"}"), None);
    cleanup.run(sleep(Duration::from_secs(40))).await;

    assert_eq!(value(&instance, "cron_runs_total{task=\"cleanup\",outcome=\"error\"}"), Some(1.0));
    assert_eq!(value(&instance, "cron_runs_total{task=\"cleanup\",outcome=\"ok\"}"), Some(1.0));
    assert_eq!(value(&instance, "cron_run_duration_seconds_sum{task=\"cleanup\"}"), Some(40.0));
    assert_eq!(value(&instance, "cron_run_duration_seconds_count{task=\"cleanup\"}"), Some(2.0));
    assert!(value(&instance, "cron_last_success_timestamp_seconds{task=\"cleanup\"}") > Some(1.7e9));
    instance.shutdown().await;
}

fn tear() {
    panic!("the tape is torn");
}

#[tokio::test]
async fn a_run_that_panics_or_is_dropped_has_an_outcome_of_its_own() {
    let cron = Cron::new();
    let instance = start(cron.clone()).await;
    let backup = cron.task("backup");
    let running = "cron_running{task=\"backup\"}";

    let panicking = backup.run(async { tear() });
    assert!(AssertUnwindSafe(panicking).catch_unwind().await.is_err());
    std::panic::catch_unwind(AssertUnwindSafe(|| backup.call(tear))).unwrap_err();
    {
        let mut endless = pin!(backup.run(std::future::pending::<()>()));
        assert_eq!(value(&instance, running), Some(0.0), "a run starts with its first poll");
        assert_eq!(endless.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
        assert_eq!(value(&instance, running), Some(1.0));
    }
    drop(backup.run(async {}));

    assert_eq!(value(&instance, running), Some(0.0));
    assert_eq!(value(&instance, "cron_runs_total{task=\"backup\",outcome=\"panic\"}"), Some(2.0));
    assert_eq!(value(&instance, "cron_runs_total{task=\"backup\",outcome=\"cancelled\"}"), Some(1.0));
    assert_eq!(value(&instance, "cron_runs_total{task=\"backup\",outcome=\"ok\"}"), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn the_interval_of_a_task_is_exported_for_alerts() {
    let cron = Cron::new().options(PluginOptions::new().metric_prefix("shop").label("region", "eu"));
    let _hourly = cron.task("cleanup").every(Duration::from_secs(3600));
    let _whenever = cron.task("reindex");
    let instance = start(cron.clone()).await;
    let _daily = cron.task("backup").every(Duration::from_secs(86400));
    let interval =
        |task| value(&instance, &format!("shop_cron_interval_seconds{{region=\"eu\",task=\"{task}\"}}"));
    assert_eq!(interval("cleanup"), Some(3600.0));
    assert_eq!(interval("backup"), Some(86400.0));
    assert_eq!(interval("reindex"), None);
    let runs = "shop_cron_runs_total{region=\"eu\",task=\"reindex\",outcome=\"ok\"}";
    assert_eq!(value(&instance, runs), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn more_than_a_hundred_names_share_the_series_of_other() {
    let cron = Cron::new();
    let tasks: Vec<_> = (0..150).map(|number| cron.task(&format!("task {number}"))).collect();
    let instance = start(cron.clone()).await;
    for task in &tasks {
        task.run(async {}).await;
    }
    cron.task("late").call(|| ());
    let runs = |task: &str| value(&instance, &format!("cron_runs_total{{task=\"{task}\",outcome=\"ok\"}}"));
    assert_eq!(runs("task 99"), Some(1.0));
    assert_eq!((runs("task 100"), runs("late")), (None, None));
    assert_eq!(runs("_other"), Some(51.0));
    assert_eq!(value(&instance, "cron_run_duration_seconds_count{task=\"_other\"}"), Some(51.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn runs_before_the_start_are_not_recorded() {
    let cron = Cron::new();
    let cleanup = cron.task("cleanup");
    cleanup.run(async {}).await;
    let instance = start(cron.clone()).await;
    assert_eq!(value(&instance, "cron_runs_total{task=\"cleanup\",outcome=\"ok\"}"), Some(0.0));
    let again = gapless::builder().plugin(cron).start().await;
    assert!(again.unwrap_err().to_string().contains("cron"));
    assert!(
        text(&instance)
            .contains("# HELP cron_runs_total Runs of scheduled tasks that have ended, by outcome.\n")
    );
    instance.shutdown().await;
}
