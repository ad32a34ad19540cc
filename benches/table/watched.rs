//! Watched tasks.

use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use gapless::watch::Watch;
use tokio_metrics::TaskMonitor;

use crate::case::{Bar, Case, Contender, Role, limit};

/// A task that never ends.
#[derive(Clone, Copy)]
struct Task {
    /// Whether each poll wakes the task, as a task of a busy runtime is woken.
    wakes: bool,
}

impl Future for Task {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if black_box(self.wakes) {
            context.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

/// Polls a new task `n` times.
fn poll(n: usize, task: impl Future<Output = ()>) {
    let (mut task, mut context) = (pin!(task), Context::from_waker(Waker::noop()));
    (0..n).for_each(|_| assert!(task.as_mut().poll(&mut context).is_pending()));
}

fn watched(task: Task) -> impl Future<Output = ()> {
    Watch::new("bench").task(task)
}

/// The poll of a task that is watched, and of a task that is not.
pub(crate) fn poll_of_a_task() -> Case {
    let [woken, unwoken] = [true, false].map(|wakes| Task { wakes });
    let of = |role, name, run: fn(usize, Task), task| Contender::with_loop(role, name, move |n| run(n, task));
    let by_gapless = |n, task| poll(n, watched(task));
    let by_tokio_metrics = |n, task| poll(n, TaskMonitor::new().instrument(task));
    Case {
        what: "poll of a watched task, and its wake",
        n: 1,
        concurrent: false,
        bars: vec![Bar::Of("tokio-metrics", [1.0; 2])],
        contenders: vec![
            of(Role::Gapless, "Gapless", by_gapless, woken),
            of(Role::Variant, "Gapless, without a wake", by_gapless, unwoken),
            of(Role::Peer, "tokio-metrics", by_tokio_metrics, woken),
            of(Role::Peer, "tokio-metrics, without a wake", by_tokio_metrics, unwoken),
            limit("the poll alone", move |n| poll(n, woken)),
        ],
    }
}
