//! Manual groups: measurements that run at the start and when the program asks.

use std::borrow::Cow;
use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use gapless_core::dynamic::Registry;

use super::action::Action;
use super::error::{Error, ErrorKind};
use super::measurement::{group_methods, Draft, Measurement};
use super::outcome::MeasurementResult;

/// A group of metrics that is measured when the program requests it.
///
/// Use a manual group for values that rarely change, if the program knows about each change. The measurement runs once
/// at the start, and then whenever the program calls `refresh`. A failure has the same effect as in a
/// [`PollingGroup`](crate::PollingGroup).
///
/// ```
/// use gapless::plugins::ManualGroup;
///
/// let games = ManualGroup::new("games", || println!("counting games"));
/// ```
#[derive(Debug)]
#[must_use = "an instance or a `Schedule` runs it"]
pub struct ManualGroup {
    draft: Draft,
}

group_methods!(ManualGroup, "Sets how long a run may take. The default is 30 seconds.");

impl ManualGroup {
    /// Creates a group that measures with a closure, on its own thread.
    #[track_caller]
    pub fn new<R: MeasurementResult>(
        name: impl Into<Cow<'static, str>>,
        run: impl FnMut() -> R + Send + 'static,
    ) -> Self {
        ManualGroup { draft: Draft::new(name, Action::closure(run)) }
    }

    /// Creates a group that measures with an async function. At its time limit, the future is dropped.
    #[track_caller]
    pub fn new_async<F>(name: impl Into<Cow<'static, str>>, run: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output: MeasurementResult> + Send + 'static,
    {
        ManualGroup { draft: Draft::new(name, Action::future(run)) }
    }

    pub(super) fn ready(self, metrics: &Registry) -> Result<Measurement, Error> {
        if self.draft.limit.is_some_and(|limit| limit.is_zero()) {
            return Err(ErrorKind::ZeroLimit { name: self.draft.name.to_string() }.into());
        }
        self.draft.ready(None, metrics)
    }
}
