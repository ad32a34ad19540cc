//! The start and the end of the reporters of an instance.

use std::fmt;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gapless_encode::View;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{unbounded_channel, UnboundedReceiver};
use tokio::task::{spawn_blocking, JoinHandle};

use super::admission::Planned;
use super::clock::Clock;
use super::error::{Error, ErrorKind};
use super::gathering::Due;
use super::handle::Reporters;
use super::member::Member;
use super::program::Program;
use super::runner::Ready;
use super::shared::{Active, Shared};
use super::ticker::{self, Request};

/// The reporters of an instance before its start. For the crate `gapless`; it may change in any release.
#[doc(hidden)]
pub struct EngineBuilder {
    reporters: Reporters,
    active: Arc<Active>,
    requests: UnboundedReceiver<Request>,
    ready: Vec<Ready>,
}

/// The running reporters of an instance, which end when this is stopped or dropped. For the crate `gapless`; it may
/// change in any release.
#[doc(hidden)]
#[must_use = "the reporters end when it is dropped"]
pub struct Engine {
    reporters: Reporters,
    active: Arc<Active>,
    ticker: JoinHandle<()>,
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EngineBuilder").field(&self.reporters).finish()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Engine").field(&self.reporters).finish()
    }
}

#[doc(hidden)]
impl EngineBuilder {
    /// Creates the reporters of an instance on the current runtime.
    ///
    /// # Errors
    ///
    /// Returns an error outside of a tokio runtime.
    pub fn new(
        view: View,
        program: Program,
        labels: Vec<(String, String)>,
        limit: Duration,
    ) -> Result<Self, Error> {
        let (sender, requests) = unbounded_channel();
        let runtime = Handle::try_current().map_err(|_| ErrorKind::NoRuntime)?;
        let clock = Arc::new(Clock::new(runtime.clone()));
        let active = Arc::new(Active { view, program, labels, limit, runtime, clock, requests: sender });
        let reporters = Reporters(Arc::new(Shared::new(Some(Arc::clone(&active)))));
        Ok(EngineBuilder { reporters, active, requests, ready: Vec::new() })
    }

    /// Checks a reporter and adds it. `known` is the view of the metrics that exist, with a collection of its sources.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Reporters::add`].
    pub fn add(&mut self, planned: Planned, known: &View) -> Result<(), Error> {
        self.ready.extend(self.reporters.0.admit(planned, Some(known))?.1);
        Ok(())
    }

    /// Starts all reporters.
    ///
    /// # Errors
    ///
    /// Returns an error if the thread of a reporter cannot be created.
    pub fn start(self) -> Result<Engine, Error> {
        let EngineBuilder { reporters, active, requests, ready } = self;
        let shared = Arc::clone(&reporters.0);
        let ticker = active.runtime.spawn(ticker::run(shared, Arc::clone(&active), requests));
        let engine = Engine { reporters, active, ticker };
        ready.into_iter().try_for_each(|ready| engine.reporters.launch(ready))?;
        engine.reporters.0.state().start(engine.active.clock.now());
        engine.reporters.0.changed();
        Ok(engine)
    }
}

#[doc(hidden)]
impl Engine {
    #[must_use]
    pub fn reporters(&self) -> &Reporters {
        &self.reporters
    }

    /// Reports all subscriptions for the last time, and ends all reporters within the limit.
    pub async fn stop(self, limit: Duration) {
        let due = {
            let mut state = self.reporters.0.state();
            state.has_ended = true;
            state.entries.iter().map(|entry| entry.due(|_| true)).collect()
        };
        stop(&self.active, due, limit).await;
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.ticker.abort();
        let mut state = self.reporters.0.state();
        state.has_ended = true;
        let members: Vec<_> = state.entries.iter().map(|entry| Arc::clone(&entry.member)).collect();
        drop(state);
        members.iter().for_each(|member| member.queue.end()); // drops messages of the program
    }
}

#[doc(hidden)]
impl Reporters {
    /// Creates the reporters of a disabled instance.
    #[must_use]
    pub fn disabled() -> Self {
        Reporters(Arc::new(Shared::new(None)))
    }

    /// Adds a reporter to a disabled instance.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Reporters::add`], except those about the settings of the reporter.
    pub fn add_disabled(&self, planned: Planned) -> Result<(), Error> {
        self.0.admit(planned, None).map(drop)
    }
}

/// Reports some subscriptions for the last time, ends their reporters, and waits for them until the limit. Writes what
/// a reporter did not send to the log.
pub(super) async fn stop(active: &Arc<Active>, due: Vec<Due>, limit: Duration) {
    let deadline = Instant::now() + limit;
    let members: Vec<_> = due.iter().map(|due| Arc::clone(&due.member)).collect();
    let due =
        due.into_iter().filter(|due| due.member.is_enabled() && !due.subscriptions.is_empty()).collect();
    let (done, gathered) = mpsc::channel();
    let _ = active.requests.send(Request::Last(due, done));
    // A thread waits, because a paused clock of tokio would move on meanwhile.
    let wait = move || {
        // A source that hangs leaves time to send what waits.
        let is_late = gathered.recv_timeout(left(deadline) / 2) == Err(RecvTimeoutError::Timeout);
        end(&members, deadline);
        (members, is_late)
    };
    let Ok((members, is_late)) = spawn_blocking(wait).await else { return };
    if is_late {
        tracing::warn!(
            "the last values were not sent, because reading them took longer than {:?}",
            limit / 2
        );
    }
    members.iter().for_each(|member| conclude(member, limit));
}

/// Ends reporters, and waits until they have ended or must have ended.
fn end(members: &[Arc<Member>], deadline: Instant) {
    let (running, has_ended) = mpsc::channel();
    members.iter().for_each(|member| member.queue.end_by(deadline.into(), running.clone()));
    drop(running);
    let _ = has_ended.recv_timeout(left(deadline));
}

/// Writes to the log what a reporter did not send.
fn conclude(member: &Member, limit: Duration) {
    if member.has_stopped() {
        return;
    }
    let (batches, series) = member.lose_all();
    member.queue.end();
    tracing::warn!(
        "the reporter `{}` did not end within {limit:?}; {batches} batches with {series} values were not sent",
        member.name
    );
}

fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}
