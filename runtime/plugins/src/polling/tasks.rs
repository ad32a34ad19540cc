//! The tasks that run polling groups at their rates.
//!
//! Groups of the same period and delay share a task, which ticks at multiples of the period; a run that takes long does
//! not move a later tick. At a tick, all measurements of the task run concurrently. The time limit of a run is at most
//! the period, so each run has ended at the next tick, regardless of the others. A measurement whose period changes
//! moves to a task of its own.

use std::future::Future;
use std::mem::take;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::{join_all, select, Either};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{interval_at, Instant, MissedTickBehavior};

use super::measurement::Measurement;

/// The first tick after a delay that is longer than the clock of the system can represent.
const FAR: Duration = Duration::from_secs(30 * 365 * 86_400);

/// The tasks of a schedule. They end when this value is dropped.
#[derive(Debug)]
pub(super) struct Tasks {
    running: Mutex<JoinSet<()>>,
    /// Wakes all tasks when a period has changed.
    changed: watch::Sender<()>,
    runtime: Handle,
}

impl Tasks {
    pub(super) fn new(runtime: Handle) -> Arc<Self> {
        Arc::new(Tasks { running: Mutex::default(), changed: watch::Sender::new(()), runtime })
    }

    pub(super) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.lock();
        while running.try_join_next().is_some() {} // forgets tasks that have ended
        running.spawn_on(task, &self.runtime);
    }

    /// Starts a task for measurements of one period, which run for the first time after a delay.
    pub(super) fn run(self: &Arc<Self>, every: Duration, delay: Duration, measurements: Vec<Measurement>) {
        self.spawn(run_every(every, delay, measurements, Arc::downgrade(self), self.changed.subscribe()));
    }

    /// Lets each measurement whose period has changed run at the new one.
    pub(super) fn rearrange(&self) {
        self.changed.send_replace(());
    }

    pub(super) async fn shutdown(&self) {
        let mut running = take(&mut *self.lock());
        running.shutdown().await;
    }

    fn lock(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs measurements in each period, until all of them are detached or have another period.
async fn run_every(
    every: Duration,
    delay: Duration,
    mut measurements: Vec<Measurement>,
    tasks: Weak<Tasks>,
    mut changed: watch::Receiver<()>,
) {
    let now = Instant::now();
    let mut ticks = interval_at(now.checked_add(delay).unwrap_or_else(|| now + FAR), every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        let has_changed = |measurement: &Measurement| measurement.record.period() != Some(every);
        let (moved, stay) = measurements.into_iter().partition(has_changed);
        measurements = stay;
        run_apart(moved, &tasks);
        if measurements.is_empty() {
            return;
        }
        match select(pin!(ticks.tick()), pin!(changed.changed())).await {
            Either::Left(_) => {
                join_all(measurements.iter_mut().map(Measurement::run)).await;
                measurements.retain(|measurement| !measurement.is_detached());
            }
            Either::Right((Ok(()), _)) => {}
            Either::Right((Err(_), _)) => return, // the schedule has ended
        }
    }
}

/// Starts a task for each measurement, which runs for the first time after its period.
fn run_apart(measurements: Vec<Measurement>, tasks: &Weak<Tasks>) {
    let Some(tasks) = tasks.upgrade() else { return };
    for measurement in measurements {
        let every = measurement.record.period().unwrap_or(FAR);
        tasks.run(every, every, vec![measurement]);
    }
}
