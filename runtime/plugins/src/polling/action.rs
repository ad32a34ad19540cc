//! Actions: the closure or the async function of a measurement.
//!
//! A closure runs on its own thread, so a closure that hangs delays nothing but its own runs. A future runs on the task
//! of its period, and is dropped at its time limit. A future that blocks holds up a worker of the runtime, as anywhere
//! in tokio.

use std::fmt;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::timeout;

use super::claim::Claim;
use super::outcome::{Closure, Failure, MakeFuture, MeasurementResult, Outcome};
use super::status::Record;
use super::worker::Worker;

/// An action that is not started yet.
pub(super) enum Action {
    Closure(Closure),
    Future(MakeFuture),
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Action::Closure(_) => "Closure",
            Action::Future(_) => "Future",
        })
    }
}

/// An action that can run; a closure has its thread.
pub(super) enum Ready {
    Worker(Worker),
    Future(MakeFuture),
}

impl Action {
    pub(super) fn closure<R: MeasurementResult>(mut run: impl FnMut() -> R + Send + 'static) -> Self {
        Action::Closure(Box::new(move || run().into_result().map_err(|error| Failure::error(&*error))))
    }

    pub(super) fn future<F>(mut run: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output: MeasurementResult> + Send + 'static,
    {
        Action::Future(Box::new(move || {
            let running = run();
            Box::pin(async { running.await.into_result().map_err(|error| Failure::error(&*error)) })
        }))
    }

    /// Starts the thread of a closure.
    pub(super) fn ready(
        self,
        name: &str,
        record: Arc<Record>,
        claim: Option<Arc<Claim>>,
    ) -> std::io::Result<Ready> {
        match self {
            Action::Closure(run) => {
                // Unsets gauges that the closure sets after its run has failed.
                let unset_gauges = move || record.unset_gauges();
                Worker::start(name, run, unset_gauges, claim).map(Ready::Worker)
            }
            Action::Future(run) => Ok(Ready::Future(run)),
        }
    }
}

impl Ready {
    /// Runs the action once; returns `None` at its time limit.
    pub(super) async fn run(&mut self, limit: Duration) -> Option<Outcome> {
        match self {
            Ready::Worker(worker) => worker.run(limit).await,
            Ready::Future(make) => {
                let mut running = Box::pin(AssertUnwindSafe(async { make().await }).catch_unwind());
                let outcome = timeout(limit, &mut running).await.ok();
                // Dropping the future runs the user's code, which may panic.
                let dropped = catch_unwind(AssertUnwindSafe(|| drop(running)));
                let outcome = dropped.err().map(Err).or(outcome)?;
                Some(outcome.unwrap_or_else(|panic| Err(Failure::panic(panic))))
            }
        }
    }
}
