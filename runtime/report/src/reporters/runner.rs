//! The thread of a reporter, which runs its methods one after the other.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

use super::clock::Clock;
use super::context::Context;
use super::erased::{caught, caught_async, Erased, Panic};
use super::failure::Failure;
use super::failure_log::FailureLog;
use super::gathering::Delivery;
use super::handle::DisabledBy;
use super::history::History;
use super::member::Member;
use super::message::Message;
use super::queue::Job;
use super::restarts::{Limit, Restarts};

/// A reporter that was checked, and is about to start.
pub(super) struct Ready {
    pub(super) reporter: Box<dyn Erased>,
    pub(super) context: Context,
    pub(super) member: Arc<Member>,
    pub(super) clock: Arc<Clock>,
    pub(super) panics: Limit,
    pub(super) failures: Option<Limit>,
}

/// A reporter on its thread.
struct Runner {
    reporter: Box<dyn Erased>,
    context: Context,
    member: Arc<Member>,
    /// The clock of the instance, by which the limits are measured.
    clock: Arc<Clock>,
    history: History,
    panics: Restarts,
    failures: Option<Restarts>,
    log: FailureLog,
    /// The failure of the last report.
    unsent: Option<String>,
    needs_start: bool,
}

/// Why a call to a reporter did not succeed.
enum Trouble {
    Failure(String),
    Panic(Panic),
}

tokio::task_local! {
    /// The reporter that the current task runs.
    static CURRENT: Arc<Member>;
}

/// Returns whether a method of a reporter makes the current call.
pub(super) fn is_current(member: &Arc<Member>) -> bool {
    CURRENT.try_with(|current| Arc::ptr_eq(current, member)).unwrap_or_default()
}

/// Tells the instance that the reporter has ended, even if its `Drop` panics.
struct Running(Arc<Member>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.queue.has_ended();
    }
}

/// Starts the thread of a reporter, which writes to the log of the current thread. It ends with the queue; a reporter
/// that blocks keeps it, and nobody waits for it.
pub(super) fn launch(ready: Ready) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let name = format!("gapless-report-{}", ready.context.name());
    let log = tracing::dispatcher::get_default(Clone::clone);
    let run = move || {
        let _logging = tracing::dispatcher::set_default(&log);
        run(runtime, ready);
    };
    thread::Builder::new().name(name).spawn(run)?;
    Ok(())
}

fn run(runtime: Runtime, ready: Ready) {
    let _running = Running(Arc::clone(&ready.member));
    runtime.block_on(async {
        let member = Arc::clone(&ready.member);
        let mut runner = Runner::new(ready);
        tokio::select! {
            biased;
            () = CURRENT.scope(Arc::clone(&member), runner.run()) => {}
            () = member.queue.ended() => {}
        }
    });
    runtime.shutdown_background(); // does not wait for what the reporter left running
}

impl Runner {
    fn new(ready: Ready) -> Self {
        let Ready { reporter, context, member, clock, panics, failures } = ready;
        let log = FailureLog::new(context.name());
        Runner {
            reporter,
            context,
            member,
            clock,
            history: History::default(),
            panics: Restarts::new(panics),
            failures: failures.map(Restarts::new),
            log,
            unsent: None,
            needs_start: true,
        }
    }

    async fn run(&mut self) {
        let started = self.start().await;
        self.settle(&started);
        while let Some(job) = self.member.queue.next().await {
            self.member.count_waiting();
            self.work(job).await;
        }
        if let Some(deadline) = self.member.queue.deadline() {
            self.stop(deadline.saturating_duration_since(Instant::now())).await;
        }
    }

    async fn work(&mut self, job: Job) {
        match job {
            Job::Report(delivery) => self.report(delivery).await,
            Job::Subscribed(id, subscription) => {
                self.history.subscribe(id, Arc::clone(&subscription));
                self.call(|reporter| reporter.subscribed(&subscription));
            }
            Job::Unsubscribed(id, subscription) => {
                self.history.unsubscribe(id);
                self.call(|reporter| reporter.unsubscribed(&subscription));
            }
            Job::Message(message) => self.message(message),
            Job::Enabled => self.enable(),
        }
    }

