//! Tasks that are polled without a runtime, and programs that have nothing but a scrape.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use gapless::watch::{TaskState, Watch};

use super::{MILLISECOND, activity, ends, read};
use crate::lines;

#[test]
fn a_scrape_sees_that_a_task_is_idle_and_that_it_is_over() {
    let mut n_polls = 0;
    let mut body = || {
        n_polls += 1;
        if n_polls < 2 { Poll::Pending } else { Poll::Ready(()) }
    };
    let watch = Watch::new("watch_by_hand").idle_after(MILLISECOND).give_up_after(MILLISECOND);
    let mut task = pin!(watch.task(poll_fn(|_| body())));
    let mut changes = task.handle().subscribe();
    let mut context = Context::from_waker(Waker::noop());
    assert!(task.as_mut().poll(&mut context).is_pending());
    while activity("watch_by_hand") != Some(1.0) {
        thread::yield_now();
    }
    assert!(task.as_mut().poll(&mut context).is_ready());
    while activity("watch_by_hand").is_some() {
        thread::yield_now();
    }
    let states = read(&mut changes);
    // Slow threads may be idle more often, and from the start on.
    assert!(states.windows(2).any(|pair| pair == [TaskState::Idle, TaskState::Up]), "{states:?}");
    assert_eq!(states.last(), Some(&TaskState::Down));
}

#[test]
fn the_runtime_may_begin_after_the_watch() {
    let task = Watch::new("watch_before_runtime").idle_after(10 * MILLISECOND).task(async {
        tokio::time::sleep(100 * MILLISECOND).await;
    });
    let mut changes = task.handle().subscribe();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("the system has threads").block_on(task);
    let states = read(&mut changes);
    assert!(states.ends_with(&[TaskState::Idle, TaskState::Up, TaskState::Down]), "{states:?}");
}

#[test]
fn a_task_in_a_runtime_without_a_time_driver_is_exported() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("the system has threads");
    let value = super::Reporter::named("watch_without_timers");
    runtime.block_on(Watch::of(value).task(tokio::task::yield_now()));
    assert_eq!(
        (activity("watch_without_timers"), ends("watch_without_timers")),
        (Some(0.0), [1.0, 0.0, 0.0, 0.0])
    );
}

#[test]
fn the_tasks_of_a_runtime_that_ends_are_cancelled() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("the system has threads");
    let value = super::Reporter::named("watch_runtime_ends");
    let task = Watch::of(value).task(std::future::pending::<()>());
    runtime.block_on(async {
        tokio::spawn(task);
        tokio::task::yield_now().await;
    });
    drop(runtime);
    assert_eq!(
        (activity("watch_runtime_ends"), ends("watch_runtime_ends")),
        (Some(0.0), [0.0, 0.0, 0.0, 1.0])
    );
}

#[test]
fn the_exposition_contains_the_type_and_the_value() {
    let _value = Watch::new("watch_exposition").value();
    let lines = lines("gapless_task_activity");
    assert!(lines.contains(&"# TYPE gapless_task_activity gauge".to_owned()), "{lines:?}");
    assert!(lines.contains(&"gapless_task_activity{task=\"watch_exposition\"} 2".to_owned()), "{lines:?}");
}
