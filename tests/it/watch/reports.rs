//! Periodic reports, and reports that fail.

use std::future::pending;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use gapless::watch::{TaskState, Watch};
use tokio::time::{advance, sleep};

use super::{MILLISECOND, Reporter, SECOND, activity};
use crate::exported;

/// Returns how many reports of a task failed: `[panic, timeout]`.
fn failures(task: &str) -> [f64; 2] {
    ["panic", "timeout"]
        .map(|reason| exported("gapless_task_report_failures_total", &[("task", task), ("reason", reason)]))
}

#[tokio::test(start_paused = true)]
async fn a_value_reports_its_metrics_each_second_by_default() {
    let value = Reporter::named("watch_reports");
    let _watched = Watch::of(value.clone()).value();
    assert_eq!(activity("watch_reports"), Some(2.0));
    sleep(900 * MILLISECOND).await;
    assert_eq!(value.n_reports(), 0);
    sleep(2200 * MILLISECOND).await;
    assert_eq!((value.n_reports(), exported("watch_reports", &[("value", "watch_reports")])), (3, 3.0));
    assert_eq!(failures("watch_reports"), [0.0, 0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_task_reports_at_the_period_of_its_watch() {
    let value = Reporter::named("watch_period");
    let task = Watch::of(value.clone()).report_every(20 * SECOND).task(pending::<()>());
    let spawned = tokio::spawn(task);
    sleep(90 * SECOND).await;
    assert_eq!(value.n_reports(), 4);
    spawned.abort();
}

#[tokio::test(start_paused = true)]
async fn a_report_that_panics_affects_neither_its_task_nor_other_watchers() {
    let panicking = Reporter::new(Some("watch_report_panics"), || panic!("on purpose"));
    let other = Reporter::named("watch_beside_panics");
    let task = Watch::of(panicking.clone()).task(sleep(100 * SECOND));
    let handle = task.handle();
    let spawned = tokio::spawn(task);
    let _other = Watch::of(other.clone()).value();
    sleep(3100 * MILLISECOND).await;
    assert_eq!((panicking.n_reports(), other.n_reports()), (3, 3));
    assert_eq!((failures("watch_report_panics"), failures("watch_beside_panics")), ([3.0, 0.0], [0.0, 0.0]));
    assert_eq!((handle.state(), spawned.is_finished()), (TaskState::Up, false));
    spawned.await.expect("the report does not end the task");
}

#[tokio::test(start_paused = true)]
async fn a_report_that_blocks_is_one_timeout_and_delays_neither_its_task_nor_other_watchers() {
    let ((go_on, wait), (blocking, blocks)) = (channel::<()>(), channel());
    let wait = Mutex::new(wait);
    let blocked = Reporter::new(Some("watch_report_blocks"), move || {
        let _ = blocking.send(());
        let _ = wait.lock().expect("nothing panics").recv();
    });
    let other = Reporter::named("watch_beside_blocks");
    let task = Watch::of(blocked.clone()).idle_after(3 * SECOND).task(async {
        loop {
            sleep(100 * MILLISECOND).await;
        }
    });
    let handle = task.handle();
    let spawned = tokio::spawn(task);
    sleep(900 * MILLISECOND).await;
    advance(200 * MILLISECOND).await;
    while blocks.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    advance(SECOND).await; // the paused clock stands still while a thread waits for the report
    let _other = Watch::of(other.clone()).value();
    sleep(1500 * MILLISECOND).await;
    for reports in 1..=4 {
        assert_eq!((blocked.n_reports(), other.n_reports()), (1, reports));
        assert_eq!(failures("watch_report_blocks"), [0.0, 1.0]);
        assert_eq!(handle.state(), TaskState::Up);
        sleep(SECOND).await;
    }
    assert_eq!(failures("watch_beside_blocks"), [0.0, 0.0]);
    drop(go_on);
    while blocked.n_reports() < 3 {
        sleep(SECOND).await;
    }
    spawned.abort();
}

#[test]
fn a_report_does_not_wait_for_a_blocking_thread_of_the_runtime() {
    let (go_on, wait) = channel::<()>();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .max_blocking_threads(1)
        .build()
        .expect("the system has threads");
    runtime.block_on(async {
        let busy = tokio::task::spawn_blocking(move || wait.recv());
        let value = Reporter::new(Some("watch_busy_pool"), || panic!("on purpose"));
        let _watched = Watch::of(value).value();
        tokio::task::yield_now().await; // the timer starts
        advance(1100 * MILLISECOND).await;
        while failures("watch_busy_pool") == [0.0, 0.0] {
            tokio::task::yield_now().await; // until the outcome of the report arrives
        }
        assert_eq!(failures("watch_busy_pool"), [1.0, 0.0]);
        drop(go_on);
        let _disconnected = busy.await;
    });
}
