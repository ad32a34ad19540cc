//! Schedules: polling groups that run at their rates, and manual groups that run on request.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::future::Future;
use std::sync::mpsc::channel;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use gapless_core::__private::nearest;
use gapless_core::dynamic::Registry;
use tokio::runtime::Handle;
use tokio::sync::{watch, Mutex};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::error::{Error, ErrorKind};
use super::manual_group::ManualGroup;
use super::measurement::Measurement;
use super::polling_group::PollingGroup;
use super::status::{MeasurementStatus, Record};
use super::tasks::Tasks;

/// Polling groups and manual groups that run until the schedule is [shut down](Schedule::shutdown) or dropped.
///
/// Each instance has a schedule. Programs without an instance use a schedule directly.
///
/// ```
/// use gapless::plugins::{ManualGroup, PollingGroup, Schedule};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gapless::plugins::Error> {
/// let schedule = Schedule::builder()
///     .polling_group(PollingGroup::new("queue", || println!("measuring the queue")))
///     .manual_group(ManualGroup::new("games", || println!("counting games")))
///     .start()?;
/// schedule.polled().await;
/// schedule.refresh().await;
/// assert_eq!(schedule.measurements()[0].runs, 1);
/// schedule.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "all measurements end when the schedule is dropped"]
pub struct Schedule {
    tasks: Arc<Tasks>,
    manual: Arc<ManualMeasurements>,
    records: Vec<Arc<Record>>,
    /// Whether each polling group has run.
    polled: Vec<watch::Receiver<bool>>,
}

/// Builds a [`Schedule`].
#[derive(Debug)]
#[must_use = "nothing runs before `start`"]
pub struct ScheduleBuilder {
    polling: Vec<PollingGroup>,
    manual: Vec<ManualGroup>,
    metrics: Registry,
    poll_rate: Duration,
    manual_delay: Option<Duration>,
}

/// The measurements of manual groups; the lock lets one `refresh` run at a time.
struct ManualMeasurements(Mutex<Vec<Measurement>>);

impl fmt::Debug for ManualMeasurements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManualMeasurements")
    }
}

impl Schedule {
    /// Creates a builder without groups.
    pub fn builder() -> ScheduleBuilder {
        let poll_rate = Duration::from_secs(5);
        let (polling, manual, metrics) = Default::default();
        ScheduleBuilder { polling, manual, metrics, poll_rate, manual_delay: None }
    }

    /// Waits until every polling group has run once, successfully or not.
    ///
    /// The call does not wait for a function with `#[poll]` that another schedule runs.
    pub async fn polled(&self) {
        all_true(self.polled.clone()).await;
    }

    /// Waits like [`polled`](Self::polled), in a program without a runtime. On the only thread of a runtime, the call
    /// never returns.
    pub fn polled_blocking(&self) {
        self.wait_for(all_true(self.polled.clone()));
    }

    /// Runs the measurements of all manual groups, and returns when every run has ended, successfully or not.
    pub async fn refresh(&self) {
        let manual = self.manual.clone();
        let mut task = JoinSet::new(); // aborts the task if the caller stops waiting
        task.spawn_on(async move { manual.refresh().await }, self.tasks.runtime());
        let _ = task.join_next().await; // fails if the runtime has ended
    }

    /// Runs the measurements like [`refresh`](Self::refresh), in a program without a runtime. On the only thread of a
    /// runtime, the call never returns.
    pub fn refresh_blocking(&self) {
        let manual = self.manual.clone();
        self.wait_for(async move { manual.refresh().await });
    }

    /// Blocks until a future on the runtime has ended, or the runtime has.
    fn wait_for(&self, future: impl Future<Output = ()> + Send + 'static) {
        let (done, is_done) = channel::<()>();
        self.tasks.runtime().spawn(async move {
            let _done = done; // dropped with the task, however it ends
            future.await;
        });
        let _ = is_done.recv();
    }

    /// Returns the status of every measurement. Polling groups come first.
    #[must_use]
    pub fn measurements(&self) -> Vec<MeasurementStatus> {
        self.records.iter().map(|record| record.status()).collect()
    }

