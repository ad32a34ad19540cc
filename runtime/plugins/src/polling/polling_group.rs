//! Polling groups: measurements that run at a rate.

use std::borrow::Cow;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::Registry;

use super::action::Action;
use super::claim::Claim;
use super::error::Error;
use super::failure_limit::FailureLimit;
use super::measurement::{group_methods, Draft, Measurement};
use super::outcome::MeasurementResult;
use super::status::check_period;

/// A group of metrics that is measured periodically. The measurement usually sets gauges.
///
/// The measurement runs at the start, and then once in each period. A run that ends late does not delay the next run.
///
/// A run fails if the measurement returns an error, panics, or exceeds its time limit. The failure is counted in
/// `gapless_poll_failures_total`. The gauges of the group are not exported until a run succeeds, because their values
/// are not current. The next run follows at its usual time.
///
/// ```
/// use std::time::Duration;
/// use gapless::plugins::PollingGroup;
///
/// let disk = PollingGroup::new("disk", || -> std::io::Result<()> {
///     let _entries = std::fs::read_dir(".")?.count();
///     Ok(())
/// });
/// let disk = disk.every(Duration::from_secs(30)).in_group("gapless");
/// assert_eq!((disk.name(), disk.group()), ("disk", "gapless"));
/// ```
#[derive(Debug)]
#[must_use = "an instance or a `Schedule` runs it"]
pub struct PollingGroup {
    draft: Draft,
    every: Option<Duration>,
    delay: Duration,
}

group_methods!(PollingGroup, "Sets how long a run may take. The default and the maximum is the period.");

impl PollingGroup {
    /// Creates a group that measures with a closure, on its own thread.
    #[track_caller]
    pub fn new<R: MeasurementResult>(
        name: impl Into<Cow<'static, str>>,
        run: impl FnMut() -> R + Send + 'static,
    ) -> Self {
        PollingGroup::of(Draft::new(name, Action::closure(run)))
    }

    /// Creates a group that measures with an async function. At its time limit, the future is dropped.
    #[track_caller]
    pub fn new_async<F>(name: impl Into<Cow<'static, str>>, run: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output: MeasurementResult> + Send + 'static,
    {
        PollingGroup::of(Draft::new(name, Action::future(run)))
    }

    fn of(draft: Draft) -> Self {
        PollingGroup { draft, every: None, delay: Duration::ZERO }
    }

    /// Sets the period. By default, it is the `poll_rate` of the instance or the schedule, which is 5 seconds by
    /// default.
    pub fn every(mut self, period: Duration) -> Self {
        self.every = Some(period);
        self
    }

    /// Sets how long the first run waits after the start.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Stops the measurement after its first failure.
    pub fn detach_on_error(self) -> Self {
        self.detach_after(1, Duration::MAX)
    }

    /// Stops the measurement after a number of failures within a time, for example three in a minute.
    pub fn detach_after(mut self, failures: usize, within: Duration) -> Self {
        self.draft.failure_limit = Some(FailureLimit::new(failures, within));
        self
    }

    pub(super) fn claimed(mut self, claim: Arc<Claim>) -> Self {
        self.draft.claim = Some(claim);
        self
    }

    /// Makes the measurement ready to run, with its period and its delay.
    pub(super) fn ready(
        self,
        default_rate: Duration,
        metrics: &Registry,
    ) -> Result<(Duration, Duration, Measurement), Error> {
        let every = self.every.unwrap_or(default_rate);
        check_period(&self.draft.name, self.draft.limit, every)?;
        Ok((every, self.delay, self.draft.ready(Some(every), metrics)?))
    }
}
