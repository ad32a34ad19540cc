//! Measurements: an action with its time limit and its status.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::{dynamic, Registry};
use tokio::sync::watch;

use super::action::{Action, Ready};
use super::claim::Claim;
use super::error::{Error, ErrorKind};
use super::failure_limit::FailureLimit;
use super::outcome::Failure;
use super::own::Reason;
use super::status::{MeasurementState, Record};

/// The common part of a polling group and a manual group.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) name: Cow<'static, str>,
    /// Where the group was created.
    pub(super) place: &'static Location<'static>,
    /// The group of metrics whose gauges the measurement sets, if it is not the group with its name.
    pub(super) group: Option<Cow<'static, str>>,
    pub(super) limit: Option<Duration>,
    /// The failures after which the measurement is detached.
    pub(super) failure_limit: Option<FailureLimit>,
    pub(super) action: Action,
    /// Present if several schedules could run the measurement, and one at a time does.
    pub(super) claim: Option<Arc<Claim>>,
}

/// A measurement that can run.
pub(super) struct Measurement {
    failure_limit: Option<FailureLimit>,
    ready: Ready,
    claim: Option<Arc<Claim>>,
    pub(super) record: Arc<Record>,
    /// Becomes true when the first run has ended, or when another schedule runs the measurement.
    has_run: watch::Sender<bool>,
}

impl Draft {
    #[track_caller]
    pub(super) fn new(name: impl Into<Cow<'static, str>>, action: Action) -> Self {
        let (name, place) = (name.into(), Location::caller());
        Draft { name, place, group: None, limit: None, failure_limit: None, action, claim: None }
    }

    pub(super) fn group(&self) -> &str {
        self.group.as_ref().unwrap_or(&self.name)
    }

    /// Makes the measurement ready to run, in each period or on request.
    pub(super) fn ready(
        self,
        every: Option<Duration>,
        metrics: &dynamic::Registry,
    ) -> Result<Measurement, Error> {
        let name = self.name;
        if let Some(group) = self.group.as_ref().filter(|group| !metrics.groups().contains(&***group)) {
            let found = Registry::global().switch_group(group); // its error suggests the nearest group
            found.map_err(|cause| ErrorKind::Group { name: name.to_string(), cause })?;
        }
        let group = self.group.unwrap_or_else(|| name.clone());
        let record = Arc::new(Record::new(name.clone(), group, every, self.limit, metrics.clone()));
        let ready = self.action.ready(&name, record.clone(), self.claim.clone());
        let ready = ready.map_err(|cause| ErrorKind::Thread { name: name.to_string(), cause })?;
        let has_run = watch::Sender::new(false);
        let failure_limit = self.failure_limit;
        Ok(Measurement { failure_limit, ready, claim: self.claim, record, has_run })
    }
}

impl Measurement {
    /// Runs once, unless another schedule has claimed the measurement.
    pub(super) async fn run(&mut self) {
        if self.claim.as_ref().is_none_or(|claim| claim.is_ours()) {
            self.run_once().await;
        }
        self.has_run.send_replace(true);
    }

    async fn run_once(&mut self) {
        let limit = self.record.limit();
        let outcome = self.ready.run(limit).await.unwrap_or_else(|| Err(too_long(limit)));
        let reached = |limit: &mut FailureLimit| outcome.is_err() && limit.reached();
        let detach = self.failure_limit.as_mut().is_some_and(reached);
        self.record.record(outcome, detach);
        if let Some(claim) = self.claim.as_ref().filter(|_| detach) {
            claim.keep();
        }
    }

    pub(super) fn is_detached(&self) -> bool {
        self.record.status().state == MeasurementState::Detached
    }

    /// A receiver that sees `true` after the first run, and is closed when the measurement ends before.
    pub(super) fn has_run(&self) -> watch::Receiver<bool> {
        self.has_run.subscribe()
    }
}

fn too_long(limit: Duration) -> Failure {
    Failure { reason: Reason::Timeout, message: format!("the run took longer than {limit:?}") }
}

/// The methods of a polling group and a manual group that need no bounds, which the compiler would show in errors.
macro_rules! group_methods {
    ($Group:ident, $limit:literal) => {
        impl $Group {
            #[doc = $limit]
            pub fn limit(mut self, limit: Duration) -> Self {
                self.draft.limit = Some(limit);
                self
            }

            /// Sets the group of metrics whose gauges the measurement sets. By default, it is the group with the same
            /// name.
            pub fn in_group(mut self, group: impl Into<Cow<'static, str>>) -> Self {
                self.draft.group = Some(group.into());
                self
            }

            /// Returns the name.
            #[must_use]
            pub fn name(&self) -> &str {
                &self.draft.name
            }

            /// Returns the group of metrics whose gauges the measurement sets.
            #[must_use]
            pub fn group(&self) -> &str {
                self.draft.group()
            }

            /// Returns where the group was created.
            pub(super) fn place(&self) -> &'static Location<'static> {
                self.draft.place
            }
        }
    };
}

pub(super) use group_methods;
