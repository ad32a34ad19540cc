//! Periodic jobs, and periodic measurements.

use std::time::Duration;

use gapless::plugins::PollingGroup;
use gapless::watch::Watch;
use gapless::{LabelValue, defmetrics, instrument_metric};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::error;

use crate::failure::Failure;
use crate::site::Site;
use crate::{accounts, chat, database};

const INTERVAL: Duration = Duration::from_secs(10);

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "jobs"]

    /// Interval at which the jobs run.
    #[seed(INTERVAL.as_secs_f64())]
    gauge job_interval_seconds;
}

#[derive(Clone, Copy, Debug, LabelValue)]
enum Task {
    RebuildGameList,
    ExpireSessions,
    RemoveOldMessages,
}

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

/// The watch of [`run_all`]: `gapless_task_activity` shows whether the jobs are up, late or down.
pub(crate) fn watch() -> Watch {
    Watch::new("jobs").idle_after(2 * INTERVAL)
}

/// Runs all tasks at each interval. The first run is after one interval, so that the start is fast.
pub(crate) async fn run_all(site: Site) {
    let mut interval = interval_at(Instant::now() + INTERVAL, INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        interval.tick().await;
        for task in Task::VALUES {
            if let Err(failure) = run(task, &site).await {
                error!("{task:?} failed, and runs again in {INTERVAL:?}: {failure:?}");
            }
        }
    }
}

#[instrument_metric(
    name = "grapevine_job",
    labels(task: Task = task),
    buckets(exponential(0.0001, 4, 8)),
)]
async fn run(task: Task, site: &Site) -> Result<(), Failure> {
    match task {
        Task::RebuildGameList => site.games.rebuild(&site.database).await.map(drop),
        Task::ExpireSessions => {
            site.sessions.expire();
            Ok(())
        }
        Task::RemoveOldMessages => chat::remove_old_messages(&site.database).await,
    }
}
