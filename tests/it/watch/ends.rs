//! How a task ends, and when its series leave the export.

use std::borrow::Cow;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;

use gapless::watch::{TaskState, Watch, Watched};
use tokio::time::sleep;

use super::{MILLISECOND, Reporter, SECOND, activity, counted, ends, read};
use crate::exported_or_absent;

/// Whether a family has a series of the task.
fn has_series(name: &str, task: &str) -> bool {
    exported_or_absent(name, &[("task", task)]).is_some()
}

#[tokio::test(start_paused = true)]
async fn all_series_of_a_task_are_zero_from_the_moment_of_the_watch() {
    let task = gapless::watch("watch_seeded", async {});
    assert_eq!((activity("watch_seeded"), ends("watch_seeded")), (Some(2.0), [0.0; 4]));
    for name in ["polls", "slow_polls", "busy_seconds", "idle_seconds", "scheduled_seconds"] {
        assert_eq!(counted(&format!("gapless_task_{name}_total"), "watch_seeded"), 0.0, "{name}");
    }
    for reason in ["panic", "timeout"] {
        let labels = [("task", "watch_seeded"), ("reason", reason)];
        assert_eq!(exported_or_absent("gapless_task_report_failures_total", &labels), Some(0.0));
    }
    task.await;
}

#[tokio::test]
async fn a_task_that_returns_ends_as_ok_or_as_error() {
    gapless::watch("watch_ends", async {}).await;
    assert_eq!(gapless::watch("watch_ends", async { Ok::<_, ()>(3) }).await, Ok(3));
    assert_eq!(ends("watch_ends"), [2.0, 0.0, 0.0, 0.0]);
    assert_eq!(gapless::watch("watch_ends", async { Err::<(), _>("no") }).await, Err("no"));
    assert_eq!(ends("watch_ends"), [2.0, 1.0, 0.0, 0.0]);
}

#[tokio::test]
async fn a_function_decides_whether_another_output_is_an_error() {
    struct Import(u32);
    for failed in [0, 1, 2] {
        let task = Watch::new("watch_output").task_with(async move { Import(failed) }, |import| import.0 > 0);
        assert_eq!(task.await.0, failed);
    }
    assert_eq!(ends("watch_output"), [1.0, 2.0, 0.0, 0.0]);
}

#[tokio::test]
async fn a_task_that_panics_ends_as_panic_once() {
    let task = gapless::watch("watch_panics", async { panic!("on purpose") });
    let handle = task.handle();
    assert!(tokio::spawn(task).await.is_err_and(|error| error.is_panic()));
    assert_eq!((handle.state(), ends("watch_panics")), (TaskState::Down, [0.0, 0.0, 1.0, 0.0]));
    assert_eq!(counted("gapless_task_polls_total", "watch_panics"), 1.0);
}

#[tokio::test]
async fn a_task_that_is_dropped_before_it_is_ready_ends_as_cancelled() {
    let running = tokio::spawn(gapless::watch("watch_cancelled", pending::<()>()));
    tokio::task::yield_now().await;
    running.abort();
    assert!(running.await.is_err());
    drop(gapless::watch("watch_cancelled", async { panic!("it is never polled") }));
    assert_eq!((activity("watch_cancelled"), ends("watch_cancelled")), (Some(0.0), [0.0, 0.0, 0.0, 2.0]));
}

#[tokio::test]
async fn a_cancelled_task_is_down_after_its_values_are_dropped() {
    struct Sees(Arc<std::sync::Mutex<Option<f64>>>);
    impl Drop for Sees {
        fn drop(&mut self) {
            *self.0.lock().expect("nothing panics") = activity("watch_dropped_last");
        }
    }
    let seen = Arc::default();
    let sees = Sees(Arc::clone(&seen));
    drop(gapless::watch("watch_dropped_last", async move {
        let _sees = sees;
        pending::<()>().await;
    }));
    assert_eq!(
        (*seen.lock().expect("nothing panics"), activity("watch_dropped_last")),
        (Some(2.0), Some(0.0))
    );
}

