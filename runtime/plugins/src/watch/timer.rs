//! Timers: the tokio task of a watcher, which finds out that its task is idle, and runs its reports.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{sleep, sleep_until};

use super::names;
use super::report::{Reports, Watched};
use super::watcher::Watcher;

/// Starts the timer in a runtime.
pub(super) fn start(runtime: &Handle, watcher: Arc<Watcher>, value: Option<Arc<dyn Watched>>) {
    runtime.spawn(run(watcher, value));
}

async fn run(watcher: Arc<Watcher>, value: Option<Arc<dyn Watched>>) {
    let reports = value.and_then(|value| Reports::start(&watcher, value));
    tokio::select! {
        () = watcher.ended.notified() => {}
        () = look(&watcher) => {}
        () = report(reports.as_ref()) => {}
    }
    drop(reports); // and the value
    sleep(Duration::from_nanos(watcher.options.give_up_after)).await;
    names::give_up(&watcher);
}

/// Looks at the state whenever it may have changed.
async fn look(watcher: &Watcher) {
    loop {
        sleep_until(watcher.next_look()).await;
        watcher.look();
    }
}

async fn report(reports: Option<&Reports>) {
    match reports {
        Some(reports) => reports.run().await,
        None => pending().await,
    }
}