    /// Starts the reporter, unless it has started.
    async fn start(&mut self) -> Result<(), Trouble> {
        if self.needs_start {
            let Runner { reporter, context, .. } = self;
            tried(caught_async(|| reporter.start(context)).await)?;
            self.needs_start = false;
        }
        Ok(())
    }

    async fn report(&mut self, mut delivery: Delivery) {
        if !self.member.is_enabled() {
            return self.member.lose(delivery, "it was disabled");
        }
        if !self.history.retain(&mut delivery) {
            return delivery.answer(Err("the subscriptions have ended".to_owned()));
        }
        let started = self.start().await;
        self.settle(&started);
        if let Err(trouble) = started {
            return self.member.lose(delivery, &trouble.to_string());
        }
        self.introduce(&delivery);
        let sent = self.send(&delivery).await;
        self.settle(&sent);
        self.unsent = sent.err().map(|trouble| trouble.to_string());
        delivery.answer(self.unsent.clone().map_or(Ok(()), Err));
    }

    /// Shows the reporter the metrics that did not exist before.
    fn introduce(&mut self, delivery: &Delivery) {
        for metric in self.history.new_metrics(delivery) {
            self.call(|reporter| reporter.new_metric(&metric));
        }
    }

    async fn send(&mut self, delivery: &Delivery) -> Result<(), Trouble> {
        let batch = self.history.advance(delivery).after_losing(self.member.take_lost());
        let reporter = &mut self.reporter;
        tried(caught_async(|| reporter.report(&batch)).await)?;
        if !self.member.progress.is_taken_over() {
            self.member.progress.sent(delivery.series());
        }
        self.log.succeeded();
        Ok(())
    }

    fn message(&mut self, message: Message) {
        self.call(|reporter| reporter.message(message));
    }

    /// Calls a method that cannot fail, but panic.
    fn call(&mut self, method: impl FnOnce(&mut dyn Erased)) {
        let called = caught(|| method(&mut *self.reporter)).map_err(Trouble::Panic);
        self.settle(&called);
    }

    /// Starts the reporter again after an error or a panic, or disables it.
    fn settle(&mut self, result: &Result<(), Trouble>) {
        let Err(trouble) = result else { return };
        self.needs_start = true;
        self.member.progress.failed();
        let now = self.clock.now();
        let is_allowed = match trouble {
            Trouble::Failure(_) => self.failures.as_mut().is_none_or(|failures| failures.allow(now)),
            Trouble::Panic(_) => self.panics.allow(now),
        };
        match trouble {
            _ if !is_allowed => self.disable(&trouble.to_string()),
            Trouble::Failure(failure) => self.log.failed(failure),
            Trouble::Panic(Panic(message)) => {
                self.member.progress.restarted();
                self.log.panicked(message);
            }
        }
    }

    fn disable(&mut self, reason: &str) {
        self.log.disabled(reason);
        self.member.switch(Some(DisabledBy::Limit));
    }

    fn enable(&mut self) {
        self.needs_start = true;
        self.panics.clear();
        self.failures.iter_mut().for_each(Restarts::clear);
    }

    /// Ends the reporter, and notes that it has sent everything.
    async fn stop(&mut self, limit: Duration) {
        let reporter = &mut self.reporter;
        match tried(caught_async(|| reporter.stop(limit)).await) {
            Ok(()) => {
                let unsent = self.unsent.take().filter(|_| self.member.progress.has_failed());
                unsent.iter().for_each(|failure| self.log.incomplete(failure));
            }
            Err(trouble) => self.log.incomplete(&trouble),
        }
        self.member.set_stopped();
    }
}

/// Returns why a call did not succeed. Writing its error may panic, too.
fn tried(called: Result<Result<(), Failure>, Panic>) -> Result<(), Trouble> {
    let Err(failure) = called.map_err(Trouble::Panic)? else { return Ok(()) };
    Err(caught(move || failure.to_string()).map_or_else(Trouble::Panic, Trouble::Failure))
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Failure(failure) => failure.fmt(f),
            Trouble::Panic(Panic(message)) => write!(f, "it panicked: {message}"),
        }
    }
}
