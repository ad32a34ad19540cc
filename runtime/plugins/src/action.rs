//! What a poll does, and how that can end.
//!
//! A closure runs on a thread of its own, so that one that hangs takes nothing with it but its own turns. A future is polled
//! where all of its rate are, and is dropped at its time limit; one that blocks holds up a worker of the runtime, as any does.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::timeout;

use crate::function::Turn;
use crate::own::Reason;
use crate::status::Record;
use crate::worker::Worker;

/// What a poll returns: nothing, or a `Result<(), E>` of any error that can be boxed.
#[diagnostic::on_unimplemented(
    message = "a poll cannot return `{Self}`",
    label = "neither `()` nor `Result<(), E>` with an error",
    note = "`E` is any `std::error::Error + Send + Sync`, a text, or what can be made one, as `anyhow::Error`"
)]
pub trait Polled {
    /// As a result.
    ///
    /// # Errors
    ///
    /// If the poll failed.
    fn into_result(self) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl Polled for () {
    fn into_result(self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> Polled for Result<(), E> {
    fn into_result(self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.map_err(Into::into)
    }
}

/// Why a run was none.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) reason: Reason,
    pub(crate) message: String,
}

/// How a run ended.
pub(crate) type Outcome = Result<(), Failure>;

pub(crate) type Closure = Box<dyn FnMut() -> Outcome + Send>;
pub(crate) type MakeFuture = Box<dyn FnMut() -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send>;

/// What there is to run.
pub(crate) enum Action {
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

/// An action with all that it takes to run it.
pub(crate) enum Ready {
    Worker(Worker),
    Future(MakeFuture),
}

impl Action {
    pub(crate) fn closure<R: Polled>(mut run: impl FnMut() -> R + Send + 'static) -> Self {
        Action::Closure(Box::new(move || run().into_result().map_err(|error| Failure::error(&*error))))
    }

    pub(crate) fn future<F>(mut run: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output: Polled> + Send + 'static,
    {
        Action::Future(Box::new(move || {
            let running = run();
            Box::pin(async { running.await.into_result().map_err(|error| Failure::error(&*error)) })
        }))
    }

    /// Starts the thread that it needs, if it needs one.
    pub(crate) fn ready(
        self,
        name: &str,
        record: Arc<Record>,
        turn: Option<Arc<Turn>>,
    ) -> std::io::Result<Ready> {
        match self {
            Action::Closure(run) => Worker::start(name, run, record, turn).map(Ready::Worker),
            Action::Future(run) => Ok(Ready::Future(run)),
        }
    }
}

impl Ready {
    /// `None` if it takes longer than it may.
    pub(crate) async fn run(&mut self, limit: Duration) -> Option<Outcome> {
        match self {
            Ready::Worker(worker) => worker.run(limit).await,
            Ready::Future(make) => {
                let mut running = Box::pin(AssertUnwindSafe(async { make().await }).catch_unwind());
                let outcome = timeout(limit, &mut running).await.ok();
                // What it drops at its limit is the user's too, and may panic.
                let dropped = catch_unwind(AssertUnwindSafe(|| drop(running)));
                let outcome = dropped.err().map(Err).or(outcome)?;
                Some(outcome.unwrap_or_else(|panic| Err(Failure::panic(panic))))
            }
        }
    }
}

/// Runs a closure, and takes its panic for a failure.
pub(crate) fn caught(run: &mut Closure) -> Outcome {
    // What a closure leaves behind when it panics is its own: it is run again, as a thread would be started again.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(Failure::panic(panic)))
}

impl Failure {
    fn error(error: &dyn Error) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message.push_str(": ");
            message.push_str(&cause.to_string());
            source = cause.source();
        }
        Failure { reason: Reason::Error, message }
    }

    fn panic(payload: Box<dyn Any + Send>) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.unwrap_or("it panicked").to_owned();
        if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(another); // it would go on so
        }
        Failure { reason: Reason::Panic, message }
    }
}
