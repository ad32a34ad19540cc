//! Polls: what measures at a rate.

use std::borrow::Cow;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::Registry;

use crate::action::{Action, Polled};
use crate::error::{Error, ErrorKind};
use crate::function::{PollFunction, Turn};
use crate::patience::Patience;
use crate::work::{Draft, Work};

/// What measures something at a rate, mostly to set gauges.
///
/// It runs for the first time at once, and then in each period; a run that ends late does not move the next one. If it fails,
/// as it returns an error, panics or takes longer than its time limit, that is counted in `gapless_poll_failures_total`,
/// the gauges of its group are absent until it succeeds again, since what they say is not true any more, and it has its turn
/// when its period is over as before.
///
/// ```
/// use std::time::Duration;
/// use gapless_plugins::Poll;
///
/// let poll = Poll::new("disk", || -> std::io::Result<()> {
///     let _free = std::fs::read_dir(".")?.count();
///     Ok(())
/// });
/// let poll = poll.every(Duration::from_secs(30)).group("gapless");
/// ```
#[derive(Debug)]
#[must_use = "it is run by an instance or a `Schedule`"]
pub struct Poll {
    draft: Draft,
    every: Option<Duration>,
    delay: Duration,
}

impl Poll {
    /// By a closure, on a thread of its own.
    #[track_caller]
    pub fn new<R: Polled>(
        name: impl Into<Cow<'static, str>>,
        run: impl FnMut() -> R + Send + 'static,
    ) -> Self {
        Poll::of(Draft::new(name, Action::closure(run)))
    }

    /// By a closure that returns a future, as an `async fn`. At its time limit the future is dropped.
    #[track_caller]
    pub fn new_async<F>(name: impl Into<Cow<'static, str>>, run: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output: Polled> + Send + 'static,
    {
        Poll::of(Draft::new(name, Action::future(run)))
    }

    fn of(draft: Draft) -> Self {
        Poll { draft, every: None, delay: Duration::ZERO }
    }

    /// Its rate; if none is given, that of whoever runs it, 5 seconds by default.
    pub fn every(mut self, period: Duration) -> Self {
        self.every = Some(period);
        self
    }

    /// Waits so long before its first run.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// How long a run may take; as long as its period by default, and never longer.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.draft.limit = Some(limit);
        self
    }

    /// Whose gauges it sets; the group of its own name by default. Polls of one group share its fate.
    pub fn group(mut self, group: impl Into<Cow<'static, str>>) -> Self {
        self.draft.group = Some(group.into());
        self
    }

    /// Runs no more once it has failed.
    pub fn detach_on_error(self) -> Self {
        self.detach_after(1, Duration::MAX)
    }

    /// Runs no more once it has failed so often within so much time, as three times in a minute.
    pub fn detach_after(mut self, failures: usize, within: Duration) -> Self {
        self.draft.patience = Some(Patience::new(failures, within));
        self
    }

    pub(crate) fn in_turn(mut self, turn: Arc<Turn>) -> Self {
        self.draft.turn = Some(turn);
        self
    }

    /// The polls of all functions in the program that are annotated as such.
    pub fn functions() -> impl Iterator<Item = Poll> {
        PollFunction::all()
    }

    /// Where it is made.
    pub(crate) fn place(&self) -> &'static Location<'static> {
        self.draft.place
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// Whose gauges it sets, as it says or by its name.
    #[must_use]
    pub fn of_group(&self) -> &str {
        self.draft.group.as_ref().unwrap_or(&self.draft.name)
    }

    /// Ready to run, with its period and its delay.
    pub(crate) fn ready(
        self,
        default_rate: Duration,
        metrics: &Registry,
    ) -> Result<(Duration, Duration, Work), Error> {
        let every = self.every.unwrap_or(default_rate);
        let poll = || self.draft.name.to_string();
        if every.is_zero() {
            return Err(ErrorKind::ZeroRate { poll: poll() }.into());
        }
        if let Some(limit) = self.draft.limit.filter(|limit| *limit > every || limit.is_zero()) {
            return Err(ErrorKind::Limit { poll: poll(), limit, every }.into());
        }
        Ok((every, self.delay, self.draft.ready(Some(every), every, metrics)?))
    }
}
