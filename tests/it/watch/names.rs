//! Names that come late, and names that are watched twice.

use std::future::pending;
use std::sync::Arc;

use gapless::watch::{TaskState, Watch};
use tokio::sync::Notify;
use tokio::time::sleep;

use super::{Reporter, SECOND, activity, counted, ends, read};

#[tokio::test(start_paused = true)]
async fn a_name_may_become_known_later() {
    let value = Reporter::new(None, || {});
    let task = Watch::of(value.clone()).idle_after(10 * SECOND).task(pending::<()>());
    let handle = task.handle();
    let mut changes = handle.subscribe();
    let spawned = tokio::spawn(task);
    sleep(20 * SECOND).await;
    assert_eq!((handle.name(), activity("watch_late_name"), value.n_reports()), (None, None, 0));
    value.name.set("watch_late_name").expect("it was not known");
    sleep(3 * SECOND).await;
    assert_eq!((handle.name(), activity("watch_late_name")), (Some("watch_late_name"), Some(1.0)));
    assert_eq!((value.n_reports(), ends("watch_late_name")), (3, [0.0; 4]));
    assert_eq!(read(&mut changes), [TaskState::Up, TaskState::Idle]);
    spawned.abort();
    assert!(spawned.await.is_err());
    assert_eq!((activity("watch_late_name"), ends("watch_late_name")), (Some(0.0), [0.0, 0.0, 0.0, 1.0]));
}

#[tokio::test(start_paused = true)]
async fn a_name_that_comes_late_waits_until_the_other_task_of_that_name_is_down() {
    let first = tokio::spawn(gapless::watch("watch_taken", sleep(10 * SECOND)));
    let value = Reporter::new(None, || {});
    let late = Watch::of(value.clone()).value();
    value.name.set("watch_taken").expect("it was not known");
    sleep(9 * SECOND).await;
    assert_eq!((late.handle().name(), value.n_reports()), (None, 0));
    first.await.expect("it does not panic");
    sleep(2 * SECOND).await;
    assert_eq!((late.handle().name(), activity("watch_taken")), (Some("watch_taken"), Some(2.0)));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_gets_its_name_and_returns_before_the_first_period_is_exported() {
    let value = Reporter::new(None, || {});
    let named = value.clone();
    let task = Watch::of(value).task(async move {
        named.name.set("watch_named_at_the_end").expect("it was not known");
    });
    task.await;
    assert_eq!(
        (activity("watch_named_at_the_end"), ends("watch_named_at_the_end")),
        (Some(0.0), [1.0, 0.0, 0.0, 0.0])
    );
    assert_eq!(counted("gapless_task_polls_total", "watch_named_at_the_end"), 0.0);
}

#[tokio::test(start_paused = true)]
async fn a_second_watch_of_a_name_joins_the_first() {
    let (value, other) = (Reporter::named("watch_twice"), Reporter::named("watch_twice"));
    let first = Watch::of(value.clone()).idle_after(10 * SECOND).task(sleep(5 * SECOND));
    let second = Watch::of(other.clone()).idle_after(SECOND).task(async {
        sleep(30 * SECOND).await;
        Err::<(), _>("the output of the second")
    });
    let (handle, mut changes) = (second.handle(), first.handle().subscribe());
    let (first, second) = (tokio::spawn(first), tokio::spawn(second));
    sleep(4 * SECOND).await;
    assert_eq!((handle.state(), activity("watch_twice")), (TaskState::Up, Some(2.0)));
    first.await.expect("it does not panic");
    assert_eq!((activity("watch_twice"), ends("watch_twice")), (Some(2.0), [1.0, 0.0, 0.0, 0.0]));
    assert_eq!(second.await.expect("it does not panic"), Err("the output of the second"));
    assert_eq!((activity("watch_twice"), ends("watch_twice")), (Some(0.0), [1.0, 1.0, 0.0, 0.0]));
    assert_eq!(read(&mut changes), [TaskState::Up, TaskState::Idle, TaskState::Up, TaskState::Down]);
    assert_eq!(counted("gapless_task_polls_total", "watch_twice"), 4.0);
    assert_eq!((value.n_reports() > 20, other.n_reports()), (true, 0));
}

#[tokio::test(start_paused = true)]
async fn a_watch_after_the_end_starts_again() {
    let go_on = Arc::new(Notify::new());
    let goes_on = go_on.clone();
    let first = gapless::watch("watch_again", async {});
    let before = first.handle();
    first.await;
    let second = Watch::new("watch_again").idle_after(SECOND).task(async move { goes_on.notified().await });
    let after = second.handle();
    let second = tokio::spawn(second);
    sleep(2 * SECOND).await;
    assert_eq!((before.state(), after.state()), (TaskState::Down, TaskState::Idle));
    assert_eq!(activity("watch_again"), Some(1.0));
    go_on.notify_one();
    second.await.expect("it does not panic");
    assert_eq!(ends("watch_again"), [2.0, 0.0, 0.0, 0.0]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_name_is_an_unknown_name() {
    let task = gapless::watch("", async {});
    assert_eq!(task.handle().name(), None);
    task.await;
    assert_eq!(activity(""), None);
}
