//! Subscriptions: the metrics, datapoints and interval that a reporter reports.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::interval::Interval;
use super::windowed::WindowedDatapoint;

/// The interval of a subscription that does not set one.
const DEFAULT: Duration = Duration::from_secs(15);

/// The metrics that a reporter reports, with their datapoints and an interval.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::{Interval, Subscription};
/// use gapless::snapshot::Datapoint;
///
/// let subscription = Subscription::new("http_*")
///     .datapoints([Datapoint::Rate, Datapoint::Mean])
///     .interval(Interval::every(Duration::from_secs(10)));
/// assert_eq!(subscription.metrics(), "http_*");
/// ```
#[derive(Clone)]
pub struct Subscription {
    metrics: Cow<'static, str>,
    datapoints: Option<Vec<WindowedDatapoint>>,
    interval: Interval,
    extra: Option<Arc<dyn Any + Send + Sync>>,
    retry: bool,
}

impl Subscription {
    /// Selects the metrics whose exported names match a pattern, in which `*` matches any number of characters.
    ///
    /// The selection includes metrics that are created later. By default, a subscription reports the
    /// [datapoints that show the type of each metric best](gapless_core::Datapoint::defaults), every 15 seconds.
    #[must_use]
    pub fn new(metrics: impl Into<Cow<'static, str>>) -> Self {
        Subscription {
            metrics: metrics.into(),
            datapoints: None,
            interval: Interval::every(DEFAULT),
            extra: None,
            retry: true,
        }
    }

    /// Sets the datapoints, instead of the [default datapoints](gapless_core::Datapoint::defaults) of each metric.
    #[must_use]
    pub fn datapoints(mut self, datapoints: impl IntoIterator<Item = impl Into<WindowedDatapoint>>) -> Self {
        self.datapoints = Some(datapoints.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the times at which the values are reported.
    #[must_use]
    pub fn interval(mut self, interval: Interval) -> Self {
        self.interval = interval;
        self
    }

    /// Adds a value that the reporter finds at each [point](super::Point::extra), such as a name of its service.
    /// The reporters of Gapless do not use it.
    #[must_use]
    pub fn extra(mut self, extra: impl Any + Send + Sync) -> Self {
        self.extra = Some(Arc::new(extra));
        self
    }

    /// Sets whether the subscription waits for metrics that do not exist yet, which is the default.
    ///
    /// With `false`, a pattern that does not match any metric is an error.
    #[must_use]
    pub fn retry(mut self, retry: bool) -> Self {
        self.retry = retry;
        self
    }

    /// Returns the pattern of the metrics.
    #[must_use]
    pub fn metrics(&self) -> &str {
        &self.metrics
    }

    /// Returns the datapoints, if they are set.
    #[must_use]
    pub fn chosen_datapoints(&self) -> Option<&[WindowedDatapoint]> {
        self.datapoints.as_deref()
    }

    /// Returns the times at which the values are reported.
    #[must_use]
    pub fn interval_of_reports(&self) -> &Interval {
        &self.interval
    }

    /// Returns the extra value if it has this type.
    #[must_use]
    pub fn extra_as<T: 'static>(&self) -> Option<&T> {
        self.extra.as_deref()?.downcast_ref()
    }

    /// Returns whether the subscription waits for metrics that do not exist yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.retry
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("metrics", &self.metrics)
            .field("datapoints", &self.datapoints)
            .field("interval", &self.interval)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
