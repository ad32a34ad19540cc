//! Datapoints, and the time that they cover.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use gapless_core::{Datapoint, UnknownDatapoint};

/// A datapoint, and the time that it covers: `p99` covers one interval of its subscription, `p99@5m` the last five
/// minutes.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::{Window, WindowedDatapoint};
/// use gapless::snapshot::Datapoint;
///
/// let delta: WindowedDatapoint = "delta@1m".parse()?;
/// assert_eq!(delta.datapoint, Datapoint::Delta);
/// assert_eq!(delta.window, Window::Sliding(Duration::from_secs(60)));
/// assert_eq!(delta.to_string(), "delta@1m");
/// # Ok::<(), gapless::report::UnknownWindow>(())
/// ```
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
    /// All time, with weights that decrease exponentially: after this time, a change weighs 1/e. Only rates have it. A
    /// load average of Linux is such a number.
    Decaying(Duration),
}

/// The error of parsing a [`WindowedDatapoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWindow(String);

impl From<Datapoint> for WindowedDatapoint {
    fn from(datapoint: Datapoint) -> Self {
        WindowedDatapoint { datapoint, window: Window::Interval }
    }
}

impl FromStr for WindowedDatapoint {
    type Err = UnknownWindow;

    fn from_str(name: &str) -> Result<Self, UnknownWindow> {
        let datapoint = name.parse().map_err(|error: UnknownDatapoint| UnknownWindow(error.to_string()))?;
        Ok(WindowedDatapoint { datapoint, window: Window::Interval })
    }
}

impl fmt::Display for WindowedDatapoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.datapoint.fmt(f)
    }
}

impl fmt::Display for UnknownWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnknownWindow {}
