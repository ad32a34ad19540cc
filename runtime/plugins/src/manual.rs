//! Manual measurements: what is run at the start, and when the program asks for it.

use std::borrow::Cow;
use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use gapless_core::dynamic::Registry;

use crate::action::{Action, Polled};
use crate::error::{Error, ErrorKind};
use crate::work::{Draft, Work};

/// How long a run may take, if nothing else is said.
const LIMIT: Duration = Duration::from_secs(30);

/// What measures something that changes seldom, and the program knows when: it runs once at the start, and then when it is
/// told to by `refresh`. A failure is taken as that of a [`Poll`](crate::Poll).
///
/// ```
/// use gapless_plugins::Manual;
///
/// let games = Manual::new("games", || println!("counting games"));
/// ```
#[derive(Debug)]
#[must_use = "it is run by an instance or a `Schedule`"]
pub struct Manual(Draft);

impl Manual {
    /// By a closure, on a thread of its own.
    #[track_caller]
    pub fn new<R: Polled>(
        name: impl Into<Cow<'static, str>>,
        run: impl FnMut() -> R + Send + 'static,
    ) -> Self {
        Manual(Draft::new(name, Action::closure(run)))
    }

    /// By a closure that returns a future, as an `async fn`. At its time limit the future is dropped.
    #[track_caller]
    pub fn new_async<F>(name: impl Into<Cow<'static, str>>, run: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output: Polled> + Send + 'static,
    {
        Manual(Draft::new(name, Action::future(run)))
    }

    /// How long a run may take; 30 seconds by default.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.0.limit = Some(limit);
        self
    }

    /// Whose gauges it sets; the group of its own name by default.
    pub fn group(mut self, group: impl Into<Cow<'static, str>>) -> Self {
        self.0.group = Some(group.into());
        self
    }

    /// Where it is made.
    pub(crate) fn place(&self) -> &'static Location<'static> {
        self.0.place
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whose gauges it sets, as it says or by its name.
    #[must_use]
    pub fn of_group(&self) -> &str {
        self.0.group.as_ref().unwrap_or(&self.0.name)
    }

    pub(crate) fn ready(self, metrics: &Registry) -> Result<Work, Error> {
        if self.0.limit.is_some_and(|limit| limit.is_zero()) {
            return Err(ErrorKind::ZeroLimit { poll: self.0.name.to_string() }.into());
        }
        self.0.ready(None, LIMIT, metrics)
    }
}
