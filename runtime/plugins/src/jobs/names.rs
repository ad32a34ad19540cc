//! The queues and jobs that the program has named.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::__private::OTHER;

use crate::named::MAX_NAMES;

/// The names of queues and jobs. Names beyond the limit share the series of `_other`.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Arc<Mutex<Sets>>);

#[derive(Debug, Default)]
struct Sets {
    queues: BTreeSet<Arc<str>>,
    jobs: BTreeSet<(Arc<str>, Arc<str>)>,
}

impl Names {
    /// Adds a queue. Returns its name in the metrics, which is `_other` if there are too many.
    pub(super) fn add_queue(&self, queue: &str) -> Arc<str> {
        let queues = &mut self.lock().queues;
        if let Some(queue) = queues.get(queue) {
            return queue.clone();
        }
        let queue: Arc<str> = if queues.len() < MAX_NAMES { queue } else { OTHER }.into();
        queues.insert(queue.clone());
        queue
    }

    /// Adds a job. Returns the names of its queue and of the job in the metrics.
    pub(super) fn add_job(&self, queue: &Arc<str>, job: &str) -> (Arc<str>, Arc<str>) {
        let jobs = &mut self.lock().jobs;
        let mut name = (queue.clone(), job.into());
        if jobs.len() >= MAX_NAMES && !jobs.contains(&name) {
            name = (OTHER.into(), OTHER.into());
        }
        jobs.insert(name.clone());
        name
    }

    pub(super) fn queues(&self) -> BTreeSet<Arc<str>> {
        self.lock().queues.clone()
    }

    pub(super) fn jobs(&self) -> BTreeSet<(Arc<str>, Arc<str>)> {
        self.lock().jobs.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Sets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
