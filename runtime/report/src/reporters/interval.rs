//! When the values of a subscription are reported.

use std::borrow::Cow;
use std::time::Duration;

use super::subscription::Subscription;

/// The times at which the values of a [`Subscription`] are reported.
///
/// The first report is sent when the instance starts. It contains the zeros from which counters start. Further reports
/// are sent at multiples of the period after the start, so reporters with equal intervals share the readings.
///
/// Several subscriptions of one reporter can share a named interval. The program changes or triggers it by its name:
/// see [`Reporting::interval`](super::Reporting::interval), [`Reporters::set_interval`](super::Reporters::set_interval)
/// and [`Reporters::trigger`](super::Reporters::trigger).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interval {
    /// At multiples of a duration after the start of the instance, without drift. If a reading takes longer than the
    /// period, the reports that are due in the meantime are skipped.
    Every {
        /// The duration between two reports.
        period: Duration,
        /// The delay of all reports, so that reporters do not send at the same time.
        delay: Duration,
    },
    /// Only when the program requests a report.
    Manual,
    /// At the times of the interval with this name.
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

/// Returns a subscription to all metrics, which are reported once per period.
///
/// For a part of the metrics, write `Subscription::new("http_*").interval(Interval::every(period))`.
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
