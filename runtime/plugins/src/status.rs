//! How polls are doing, for whoever asks.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gapless_core::{dynamic, Registry};

use crate::action::{Failure, Outcome};
use crate::own::{poll_failures_total, Reason};

/// How a poll, or a manual measurement, is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PollStatus {
    /// What it is called.
    pub name: Cow<'static, str>,
    /// Whose gauges it sets.
    pub group: Cow<'static, str>,
    /// Its rate; `None` for a manual measurement.
    pub every: Option<Duration>,
    /// What came of its last run.
    pub state: PollState,
    /// How often it has run, also in vain.
    pub n_runs: u64,
    /// How often it has failed.
    pub n_failures: u64,
    /// What its last failure said.
    pub last_error: Option<String>,
}

/// What came of a poll's last run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PollState {
    /// It has not ended a run yet.
    Waiting,
    /// Its last run was good.
    Good,
    /// Its last run failed; it goes on.
    Failing,
    /// It failed and runs no more, as was asked for.
    Detached,
}

/// The status of one poll, written by its runs.
#[derive(Debug)]
pub(crate) struct Record {
    status: Mutex<PollStatus>,
    /// Whose gauges it sets, beside the declared ones.
    metrics: dynamic::Registry,
}

impl Record {
    pub(crate) fn new(
        name: Cow<'static, str>,
        group: Cow<'static, str>,
        every: Option<Duration>,
        metrics: dynamic::Registry,
    ) -> Self {
        // The series of all reasons are there before anything fails.
        let _ = poll_failures_total(&name, Reason::Error);
        let (state, n_runs, n_failures) = (PollState::Waiting, 0, 0);
        let status = PollStatus { name, group, every, state, n_runs, n_failures, last_error: None };
        Record { status: Mutex::new(status), metrics }
    }

    /// Takes a run down; a failed one is counted, and its gauges are not known any more. What is called here is called unlocked,
    /// as a layer that logs, or a seed, may ask for the status.
    pub(crate) fn take_down(&self, outcome: Outcome, detach: bool) {
        let PollStatus { name, state: before, .. } = self.status();
        match outcome {
            Ok(()) => {
                self.lock().recover();
                if before == PollState::Failing {
                    tracing::info!("the poll `{name}` is well again");
                }
            }
            Err(Failure { reason, message }) => {
                self.unset_gauges();
                poll_failures_total(&name, reason).inc();
                self.lock().fail(message.clone(), detach);
                if before != PollState::Failing {
                    tracing::warn!("the poll `{name}` fails: {message}");
                }
            }
        }
    }

    /// Makes the gauges of its group absent.
    pub(crate) fn unset_gauges(&self) {
        let group = self.lock().group.clone();
        let _ = Registry::global().unset_gauges(&group); // it may have no such group
        self.metrics.unset_gauges(&group);
    }

    pub(crate) fn status(&self) -> PollStatus {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, PollStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PollStatus {
    fn recover(&mut self) {
        self.n_runs += 1;
        self.state = PollState::Good;
    }

    fn fail(&mut self, message: String, detach: bool) {
        (self.n_runs, self.n_failures) = (self.n_runs + 1, self.n_failures + 1);
        self.last_error = Some(message);
        self.state = if detach { PollState::Detached } else { PollState::Failing };
    }
}
