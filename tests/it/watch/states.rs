//! The three states, in the metrics and for subscribers.

use std::sync::Arc;

use gapless::watch::{TaskState, Watch};
use tokio::sync::Notify;
use tokio::time::{interval, sleep};

use super::{MILLISECOND, SECOND, activity, read};

#[tokio::test(start_paused = true)]
async fn the_activity_is_2_while_up_1_while_idle_and_0_after_the_end() {
    let go_on = Arc::new(Notify::new());
    let goes_on = go_on.clone();
    let task = Watch::new("watch_states").idle_after(10 * SECOND).task(async move {
        goes_on.notified().await;
        goes_on.notified().await;
    });
    let handle = task.handle();
    tokio::spawn(task);
    sleep(9 * SECOND).await;
    assert_eq!((activity("watch_states"), handle.state()), (Some(2.0), TaskState::Up));
    sleep(2 * SECOND).await;
    assert_eq!((activity("watch_states"), handle.state()), (Some(1.0), TaskState::Idle));
    go_on.notify_one();
    sleep(MILLISECOND).await;
    assert_eq!((activity("watch_states"), handle.state()), (Some(2.0), TaskState::Up));
    go_on.notify_one();
    sleep(MILLISECOND).await;
    assert_eq!((activity("watch_states"), handle.state()), (Some(0.0), TaskState::Down));
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_receives_each_change_once_and_in_order() {
    let task = Watch::new("watch_changes").idle_after(10 * SECOND).task(async {
        let mut often = interval(SECOND);
        for _ in 0..20 {
            often.tick().await;
        }
        sleep(30 * SECOND).await;
        sleep(SECOND).await;
    });
    let (handle, mut changes) = (task.handle(), task.handle().subscribe());
    tokio::spawn(task);
    let states = std::iter::repeat_with(|| ()).take(5);
    let mut received = Vec::new();
    for () in states {
        received.push(changes.next().await);
    }
    let states = [TaskState::Up, TaskState::Idle, TaskState::Up, TaskState::Down];
    assert_eq!(received, states.map(Some).into_iter().chain([None]).collect::<Vec<_>>());
    assert_eq!(read(&mut handle.subscribe()), [TaskState::Down]);
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_that_missed_changes_receives_no_state_twice_in_a_row() {
    let task = Watch::new("watch_lagging").idle_after(SECOND).task(async {
        for _ in 0..100 {
            sleep(2 * SECOND).await;
        }
    });
    let mut changes = task.handle().subscribe();
    task.await;
    let states = read(&mut changes);
    assert!(states.len() > 60, "{states:?}");
    assert!(states.windows(2).all(|pair| pair[0] != pair[1]), "{states:?}");
    assert_eq!(states.last(), Some(&TaskState::Down));
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_keeps_a_value_up() {
    let value = Watch::new("watch_heartbeats").idle_after(10 * SECOND).value();
    let (handle, mut changes) = (value.handle(), value.handle().subscribe());
    for _ in 0..5 {
        sleep(9 * SECOND).await;
        value.heartbeat();
    }
    assert_eq!(read(&mut changes), [TaskState::Up]);
    sleep(11 * SECOND).await;
    assert_eq!(activity("watch_heartbeats"), Some(1.0));
    handle.heartbeat();
    assert_eq!(activity("watch_heartbeats"), Some(2.0));
    drop(value);
    handle.heartbeat();
    assert_eq!(activity("watch_heartbeats"), Some(0.0));
    assert_eq!(read(&mut changes), [TaskState::Idle, TaskState::Up, TaskState::Down]);
}

#[tokio::test(start_paused = true)]
async fn a_scrape_outside_the_runtime_reads_the_clock_of_the_runtime() {
    let _value = Watch::new("watch_clock").idle_after(10 * SECOND).value();
    sleep(20 * SECOND).await;
    let scrape = std::thread::spawn(|| activity("watch_clock"));
    assert_eq!(scrape.join().expect("it does not panic"), Some(1.0));
}

#[tokio::test(start_paused = true)]
async fn a_task_without_a_poll_is_idle_after_a_minute_by_default() {
    let task = gapless::watch("watch_default", std::future::pending::<()>());
    let spawned = tokio::spawn(task);
    sleep(59 * SECOND).await;
    assert_eq!(activity("watch_default"), Some(2.0));
    sleep(2 * SECOND).await;
    assert_eq!(activity("watch_default"), Some(1.0));
    spawned.abort();
    assert!(spawned.await.is_err_and(|error| error.is_cancelled()));
    assert_eq!(activity("watch_default"), Some(0.0));
}
