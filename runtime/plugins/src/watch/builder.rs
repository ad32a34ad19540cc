//! The builder of a watch.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::clock::nanoseconds;
use super::member::Member;
use super::names::{self, Joined};
use super::output::TaskOutput;
use super::report::{name_of, Watched};
use super::task::WatchedTask;
use super::value::WatchedValue;
use super::watcher::{Options, Watcher};

/// A watch of a task or a value, with its options.
///
/// # A second watch of one name
///
/// A name has one watcher until its task is down. Another watch of that name joins the first: its handle refers to the
/// first watcher, whose options and reports stay. The second future runs as usual, and its polls and its end are
/// counted with the first. The task is up while one of them is polled, and down when all of them have ended. A watch
/// after that starts again, and continues the series.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::watch::Watch;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let importer = Watch::new("hourly_importer").idle_after(Duration::from_secs(2 * 60 * 60));
/// tokio::spawn(importer.task(async {})).await.unwrap();
/// # }
/// ```
#[must_use = "nothing is watched before `task` or `value`"]
pub struct Watch {
    name: Option<String>,
    value: Option<Arc<dyn Watched>>,
    options: Options,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("name", &self.name)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Watch {
    /// Creates a watch with a name, which is the label `task` of all metrics.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Watch {
            name: Some(name.into().into_owned()).filter(|name| !name.is_empty()),
            value: None,
            options: Options::DEFAULT,
        }
    }

    /// Creates a watch with the name and the reports of a value.
    ///
    /// The watch keeps the value until the task is down.
    pub fn of(value: Arc<impl Watched>) -> Self {
        Watch { name: name_of(&*value), value: Some(value), options: Options::DEFAULT }
    }

    /// Sets the time without a poll and a heartbeat after which the task is idle. The default is one minute.
    pub fn idle_after(mut self, time: Duration) -> Self {
        self.options.idle_after = Options::time(time);
        self
    }

    /// Sets the period of [`Watched::report`]. The default is one second. It is also the time limit of a report.
    pub fn report_every(mut self, period: Duration) -> Self {
        self.options.report_every = Options::time(period);
        self
    }

    /// Sets how long the series of the task stay in the export after it has ended. The default is one hour.
    ///
    /// After that time, the counters of a task that starts again begin at zero. For a job that starts in each period,
    /// set more than the period.
    pub fn give_up_after(mut self, time: Duration) -> Self {
        self.options.give_up_after = Options::time(time);
        self
    }

    /// Sets the duration from which a poll counts as slow. The default is 10 milliseconds.
    pub fn slow_poll_after(mut self, time: Duration) -> Self {
        self.options.slow_poll = nanoseconds(time);
        self
    }

    /// Watches a future: the result is a future with the same output, to spawn or to await.
    ///
    /// The task is up from now on. Its end is an `error` if the output is an `Err`, and `cancelled` if the result is
    /// dropped before it is ready, even before its first poll.
    pub fn task<F: Future<Output: TaskOutput>>(self, future: F) -> WatchedTask<F> {
        self.task_with(future, TaskOutput::is_error)
    }

    /// Watches a future like [`task`](Self::task), and calls a function to find out whether its output is an error.
    ///
    /// ```
    /// use gapless::watch::Watch;
    ///
    /// struct Import {
    ///     failed_lines: u64,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let import = async { Import { failed_lines: 3 } };
    /// let importer = Watch::new("line_importer").task_with(import, |import| import.failed_lines > 0);
    /// assert_eq!(importer.await.failed_lines, 3); // gapless_task_ends_total{outcome="error"} 1
    /// # }
    /// ```
    pub fn task_with<F: Future>(self, future: F, error_if: fn(&F::Output) -> bool) -> WatchedTask<F> {
        WatchedTask::new(future, error_if, self.member())
    }

    /// Watches a value or a blocking thread until the result is dropped.
    ///
    /// Reports, and changes to idle at the time at which they happen, need a tokio runtime: call this method in one.
    pub fn value(self) -> WatchedValue {
        WatchedValue::new(self.member())
    }

    fn member(self) -> Member {
        match self.name {
            None => Member::first(Arc::new(Watcher::new(self.options)), self.value),
            Some(name) => match names::join_or_create(name, self.options) {
                Joined::First(watcher) => Member::first(watcher, self.value),
                Joined::Another(watcher) => Member::of(watcher),
            },
        }
    }
}
