//! When the values of a subscription are reported.

use std::borrow::Cow;
use std::time::Duration;

use super::subscription::Subscription;

/// When the values of a [`Subscription`] are reported.
///
/// The first report is at the start of the instance. It contains the zeros from which counters start. The following
/// reports are at multiples of the period since that start, so reporters with equal intervals share the readings.
///
/// A named interval is shared by subscriptions of one reporter, and can be changed or triggered by its name: see
/// [`Reporting::interval`](super::Reporting::interval), [`Reporters::set_interval`](super::Reporters::set_interval) and
/// [`Reporters::trigger`](super::Reporters::trigger).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interval {
    /// At multiples of a duration since the start of the instance, without drift. A moment that passes while an earlier
    /// reading takes long is left out.
    Every {
        /// The duration between two reports.
        period: Duration,
        /// The delay of all reports, so that reporters do not send at the same time.
        delay: Duration,
    },
    /// When the program triggers it.
    Manual,
    /// The interval with this name.
    Named(Cow<'static, str>),
}

impl Interval {
    /// Returns the interval that reports at multiples of a duration.
    #[must_use]
    pub fn every(period: Duration) -> Self {
        Interval::Every { period, delay: Duration::ZERO }
    }

    /// Returns the interval with this name.
    #[must_use]
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Interval::Named(name.into())
    }

    /// Delays all reports of an interval with a period.
    #[must_use]
    pub fn delayed(mut self, by: Duration) -> Self {
        if let Interval::Every { delay, .. } = &mut self {
            *delay = by;
        }
        self
    }
}

/// Subscribes to all metrics at an interval.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::{every, Interval};
///
/// let subscription = every(Duration::from_secs(15));
/// assert_eq!(subscription.interval_of_reports(), &Interval::every(Duration::from_secs(15)));
/// ```
pub fn every(period: Duration) -> Subscription {
    Subscription::new("*").interval(Interval::every(period))
}
