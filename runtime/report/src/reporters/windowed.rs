//! Datapoints, and the time that they cover.

mod invalid;
mod text;

use std::time::Duration;

use gapless_core::Datapoint;

pub use self::invalid::InvalidDatapoint;

/// A datapoint with the time that it covers: `p99` covers one interval of its subscription, `p99@5m` covers the last
/// five minutes, and `rate~5m` is a rate that decays exponentially.
///
/// | text | number |
/// |---|---|
/// | `rate` | the rate of the last interval |
/// | `rate@5m` | the rate of the last five minutes |
/// | `rate~5m` | the average of all rates, with weights that decay: a rate from five minutes ago weighs 1/e |
/// | `delta@1m` | the increase in the last minute |
/// | `min@30s`, `max@30s` | the extremes of the last 30 seconds: of the observations, or of the readings of a gauge |
/// | `mean@5m`, `p99@5m` | the mean or a quantile of the observations in the last five minutes |
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::{Window, WindowedDatapoint};
/// use gapless::snapshot::Datapoint;
///
/// let delta: WindowedDatapoint = "delta@1m".parse()?;
/// assert_eq!(delta, WindowedDatapoint::sliding(Datapoint::Delta, Duration::from_secs(60)));
/// let rate: WindowedDatapoint = "rate~15m".parse()?;
/// assert_eq!(rate, WindowedDatapoint::decaying_rate(Duration::from_secs(15 * 60)));
/// assert_eq!(rate.to_string(), "rate~15m");
/// assert_eq!(rate.window, Window::Decaying(Duration::from_secs(15 * 60)));
///
/// let error = "p99~5m".parse::<WindowedDatapoint>().unwrap_err();
/// assert_eq!(error.to_string(), "`p99~5m` is not a rate; write `p99@5m`");
/// # Ok::<(), gapless::report::InvalidDatapoint>(())
/// ```
///
/// # Windows
///
/// The thread of the reporter keeps the windows, in whole intervals of the subscription. Windows do not make recording
/// slower.
///
/// - A sliding window contains an interval if at least half of the interval is within the time. While a series is
///   younger than the window, the window covers the age of the series, and a rate is divided by this age.
/// - A sliding window has at most about 64 parts for each series. If it has more intervals, several intervals share one
///   part, so the start of the window is exact to 2 %. Numbers are exact for the time that the window covers.
/// - A part takes about 150 bytes. A part of a histogram takes 8 bytes more for each bucket, and 16 bytes more for each
///   native bucket with observations.
/// - A decaying rate starts at the first rate. Intervals may have different lengths: a constant rate gives a constant
///   result. A decaying rate takes 16 bytes for each series.
/// - The windows of a series are dropped when the series no longer exists. After a reset, a series counts from zero:
///   see [`Change`](gapless_core::Change).
/// - A summary has its own window, which determines its quantiles and extremes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WindowedDatapoint {
    /// The number.
    pub datapoint: Datapoint,
    /// The time that it covers.
    pub window: Window,
}

/// The time that a datapoint covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Window {
    /// The time since the previous report of the subscription.
    Interval,
    /// The time before the report, in whole intervals.
    Sliding(Duration),
    /// All time, with weights that decrease exponentially: after this time, a change weighs 1/e. Only rates can have
    /// this window. The load average of Linux is computed in this way.
    Decaying(Duration),
}

impl WindowedDatapoint {
    /// Returns a datapoint of the time before a report.
    #[must_use]
    pub fn sliding(datapoint: Datapoint, time: Duration) -> Self {
        WindowedDatapoint { datapoint, window: Window::Sliding(time) }
    }

    /// Returns a rate of all time, with weights that decrease exponentially: after this time, a change weighs 1/e.
    #[must_use]
    pub fn decaying_rate(time: Duration) -> Self {
        WindowedDatapoint { datapoint: Datapoint::Rate, window: Window::Decaying(time) }
    }

    /// Checks the datapoint for a subscription whose reports have this period, if they have one.
    pub(crate) fn check(self, period: Option<Duration>) -> Result<(), InvalidDatapoint> {
        let (Window::Sliding(time) | Window::Decaying(time)) = self.window else {
            return match self.datapoint {
                Datapoint::Heat => Err(InvalidDatapoint::Heat),
                _ => Ok(()),
            };
        };
        match (self.datapoint, self.window) {
            (Datapoint::Heat, _) => Err(InvalidDatapoint::Heat),
            (Datapoint::Value, _) => Err(InvalidDatapoint::WindowOfValue(self)),
            (of, Window::Decaying(_)) if of != Datapoint::Rate => Err(InvalidDatapoint::NotARate(self)),
            _ if time.is_zero() => Err(InvalidDatapoint::Empty(self)),
            _ => match period.filter(|period| time < *period) {
                Some(period) => Err(InvalidDatapoint::ShorterThanInterval(self, period)),
                None => Ok(()),
            },
        }
    }
}

impl From<Datapoint> for WindowedDatapoint {
    fn from(datapoint: Datapoint) -> Self {
        WindowedDatapoint { datapoint, window: Window::Interval }
    }
}
