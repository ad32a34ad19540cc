//! Background jobs with their queue, and periodic measurements.

use std::convert::Infallible;
use std::time::{Duration, SystemTime};

use gapless::LabelValue;
use gapless::plugins::{Job, JobState, Jobs, PluginOptions, PollingGroup};
use gapless::watch::Watch;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};
use tracing::error;

use crate::failure::Failure;
use crate::site::Site;
use crate::{accounts, chat, database};

const INTERVAL: Duration = Duration::from_secs(10);

/// The name of the queue in the metrics.
const QUEUE: &str = "site";

/// The number of jobs that can wait. Further jobs are left out until the next interval.
const MAX_WAITING: usize = 16;

/// The time between two counts of the waiting jobs.
const COUNTED_EVERY: Duration = Duration::from_secs(1);

/// The duration of the slow job of a drill.
const SLOW: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug, LabelValue)]
enum Task {
    RebuildGameList,
    ExpireSessions,
    RemoveOldMessages,
    SlowJob,
}

/// The tasks that are added to the queue at each interval.
const PERIODIC: [Task; 3] = [Task::RebuildGameList, Task::ExpireSessions, Task::RemoveOldMessages];

/// The periodic measurements. While a measurement fails, its gauges are unset, and its failures are counted by name.
pub(crate) fn polls(site: &Site) -> [PollingGroup; 2] {
    let [of_accounts, of_size] = [(); 2].map(|()| site.database.clone());
    let accounts = move || {
        let database = of_accounts.clone();
        async move { accounts::count(&database).await }
    };
    let size = move || {
        let database = of_size.clone();
        async move { database::measure(&database).await }
    };
    [PollingGroup::new_async("accounts", accounts), PollingGroup::new_async("database_size", size)]
        .map(|poll| poll.every(INTERVAL).delay(INTERVAL))
}

/// The watch of [`Worker::run`]: `gapless_task_activity` shows whether the jobs are up, late or down.
pub(crate) fn watch() -> Watch {
    Watch::new("jobs").idle_after(2 * INTERVAL)
}

/// The queue, for those who add jobs.
#[derive(Clone)]
pub(crate) struct Queue(mpsc::Sender<Waiting>);

impl Queue {
    /// Adds the slow job of a drill, and returns whether there was room: half of the queue is for other jobs.
    pub(crate) fn add_slow_job(&self) -> bool {
        let waiting = Waiting { task: Task::SlowJob, since: SystemTime::now() };
        self.0.capacity() > MAX_WAITING / 2 && self.0.try_send(waiting).is_ok()
    }
}

/// A job in the queue.
struct Waiting {
    task: Task,
    since: SystemTime,
}

/// The worker of the background jobs, with their queue.
pub(crate) struct Worker {
    metrics: Jobs,
    jobs: [Job; Task::CARDINALITY],
    sender: mpsc::Sender<Waiting>,
    receiver: mpsc::Receiver<Waiting>,
}

impl Worker {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        let queue = sender.downgrade();
        let metrics = Jobs::new().options(PluginOptions::new().poll_rate(COUNTED_EVERY)).count(move || {
            let waiting = queue.upgrade().map_or(0, |queue| queue.max_capacity() - queue.capacity());
            async move { Ok::<_, Infallible>([(QUEUE, JobState::Pending, waiting as u64)]) }
        });
        let queue = metrics.queue(QUEUE);
        let jobs = Task::VALUES.map(|task| queue.job(task.as_label()));
        Worker { metrics, jobs, sender, receiver }
    }

    pub(crate) fn queue(&self) -> Queue {
        Queue(self.sender.clone())
    }

    pub(crate) fn metrics(&self) -> Jobs {
        self.metrics.clone()
    }

    /// Adds the periodic tasks to the queue at each interval, and runs the jobs one after the other. The first run is
    /// after one interval, so that the start is fast.
    pub(crate) async fn run(mut self, site: Site) {
        let mut interval = interval_at(Instant::now() + INTERVAL, INTERVAL);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                _ = interval.tick() => self.add_all(),
                Some(waiting) = self.receiver.recv() => self.work(&waiting, &site).await,
            }
        }
    }

    fn add_all(&self) {
        for task in PERIODIC {
            if self.sender.try_send(Waiting { task, since: SystemTime::now() }).is_err() {
                error!("{task:?} is left out, because {MAX_WAITING} jobs already wait");
            }
        }
    }

    async fn work(&self, &Waiting { task, since }: &Waiting, site: &Site) {
        let run = self.jobs[task.index()].start(Some(since), 1).run(run(task, site));
        if let Err(failure) = run.await {
            error!("{task:?} failed, and runs again in {INTERVAL:?}: {failure:?}");
        }
    }
}

async fn run(task: Task, site: &Site) -> Result<(), Failure> {
    match task {
        Task::RebuildGameList => site.games.rebuild(&site.database).await.map(drop),
        Task::ExpireSessions => {
            site.sessions.expire();
            Ok(())
        }
        Task::RemoveOldMessages => chat::remove_old_messages(&site.database).await,
        Task::SlowJob => {
            sleep(SLOW).await;
            Ok(())
        }
    }
}
