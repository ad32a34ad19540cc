//! The settings of one reporter in an instance.

use std::borrow::Cow;
use std::time::Duration;

use super::interval::Interval;
use super::restarts::Limit;
use super::subscription::Subscription;

/// The number of batches that wait for a reporter by default.
const QUEUE: usize = 4;
/// The number of panics in a minute after which a reporter restarts by default.
const PANICS: usize = 3;
const MINUTE: Duration = Duration::from_secs(60);

/// The subscriptions and the limits of a reporter.
///
/// For a reporter with one subscription and the default limits, pass the [`Subscription`] instead.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::{Batch, Failure, Interval, Reporter, Reporting, Subscription};
///
/// # struct Print;
/// # impl Reporter for Print {
/// #     async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
/// #         Ok(())
/// #     }
/// # }
/// #
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gapless::instance::Error> {
/// let reporting = Reporting::new()
///     .interval("fast", Interval::every(Duration::from_secs(1)))
///     .subscribe(Subscription::new("http_*").interval(Interval::named("fast")))
///     .subscribe(Subscription::new("process_*"))
///     .queue(8);
/// let metrics = gapless::builder().reporter(Print, reporting).start().await?;
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "pass the settings to `InstanceBuilder::reporter`"]
pub struct Reporting {
    pub(crate) name: Option<Cow<'static, str>>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) intervals: Vec<(Cow<'static, str>, Interval)>,
    pub(crate) queue: usize,
    pub(crate) panics: Limit,
    pub(crate) failures: Option<Limit>,
}

impl Default for Reporting {
    fn default() -> Self {
        Reporting {
            name: None,
            subscriptions: Vec::new(),
            intervals: Vec::new(),
            queue: QUEUE,
            panics: Limit { count: PANICS, within: MINUTE },
            failures: None,
        }
    }
}

impl From<Subscription> for Reporting {
    fn from(subscription: Subscription) -> Self {
        Reporting::new().subscribe(subscription)
    }
}

impl Reporting {
    /// Creates settings without subscriptions. A reporter without subscriptions sends nothing.
    pub fn new() -> Self {
        Reporting::default()
    }

    /// Sets the name of the reporter, instead of [`Reporter::name`](super::Reporter::name).
    ///
    /// Without this call, a second reporter with the name `statsd` gets the name `statsd_2`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds a subscription. Equal subscriptions are separate: each has its own points in a batch.
    pub fn subscribe(mut self, subscription: Subscription) -> Self {
        self.subscriptions.push(subscription);
        self
    }

    /// Adds an interval that subscriptions refer to by its name, or replaces it.
    pub fn interval(mut self, name: impl Into<Cow<'static, str>>, interval: Interval) -> Self {
        let name = name.into();
        self.intervals.retain(|(known, _)| *known != name);
        self.intervals.push((name, interval));
        self
    }

    /// Sets how many batches can wait while the reporter is busy, at least 1. The default is 4.
    ///
    /// If the queue is full, a new batch replaces the oldest batch, and `gapless_reporter_dropped_total` counts the
    /// series of the replaced batch. The changes in the next batch include those of the replaced batch.
    pub fn queue(mut self, batches: usize) -> Self {
        self.queue = batches.max(1);
        self
    }

    /// Sets how many panics within a time the reporter survives. By default, the reporter restarts after up to 3 panics
    /// within a minute, and the fourth panic disables it.
    ///
    /// A disabled reporter keeps its subscriptions, and [`Reporters::enable`](super::Reporters::enable) starts it
    /// again.
    pub fn panics(mut self, count: usize, within: Duration) -> Self {
        self.panics = Limit { count, within };
        self
    }

    /// Sets how many failures within a time the reporter survives. By default, failures do not disable a reporter,
    /// because a receiver may be unavailable for hours.
    ///
    /// The errors of [`start`](super::Reporter::start) and [`report`](super::Reporter::report) are failures.
    /// `RemoteWrite` and `Otlp` send in the background, so an unavailable receiver never disables them.
    pub fn failures(mut self, count: usize, within: Duration) -> Self {
        self.failures = Some(Limit { count, within });
        self
    }
}
