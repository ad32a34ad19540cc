//! What is run turn by turn: an action with its time limit, and the record of how it goes.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::{dynamic, Registry};

use crate::action::{Action, Failure, Ready};
use crate::error::{Error, ErrorKind};
use crate::function::Turn;
use crate::own::Reason;
use crate::patience::Patience;
use crate::status::{PollState, Record};

/// What a poll and a manual measurement have in common, as it is asked for.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) name: Cow<'static, str>,
    /// Where it is made.
    pub(crate) place: &'static Location<'static>,
    /// Whose gauges it sets, if they are of another group than that of its name.
    pub(crate) group: Option<Cow<'static, str>>,
    pub(crate) limit: Option<Duration>,
    /// After which it runs no more, if it has an end.
    pub(crate) patience: Option<Patience>,
    pub(crate) action: Action,
    /// If others may run it.
    pub(crate) turn: Option<Arc<Turn>>,
}

/// The same, ready to run.
pub(crate) struct Work {
    limit: Duration,
    patience: Option<Patience>,
    ready: Ready,
    turn: Option<Arc<Turn>>,
    pub(crate) record: Arc<Record>,
}

impl Draft {
    #[track_caller]
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, action: Action) -> Self {
        let place = Location::caller();
        Draft { name: name.into(), place, group: None, limit: None, patience: None, action, turn: None }
    }

    /// With a time limit, if it has none of its own.
    pub(crate) fn ready(
        self,
        every: Option<Duration>,
        limit: Duration,
        metrics: &dynamic::Registry,
    ) -> Result<Work, Error> {
        let name = self.name;
        if let Some(group) = self.group.as_ref().filter(|group| !metrics.groups().contains(&***group)) {
            let of_group = Registry::global().switch_group(group); // it knows which one was meant
            of_group.map_err(|cause| ErrorKind::Group { poll: name.to_string(), cause })?;
        }
        let group = self.group.unwrap_or_else(|| name.clone());
        let (limit, patience) = (self.limit.unwrap_or(limit), self.patience);
        let record = Arc::new(Record::new(name.clone(), group, every, metrics.clone()));
        let ready = self.action.ready(&name, record.clone(), self.turn.clone());
        let ready = ready.map_err(|cause| ErrorKind::Thread { poll: name.to_string(), cause })?;
        Ok(Work { limit, patience, ready, turn: self.turn, record })
    }
}

impl Work {
    /// One turn, unless somebody else has it.
    pub(crate) async fn run(&mut self) {
        if self.turn.as_ref().is_some_and(|turn| !turn.is_ours()) {
            return;
        }
        let outcome = self.ready.run(self.limit).await.unwrap_or_else(|| Err(too_long(self.limit)));
        let is_over = |patience: &mut Patience| outcome.is_err() && patience.is_over();
        let detach = self.patience.as_mut().is_some_and(is_over);
        self.record.take_down(outcome, detach);
        if let Some(turn) = self.turn.as_ref().filter(|_| detach) {
            turn.keep();
        }
    }

    pub(crate) fn is_detached(&self) -> bool {
        self.record.status().state == PollState::Detached
    }
}

fn too_long(limit: Duration) -> Failure {
    Failure { reason: Reason::Timeout, message: format!("it took longer than {limit:?}") }
}