#[test]
fn a_value_ends_as_ok_when_it_is_dropped_and_as_panic_when_a_panic_drops_it() {
    drop(Watch::new("watch_value_ends").value());
    assert_eq!(ends("watch_value_ends"), [1.0, 0.0, 0.0, 0.0]);
    let thread = std::thread::spawn(|| {
        let _value = Watch::new("watch_value_ends").value();
        panic_any("on purpose");
    });
    assert!(thread.join().is_err());
    assert_eq!((activity("watch_value_ends"), ends("watch_value_ends")), (Some(0.0), [1.0, 0.0, 1.0, 0.0]));
}

#[test]
fn a_task_is_down_although_the_destructor_of_its_value_panics() {
    struct Panics;
    impl Watched for Panics {
        fn name(&self) -> Option<Cow<'_, str>> {
            Some("watch_value_panics".into())
        }
    }
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("on purpose");
        }
    }
    let task = Watch::of(Arc::new(Panics)).task(async {});
    assert!(catch_unwind(AssertUnwindSafe(|| drop(task))).is_err());
    assert_eq!(
        (activity("watch_value_panics"), ends("watch_value_panics")),
        (Some(0.0), [0.0, 0.0, 0.0, 1.0])
    );
}

#[tokio::test(start_paused = true)]
async fn the_series_of_a_down_task_leave_the_export_after_a_set_age() {
    let task = Watch::new("watch_expires").give_up_after(10 * SECOND).task(async {});
    task.await;
    sleep(9 * SECOND).await;
    assert_eq!((activity("watch_expires"), ends("watch_expires")), (Some(0.0), [1.0, 0.0, 0.0, 0.0]));
    sleep(2 * SECOND).await;
    for name in ["activity", "polls_total", "slow_polls_total", "busy_seconds_total", "idle_seconds_total"] {
        assert!(!has_series(&format!("gapless_task_{name}"), "watch_expires"), "{name}");
    }
    assert!(!has_series("gapless_task_scheduled_seconds_total", "watch_expires"));
    let ends = [("task", "watch_expires"), ("outcome", "ok")];
    assert_eq!(exported_or_absent("gapless_task_ends_total", &ends), None);
    let failures = [("task", "watch_expires"), ("reason", "panic")];
    assert_eq!(exported_or_absent("gapless_task_report_failures_total", &failures), None);
}

#[tokio::test(start_paused = true)]
async fn a_handle_does_not_bring_back_the_series_of_a_task_that_was_given_up() {
    let task = Watch::new("watch_looked_at").give_up_after(10 * SECOND).task(async {});
    let handle = task.handle();
    task.await;
    sleep(11 * SECOND).await;
    handle.heartbeat();
    assert_eq!((handle.state(), read(&mut handle.subscribe())), (TaskState::Down, vec![TaskState::Down]));
    assert_eq!(activity("watch_looked_at"), None);
}

#[tokio::test(start_paused = true)]
async fn a_poll_after_the_end_counts_nothing() {
    let always_ready = std::future::poll_fn(|_| std::task::Poll::Ready(()));
    let mut task = Box::pin(Watch::new("watch_polled_again").give_up_after(10 * SECOND).task(always_ready));
    task.as_mut().await;
    sleep(11 * SECOND).await;
    task.as_mut().await;
    assert!(!has_series("gapless_task_polls_total", "watch_polled_again"));
}

#[tokio::test(start_paused = true)]
async fn the_series_of_a_task_that_starts_again_stay_and_continue() {
    Watch::new("watch_restarted").give_up_after(10 * SECOND).task(async {}).await;
    sleep(5 * SECOND).await;
    let again = tokio::spawn(gapless::watch("watch_restarted", pending::<()>()));
    sleep(6 * SECOND).await;
    assert_eq!((activity("watch_restarted"), ends("watch_restarted")), (Some(2.0), [1.0, 0.0, 0.0, 0.0]));
    again.abort();
}

#[tokio::test(start_paused = true)]
async fn a_value_is_released_at_the_end_of_its_task() {
    let value = Reporter::named("watch_released");
    let task = Watch::of(value.clone()).task(sleep(5500 * MILLISECOND));
    let mut changes = task.handle().subscribe();
    task.await;
    let reports = value.n_reports();
    sleep(5 * SECOND).await;
    assert_eq!((read(&mut changes).last(), value.n_reports()), (Some(&TaskState::Down), reports));
    while Arc::strong_count(&value) > 1 {
        tokio::task::yield_now().await; // until the thread of its reports has ended
    }
}
