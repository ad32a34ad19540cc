//! The status of measurements, for anyone who asks.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gapless_core::{dynamic, Registry};

use super::error::{Error, ErrorKind};
use super::outcome::{Failure, Outcome};
use super::own::{poll_failures_total, Reason};

/// The default time limit of a run of a manual group.
const LIMIT: Duration = Duration::from_secs(30);

/// The status of the measurement of a polling group or a manual group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeasurementStatus {
    /// The name of the polling group or the manual group.
    pub name: Cow<'static, str>,
    /// The group of metrics whose gauges the measurement sets.
    pub group: Cow<'static, str>,
    /// The period; `None` for a manual group.
    pub every: Option<Duration>,
    /// How the last run ended.
    pub state: MeasurementState,
    /// The number of runs, including those that failed.
    pub runs: u64,
    /// The number of runs that failed.
    pub failures: u64,
    /// The message of the last failure.
    pub last_error: Option<String>,
}

/// How the last run of a measurement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MeasurementState {
    /// No run has ended yet.
    Waiting,
    /// The last run succeeded.
    Good,
    /// The last run failed; the measurement continues to run.
    Failing,
    /// The measurement failed and does not run again, as requested.
    Detached,
}

/// The status of one measurement, written by its runs.
#[derive(Debug)]
pub(super) struct Record {
    status: Mutex<MeasurementStatus>,
    /// The time limit of a run, if the group sets it.
    limit: Option<Duration>,
    /// The registry whose gauges the measurement sets, in addition to the declared ones.
    metrics: dynamic::Registry,
}

impl Record {
    pub(super) fn new(
        name: Cow<'static, str>,
        group: Cow<'static, str>,
        every: Option<Duration>,
        limit: Option<Duration>,
        metrics: dynamic::Registry,
    ) -> Self {
        // Creates the series of all reasons before the first failure.
        let _ = poll_failures_total(&name, Reason::Error);
        let (state, runs, failures) = (MeasurementState::Waiting, 0, 0);
        let status = MeasurementStatus { name, group, every, state, runs, failures, last_error: None };
        Record { status: Mutex::new(status), limit, metrics }
    }

    /// Returns the period; `None` for a manual group.
    pub(super) fn period(&self) -> Option<Duration> {
        self.lock().every
    }

    /// Changes the period of a polling group.
    pub(super) fn set_period(&self, period: Duration) -> Result<(), Error> {
        let mut status = self.lock();
        check_period(&status.name, self.limit, period)?;
        status.every = Some(period);
        Ok(())
    }

    /// Returns the time limit of a run: by default, it is the period.
    pub(super) fn limit(&self) -> Duration {
        self.limit.or(self.period()).unwrap_or(LIMIT)
    }

    /// Records the outcome of a run. A failure is counted, and unsets the gauges of the group, whose values are unknown
    /// now.
    ///
    /// The lock is not held during calls, because a layer that logs, or a seed, may ask for the status.
    pub(super) fn record(&self, outcome: Outcome, detach: bool) {
        let MeasurementStatus { name, state: before, .. } = self.status();
        match outcome {
            Ok(()) => {
                self.lock().succeed();
                if before == MeasurementState::Failing {
                    tracing::info!("the measurement `{name}` succeeds again");
                }
            }
            Err(Failure { reason, message }) => {
                self.unset_gauges();
                poll_failures_total(&name, reason).inc();
                self.lock().fail(message.clone(), detach);
                if before != MeasurementState::Failing {
                    tracing::warn!("the measurement `{name}` failed: {message}");
                }
            }
        }
    }

    /// Unsets the gauges of the group, so that they are not exported.
    pub(super) fn unset_gauges(&self) {
        let group = self.lock().group.clone();
        let _ = Registry::global().unset_gauges(&group); // the group may exist only in `metrics`
        self.metrics.unset_gauges(&group);
    }

    pub(super) fn status(&self) -> MeasurementStatus {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, MeasurementStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MeasurementStatus {
    fn succeed(&mut self) {
        self.runs += 1;
        self.state = MeasurementState::Good;
    }

    fn fail(&mut self, message: String, detach: bool) {
        (self.runs, self.failures) = (self.runs + 1, self.failures + 1);
        self.last_error = Some(message);
        self.state = if detach { MeasurementState::Detached } else { MeasurementState::Failing };
    }
}

/// Checks the period of a polling group, and that its time limit is at most the period.
pub(super) fn check_period(name: &str, limit: Option<Duration>, every: Duration) -> Result<(), Error> {
    let name = || name.to_owned();
    if every.is_zero() {
        return Err(ErrorKind::ZeroRate { name: name() }.into());
    }
    match limit.filter(|limit| *limit > every || limit.is_zero()) {
        Some(limit) => Err(ErrorKind::Limit { name: name(), limit, every }.into()),
        None => Ok(()),
    }
}