    /// Changes the period of a polling group while it runs. The next run is one period later.
    ///
    /// ```
    /// use std::time::Duration;
    /// use gapless::plugins::{PollingGroup, Schedule};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), gapless::plugins::Error> {
    /// let queue = PollingGroup::new("queue", || println!("measuring the queue"));
    /// let schedule = Schedule::builder().polling_group(queue).start()?;
    /// schedule.set_period("queue", Duration::from_secs(1))?;
    /// assert_eq!(schedule.measurements()[0].every, Some(Duration::from_secs(1)));
    /// # schedule.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the polling group does not exist, or if the period is zero or shorter than the time limit
    /// that the group sets.
    pub fn set_period(&self, polling_group: &str, period: Duration) -> Result<(), Error> {
        let is_polled = |record: &&Arc<Record>| record.period().is_some();
        let names: Vec<_> =
            self.records.iter().filter(is_polled).map(|record| record.status().name).collect();
        // The records of polling groups come first.
        let Some(place) = names.iter().position(|name| name == polling_group) else {
            let nearest = nearest(polling_group, names.iter().map(|name| &**name)).map(str::to_owned);
            return Err(ErrorKind::UnknownPollingGroup { name: polling_group.to_owned(), nearest }.into());
        };
        self.records[place].set_period(period)?;
        self.tasks.rearrange();
        Ok(())
    }

    /// Ends all measurements. A future that runs is dropped at its next `await`; a closure that runs is left to its
    /// thread.
    pub async fn shutdown(self) {
        self.tasks.shutdown().await;
    }
}

/// Returns when every value is true or will never change.
async fn all_true(values: Vec<watch::Receiver<bool>>) {
    for mut value in values {
        let _ = value.wait_for(|is_true| *is_true).await; // fails if the runtime has ended
    }
}

impl ScheduleBuilder {
    /// Adds a polling group.
    pub fn polling_group(mut self, group: PollingGroup) -> Self {
        self.polling.push(group);
        self
    }

    /// Adds a manual group.
    pub fn manual_group(mut self, group: ManualGroup) -> Self {
        self.manual.push(group);
        self
    }

    /// Sets the registry that has run-time gauges of the groups. A failure unsets them with the declared gauges.
    pub fn metrics(mut self, registry: &Registry) -> Self {
        self.metrics = registry.clone();
        self
    }

    /// Sets the period of polling groups that do not set a period. The default is 5 seconds.
    pub fn poll_rate(mut self, period: Duration) -> Self {
        self.poll_rate = period;
        self
    }

    /// Sets how long the first run of manual groups waits after the start; by default, it does not wait.
    pub fn manual_delay(mut self, delay: Duration) -> Self {
        self.manual_delay = Some(delay);
        self
    }

    /// Starts all measurements in the background.
    ///
    /// # Errors
    ///
    /// Returns an error if two groups have the same name, if a period, a limit or the delay is invalid, if the
    /// metrics group of a measurement does not exist, if a thread cannot be started, or if the call is outside a
    /// tokio runtime.
    pub fn start(self) -> Result<Schedule, Error> {
        let runtime = Handle::try_current().map_err(|_| ErrorKind::NoRuntime)?;
        self.check()?;
        let (mut by_tick, mut records) = (BTreeMap::<_, Vec<Measurement>>::new(), Vec::new());
        let mut polled = Vec::new();
        for group in self.polling {
            let (every, delay, measurement) = group.ready(self.poll_rate, &self.metrics)?;
            records.push(measurement.record.clone());
            polled.push(measurement.has_run());
            by_tick.entry((every, delay)).or_default().push(measurement);
        }
        let manual = self.manual.into_iter().map(|group| group.ready(&self.metrics));
        let manual = manual.collect::<Result<Vec<_>, _>>()?;
        records.extend(manual.iter().map(|measurement| measurement.record.clone()));
        let (tasks, manual) = (Tasks::new(runtime), Arc::new(ManualMeasurements(Mutex::new(manual))));
        for ((every, delay), measurements) in by_tick {
            tasks.run(every, delay, measurements);
        }
        tasks.spawn(manual.clone().refresh_after(self.manual_delay.unwrap_or_default()));
        Ok(Schedule { tasks, manual, records, polled })
    }

    fn check(&self) -> Result<(), ErrorKind> {
        if self.manual_delay.is_some_and(|delay| delay.is_zero()) {
            return Err(ErrorKind::ZeroDelay);
        }
        let polling = self.polling.iter().map(|group| (group.name(), group.place()));
        let manual = self.manual.iter().map(|group| (group.name(), group.place()));
        let mut places = HashMap::new();
        for (name, place) in polling.chain(manual) {
            if let Some(other) = places.insert(name, place) {
                return Err(ErrorKind::NameTwice { name: name.to_owned(), places: [other, place] });
            }
        }
        Ok(())
    }
}

impl ManualMeasurements {
    async fn refresh(&self) {
        join_all(self.0.lock().await.iter_mut().map(Measurement::run)).await;
    }

    async fn refresh_after(self: Arc<Self>, delay: Duration) {
        sleep(delay).await;
        self.refresh().await;
    }
}
