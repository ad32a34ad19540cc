//! Polling groups and manual groups. The clock of tokio is paused, so time passes when no task has anything to do.

mod ends;
mod failures;
mod mistakes;
mod periods;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gapless::plugins::{
    ManualGroup, MeasurementState, MeasurementStatus, PollingGroup, Schedule, ScheduleBuilder,
};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Counts runs.
#[derive(Clone, Default)]
struct Runs(Arc<AtomicU32>);

impl Runs {
    /// Counts a run, and returns the count.
    fn add(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// A polling group of a closure that counts its runs.
    fn poll(&self, name: &'static str) -> PollingGroup {
        let runs = self.clone();
        PollingGroup::new(name, move || {
            runs.add();
        })
    }

    /// A polling group of a future that counts its runs.
    fn poll_async(&self, name: &'static str) -> PollingGroup {
        let runs = self.clone();
        PollingGroup::new_async(name, move || {
            runs.add();
            std::future::ready(())
        })
    }
}

fn start(builder: ScheduleBuilder) -> Schedule {
    builder.start().expect("nothing is wrong with it")
}

fn polling(poll: PollingGroup) -> Schedule {
    start(Schedule::builder().polling_group(poll))
}

/// The status of the only measurement.
fn status(schedule: &Schedule) -> MeasurementStatus {
    let [status] = schedule.measurements().try_into().expect("there is one");
    status
}

#[tokio::test(start_paused = true)]
async fn a_polling_group_runs_at_the_start_and_then_in_each_period() {
    let (runs, async_runs) = (Runs::default(), Runs::default());
    let builder = Schedule::builder().polling_group(runs.poll("polls_five"));
    let schedule = start(builder.polling_group(async_runs.poll_async("polls_async_five")));
    sleep(MILLISECOND).await;
    assert_eq!((runs.get(), async_runs.get()), (1, 1));
    sleep(10 * SECOND + 99 * MILLISECOND).await;
    assert_eq!((runs.get(), async_runs.get()), (3, 3));
    let [status, _] = schedule.measurements().try_into().expect("there are two");
    assert_eq!((status.state, status.runs, status.every), (MeasurementState::Good, 3, Some(5 * SECOND)));
}

#[tokio::test(start_paused = true)]
async fn a_polling_group_has_its_own_period_or_that_of_the_schedule() {
    let [often, seldom, late] = std::array::from_fn(|_| Runs::default());
    let builder = Schedule::builder().poll_rate(10 * SECOND);
    let builder = builder
        .polling_group(often.poll("polls_often").every(SECOND))
        .polling_group(seldom.poll("polls_seldom"));
    let _schedule = start(builder.polling_group(late.poll("polls_late").every(SECOND).delay(15 * SECOND)));
    sleep(14 * SECOND + 500 * MILLISECOND).await;
    assert_eq!((often.get(), seldom.get(), late.get()), (15, 2, 0));
    sleep(SECOND).await;
    assert_eq!((often.get(), late.get()), (16, 1));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_periods_have_a_hundred_runs_without_drift() {
    let (runs, start_of_all) = (Runs::default(), Instant::now());
    let (counted, ticked) = (runs.clone(), start_of_all);
    let poll = PollingGroup::new_async("polls_no_drift", move || {
        assert_eq!(ticked.elapsed().as_secs(), u64::from(counted.add() - 1));
        assert!(ticked.elapsed().subsec_millis() < 2, "the tick comes late: {:?}", ticked.elapsed());
        sleep(700 * MILLISECOND)
    });
    let schedule = polling(poll.every(SECOND));
    sleep(99 * SECOND + 900 * MILLISECOND).await;
    assert_eq!((runs.get(), status(&schedule).failures), (100, 0));
}

#[tokio::test(start_paused = true)]
async fn polling_groups_with_one_period_share_a_task() {
    let n_tasks = || Handle::current().metrics().num_alive_tasks();
    let before = n_tasks();
    let builder = Schedule::builder().polling_group(Runs::default().poll_async("polls_a"));
    let builder = builder.polling_group(Runs::default().poll_async("polls_b"));
    let schedule = start(builder.polling_group(Runs::default().poll_async("polls_c").every(SECOND)));
    sleep(SECOND).await; // until the task of manual groups has ended
    assert_eq!(n_tasks() - before, 2);
    schedule.shutdown().await;
    assert_eq!(n_tasks(), before);
}

/// Metrics of manual groups.
mod counted {
    gapless::defmetrics! {
        #![group = "polls_counted"]

        /// Games.
        pub(super) gauge polls_games;

        /// Rooms.
        pub(super) gauge polls_rooms;
    }
}

#[tokio::test(start_paused = true)]
async fn a_manual_group_runs_at_the_start_and_at_each_refresh() {
    let games = Arc::new(AtomicU32::new(5));
    let measured = games.clone();
    let measure = move || counted::polls_games().set(f64::from(measured.load(Ordering::Relaxed)));
    let schedule = start(Schedule::builder().manual_group(ManualGroup::new("polls_games", measure)));
    sleep(MILLISECOND).await;
    games.store(6, Ordering::Relaxed);
    sleep(100 * SECOND).await;
    assert_eq!(counted::polls_games().get(), Some(5.0));
    schedule.refresh().await;
    assert_eq!(counted::polls_games().get(), Some(6.0));
    assert_eq!((status(&schedule).runs, status(&schedule).every), (2, None));
}

#[tokio::test(start_paused = true)]
async fn manual_groups_can_be_delayed() {
    let measure = || async { counted::polls_rooms().set(3.0) };
    let builder = Schedule::builder().manual_group(ManualGroup::new_async("polls_rooms", measure));
    let schedule = start(builder.manual_delay(100 * MILLISECOND));
    sleep(99 * MILLISECOND).await;
    assert_eq!((counted::polls_rooms().get(), status(&schedule).state), (None, MeasurementState::Waiting));
    sleep(2 * MILLISECOND).await;
    assert_eq!((counted::polls_rooms().get(), status(&schedule).state), (Some(3.0), MeasurementState::Good));
}
