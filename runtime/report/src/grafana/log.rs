//! The log of failures: one line for each state of failure, not for each attempt.

use std::collections::HashSet;
use std::mem::{discriminant, take, Discriminant};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::{Error, ErrorKind};

/// The failures that the log contains.
///
/// An error about objects, such as a permission, is one state for each area. An error about Grafana as a whole, such as
/// a refused connection, is one state for all areas.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<HashSet<State>>);

type State = (Discriminant<ErrorKind>, Option<Area>);

/// The subject of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Area {
    Grafana,
    Annotations,
    Folder,
    Dashboards,
}

impl Log {
    fn states(&self) -> MutexGuard<'_, HashSet<State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a failed task with its error. A repeated failure is only written for debugging.
    pub(crate) fn failed(&self, area: Area, task: &str, error: &Error, retries: u32) {
        let about = error.is_about_the_object().then_some(area);
        if !self.states().insert((discriminant(error.kind()), about)) {
            return tracing::debug!("cannot {task}: {error}");
        }
        match retries {
            0 => tracing::warn!("cannot {task}: {error}"),
            1 => tracing::warn!("cannot {task}, and will try again once: {error}"),
            retries => tracing::warn!("cannot {task}, and will try again up to {retries} times: {error}"),
        }
    }

    /// Forgets all failures, because everything succeeded.
    pub(crate) fn recovered(&self) {
        if !take(&mut *self.states()).is_empty() {
            tracing::info!("Grafana accepts dashboards and annotations again");
        }
    }
}
