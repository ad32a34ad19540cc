//! What runs polls at their rates, and manual measurements when it is told to.
//!
//! Polls of the same period and delay share a task, which ticks at multiples of the period from the start on: what takes long
//! moves no later tick. In a tick all of them run at once, each within its limit, which is no longer than the period; so
//! each is done when the next tick comes, whatever the others do.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::channel;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use gapless_core::dynamic::Registry;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{interval_at, sleep, Instant, MissedTickBehavior};

use crate::error::{Error, ErrorKind};
use crate::manual::Manual;
use crate::poll::Poll;
use crate::status::{PollStatus, Record};
use crate::work::Work;

/// Polls and manual measurements that run, until this is [shut down](Schedule::shutdown) or dropped.
///
/// An instance has one; by itself it is for programs that have none.
///
/// ```
/// use gapless_plugins::{Manual, Poll, Schedule};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gapless_plugins::Error> {
/// let schedule = Schedule::builder()
///     .poll(Poll::new("queue", || println!("looking at the queue")))
///     .manual(Manual::new("games", || println!("counting games")))
///     .start()?;
/// schedule.refresh().await;
/// assert_eq!(schedule.list()[1].name, "games");
/// schedule.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "all of it ends when it is dropped"]
pub struct Schedule {
    tasks: JoinSet<()>,
    manual: Arc<Manuals>,
    records: Vec<Arc<Record>>,
    runtime: Handle,
}

/// A [`Schedule`] to be.
#[derive(Debug)]
#[must_use = "nothing runs before `start`"]
pub struct ScheduleBuilder {
    polls: Vec<Poll>,
    manuals: Vec<Manual>,
    metrics: Registry,
    rate: Duration,
    manual_delay: Option<Duration>,
}

/// Manual measurements, which run for one at a time who asks.
struct Manuals(Mutex<Vec<Work>>);

impl std::fmt::Debug for Manuals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Manuals")
    }
}

impl Schedule {
    /// A schedule to be, of nothing so far.
    pub fn builder() -> ScheduleBuilder {
        let (polls, manuals, metrics) = Default::default();
        ScheduleBuilder { polls, manuals, metrics, rate: Duration::from_secs(5), manual_delay: None }
    }

    /// Runs all manual measurements, and returns when they are done, however they end.
    pub async fn refresh(&self) {
        let manual = self.manual.clone();
        let mut task = JoinSet::new(); // ends it, if nobody waits for it any more
        task.spawn_on(async move { manual.refresh().await }, &self.runtime);
        let _ = task.join_next().await; // it may be gone with its runtime
    }

    /// The same for programs without a runtime. On the only thread of one, it would wait for itself.
    pub fn refresh_blocking(&self) {
        let (manual, (done, is_done)) = (self.manual.clone(), channel::<()>());
        self.runtime.spawn(async move {
            let _done = done; // dropped at the end, whatever it is
            manual.refresh().await;
        });
        let _ = is_done.recv();
    }

    /// How each of them is doing, polls first.
    #[must_use]
    pub fn list(&self) -> Vec<PollStatus> {
        self.records.iter().map(|record| record.status()).collect()
    }

    /// Ends all of them. What is being run is left off: a future at its next `await`, a closure to its thread.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }
}

impl ScheduleBuilder {
    /// With a poll.
    pub fn poll(mut self, poll: Poll) -> Self {
        self.polls.push(poll);
        self
    }

    /// With a manual measurement.
    pub fn manual(mut self, manual: Manual) -> Self {
        self.manuals.push(manual);
        self
    }

    /// Whose gauges are absent too when those of a group are, beside the declared ones.
    pub fn metrics(mut self, registry: &Registry) -> Self {
        self.metrics = registry.clone();
        self
    }

    /// The period of those polls that have none of their own; 5 seconds by default.
    pub fn rate(mut self, period: Duration) -> Self {
        self.rate = period;
        self
    }

    /// Runs manual measurements so long after the start for the first time, instead of at once.
    pub fn manual_delay(mut self, delay: Duration) -> Self {
        self.manual_delay = Some(delay);
        self
    }

    /// Runs all of it in the background from now on.
    ///
    /// # Errors
    ///
    /// If a name is there twice, if a period, a limit or the delay cannot be, if a poll's group is not there, if a closure
    /// cannot have its thread, or if there is no tokio runtime.
    pub fn start(self) -> Result<Schedule, Error> {
        let runtime = Handle::try_current().map_err(|_| ErrorKind::NoRuntime)?;
        self.check()?;
        let (mut by_tick, mut records) = (BTreeMap::<_, Vec<Work>>::new(), Vec::new());
        for poll in self.polls {
            let (every, delay, work) = poll.ready(self.rate, &self.metrics)?;
            records.push(work.record.clone());
            by_tick.entry((every, delay)).or_default().push(work);
        }
        let manuals = self.manuals.into_iter().map(|manual| manual.ready(&self.metrics));
        let manuals = manuals.collect::<Result<Vec<_>, _>>()?;
        records.extend(manuals.iter().map(|work| work.record.clone()));
        let (mut tasks, manual) = (JoinSet::new(), Arc::new(Manuals(Mutex::new(manuals))));
        for ((every, delay), works) in by_tick {
            tasks.spawn_on(run_every(every, delay, works), &runtime);
        }
        tasks.spawn_on(manual.clone().refresh_after(self.manual_delay.unwrap_or_default()), &runtime);
        Ok(Schedule { tasks, manual, records, runtime })
    }

    fn check(&self) -> Result<(), ErrorKind> {
        if self.manual_delay.is_some_and(|delay| delay.is_zero()) {
            return Err(ErrorKind::ZeroDelay);
        }
        let polls = self.polls.iter().map(|poll| (poll.name(), poll.place()));
        let manuals = self.manuals.iter().map(|manual| (manual.name(), manual.place()));
        let mut places = HashMap::new();
        for (name, place) in polls.chain(manuals) {
            if let Some(other) = places.insert(name, place) {
                return Err(ErrorKind::NameTwice { poll: name.to_owned(), places: [other, place] });
            }
        }
        Ok(())
    }
}

impl Manuals {
    async fn refresh(&self) {
        join_all(self.0.lock().await.iter_mut().map(Work::run)).await;
    }

    async fn refresh_after(self: Arc<Self>, delay: Duration) {
        sleep(delay).await;
        self.refresh().await;
    }
}

/// Runs what has this period, until nothing of it is left.
async fn run_every(every: Duration, delay: Duration, mut works: Vec<Work>) {
    sleep(delay).await;
    let mut ticks = interval_at(Instant::now(), every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while !works.is_empty() {
        ticks.tick().await;
        join_all(works.iter_mut().map(Work::run)).await;
        works.retain(|work| !work.is_detached());
    }
}
