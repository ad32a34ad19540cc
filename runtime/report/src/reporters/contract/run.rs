//! A reporter in one of the situations.

use std::future::Future;
use std::time::Duration;

use tokio::time::timeout;

use super::broken::{Violation, What};
use super::case::Case;
use super::families::batches;
use crate::reporters::batch::Batch;
use crate::reporters::context::Context;
use crate::reporters::erased::{caught, caught_async, Panic};
use crate::reporters::failure::Failure;
use crate::reporters::message::Message;
use crate::reporters::program::Program;
use crate::reporters::reporter::Reporter;
use crate::reporters::subscription::Subscription;

/// The time that a call may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A reporter, and what it did wrong so far.
pub(super) struct Run<R> {
    reporter: R,
    context: Context,
    case: Case,
    /// Whether the receiver accepts everything, so that errors are violations.
    accepts: bool,
    violations: Vec<Violation>,
}

impl<R: Reporter> Run<R> {
    pub(super) fn new(reporter: R, case: Case, accepts: bool) -> Self {
        let context = Context::new(reporter.name(), Program::new("contract", "test").with_version("1.0.0"));
        Run { reporter, context, case, accepts, violations: Vec::new() }
    }

    pub(super) async fn case(&mut self) {
        match self.case {
            Case::Name => self.name(),
            Case::StartAgain => self.start_again().await,
            Case::StopAtOnce => self.stop_at_once().await,
            case => self.life(&batches(case)).await,
        }
    }

    /// Drops the reporter, and returns what it did wrong.
    pub(super) fn end(self) -> Vec<Violation> {
        let Run { reporter, case, mut violations, .. } = self;
        if let Err(Panic(message)) = caught(|| drop(reporter)) {
            violations.push(Violation::new(case, "drop", What::Panicked(message)));
        }
        violations
    }

    fn name(&mut self) {
        let name = self.reporter.name().into_owned();
        let is_valid = !name.is_empty() && !name.contains(char::is_control);
        if !is_valid || self.reporter.name() != name {
            self.violations.push(Violation::new(self.case, "name", What::WrongName(name)));
        }
    }

    /// Reports batches from the start to the stop.
    async fn life(&mut self, batches: &[Batch]) {
        self.begin().await;
        for batch in batches {
            batch
                .families()
                .for_each(|family| self.call("new_metric", |reporter| reporter.new_metric(family)));
            self.report(batch).await;
        }
        self.call("message", |reporter| reporter.message(Message::new(Box::new(()))));
        self.call("message", |reporter| reporter.message(Message::with_reply(Box::new(())).0));
        self.call("unsubscribed", |reporter| reporter.unsubscribed(&Subscription::new("*")));
        // A reporter with a queue of its own tries to send it until the limit.
        self.stop(if self.accepts { LIMIT } else { Duration::from_secs(1) }).await;
    }

    async fn start_again(&mut self) {
        let batches = batches(Case::Types);
        self.begin().await;
        for batch in &batches {
            self.start().await;
            self.report(batch).await;
        }
        self.stop(if self.accepts { LIMIT } else { Duration::from_secs(1) }).await;
    }

    /// A stop before a start is the end of an instance whose start failed.
    async fn stop_at_once(&mut self) {
        self.stop(Duration::ZERO).await;
        self.begin().await;
        for batch in &batches(Case::Types) {
            self.report(batch).await;
        }
        self.stop(Duration::ZERO).await;
    }

    async fn begin(&mut self) {
        let Run { reporter, context, .. } = self;
        let checked = caught(|| reporter.check(context));
        self.settle("check", Ok(checked));
        self.start().await;
        self.call("subscribed", |reporter| reporter.subscribed(&Subscription::new("*")));
    }

    async fn start(&mut self) {
        let Run { reporter, context, .. } = self;
        let started = limited(|| reporter.start(context)).await;
        self.settle("start", started);
    }

    async fn report(&mut self, batch: &Batch) {
        let reporter = &mut self.reporter;
        let sent = limited(|| reporter.report(batch)).await;
        if matches!(sent, Ok(Ok(Ok(())))) {
            return;
        }
        self.settle("report", sent);
        self.start().await;
    }

    /// An instance does not wait for longer than the limit, so a reporter may take longer if it returns at all.
    async fn stop(&mut self, limit: Duration) {
        let reporter = &mut self.reporter;
        let mut stopped = limited(|| reporter.stop(limit)).await;
        if limit.is_zero() {
            stopped = stopped.map(|stopped| stopped.map(|_| Ok(()))); // there was not any time to send
        }
        self.settle("stop", stopped);
    }

    /// Calls a method that cannot fail.
    fn call(&mut self, call: &'static str, method: impl FnOnce(&mut R)) {
        let reporter = &mut self.reporter;
        let called = caught(|| method(reporter)).map(Ok);
        self.settle(call, Ok(called));
    }

    /// Notes what was wrong with a call: it took too long, panicked or failed.
    fn settle(&mut self, call: &'static str, result: Result<Result<Result<(), Failure>, Panic>, Duration>) {
        let what = match result {
            Ok(Ok(Ok(()))) => return,
            Ok(Ok(Err(_))) if !self.accepts => return,
            Ok(Ok(Err(failure))) => What::Failed(failure.to_string()),
            Ok(Err(Panic(message))) => What::Panicked(message),
            Err(limit) => What::TooSlow(limit),
        };
        self.violations.push(Violation::new(self.case, call, what));
    }
}

/// Waits for a call of a reporter.
async fn limited<F: Future>(create: impl FnOnce() -> F) -> Result<Result<F::Output, Panic>, Duration> {
    timeout(LIMIT, caught_async(create)).await.map_err(|_| LIMIT)
}
