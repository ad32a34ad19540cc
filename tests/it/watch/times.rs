//! Polls, and the time of a task.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use gapless::watch::Watch;
use tokio::sync::Notify;
use tokio::time::{advance, sleep};

use super::{MILLISECOND, SECOND, counted};

/// Returns the busy, the idle and the scheduled time of a task, in whole seconds.
fn times(task: &str) -> [f64; 3] {
    ["busy", "idle", "scheduled"]
        .map(|time| counted(&format!("gapless_task_{time}_seconds_total"), task).round())
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_task_is_busy_idle_or_scheduled() {
    let go_on = Arc::new(Notify::new());
    let goes_on = go_on.clone();
    let task = gapless::watch("watch_times", async move {
        advance(3 * SECOND).await; // in the poll, as a long computation
        goes_on.notified().await;
    });
    advance(SECOND).await; // before the first poll
    let spawned = tokio::spawn(task);
    sleep(10 * SECOND).await;
    go_on.notify_one();
    advance(5 * SECOND).await; // between the wake and the poll
    spawned.await.expect("it does not panic");
    assert_eq!(times("watch_times"), [3.0, 7.0, 6.0]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_without_a_wake_ends_idle_time() {
    let mut task = pin!(gapless::watch("watch_unwoken", poll_fn(|_| Poll::<()>::Pending)));
    for _ in 0..3 {
        let mut context = Context::from_waker(Waker::noop());
        assert!(task.as_mut().poll(&mut context).is_pending());
        advance(2 * SECOND).await;
    }
    assert_eq!(times("watch_unwoken"), [0.0, 4.0, 0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_wake_during_the_poll_counts_from_the_end_of_the_poll() {
    let task = gapless::watch("watch_yields", async {
        tokio::task::yield_now().await;
        advance(2 * SECOND).await;
    });
    task.await;
    assert_eq!(
        (times("watch_yields"), counted("gapless_task_polls_total", "watch_yields")),
        ([2.0, 0.0, 0.0], 3.0)
    );
}

#[tokio::test(start_paused = true)]
async fn polls_from_a_duration_on_are_slow() {
    let task = |time| {
        Watch::new("watch_slow").slow_poll_after(time).task(async {
            advance(9 * MILLISECOND).await;
            advance(20 * MILLISECOND).await;
        })
    };
    let slow = || counted("gapless_task_slow_polls_total", "watch_slow");
    task(10 * MILLISECOND).await;
    assert_eq!(slow(), 1.0);
    task(5 * MILLISECOND).await;
    assert_eq!(slow(), 3.0);
}

/// Counts its wakes.
#[derive(Default)]
struct Wakes(AtomicU32);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_task_that_moves_wakes_the_waker_of_its_last_poll() {
    let (first, last) = (Arc::<Wakes>::default(), Arc::<Wakes>::default());
    let mut wakers = Vec::new();
    let body = poll_fn(|context| {
        wakers.push(context.waker().clone());
        if wakers.len() < 4 { Poll::Pending } else { Poll::Ready(()) }
    });
    let mut task = Box::pin(gapless::watch("watch_moves", body));
    for wakes in [&first, &first, &last] {
        let waker = Waker::from(wakes.clone());
        assert!(task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    drop(task);
    assert!(wakers[0].will_wake(&wakers[1]));
    wakers[2].wake_by_ref();
    assert_eq!((first.0.load(Ordering::Relaxed), last.0.load(Ordering::Relaxed)), (0, 1));
    wakers.swap_remove(0).wake();
    assert_eq!((first.0.load(Ordering::Relaxed), last.0.load(Ordering::Relaxed)), (1, 1));
}
