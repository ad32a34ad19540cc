//! Why a datapoint cannot be reported.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use gapless_core::UnknownDatapoint;

use super::text::{written, UNITS};
use super::{Window, WindowedDatapoint};

/// The error of a [`WindowedDatapoint`] that cannot be parsed, or that a subscription cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidDatapoint {
    /// The datapoint does not exist.
    Unknown(UnknownDatapoint),
    /// The text after the `@` or the `~` is not a duration.
    NotADuration(String),
    /// The window has a length of zero.
    Empty(WindowedDatapoint),
    /// Only rates can decay.
    NotARate(WindowedDatapoint),
    /// A value is that of one moment.
    WindowOfValue(WindowedDatapoint),
    /// The heat is not one number.
    Heat,
    /// The window is shorter than the interval of the subscription.
    ShorterThanInterval(WindowedDatapoint, Duration),
}

impl fmt::Display for InvalidDatapoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidDatapoint::Unknown(unknown) => {
                write!(f, "{unknown}, with a window as in `p99@5m` or `rate~5m`")
            }
            InvalidDatapoint::NotADuration(text) => {
                write!(f, "`{text}` is not a duration; write whole numbers of ")?;
                UNITS.iter().try_for_each(|(unit, _)| write!(f, "`{unit}`, "))?;
                f.write_str("such as `1m30s`")
            }
            InvalidDatapoint::Empty(of) => {
                let mark = if matches!(of.window, Window::Decaying(_)) { '~' } else { '@' };
                write!(f, "`{of}` has an empty window; write a duration, such as `{}{mark}5m`", of.datapoint)
            }
            InvalidDatapoint::NotARate(of) => write!(f, "`{of}` is not a rate; write `{}`", of.slid()),
            InvalidDatapoint::WindowOfValue(of) => {
                write!(f, "`{of}` has a window, but a value does not; write `value`, or `max@5m` for a gauge")
            }
            InvalidDatapoint::Heat => {
                f.write_str("the datapoint `heat` is not a number; write another one, such as `p99`")
            }
            InvalidDatapoint::ShorterThanInterval(of, interval) => {
                let interval = written(*interval);
                write!(
                    f,
                    "the window of `{of}` is shorter than the interval of {interval}; write `{}` or at least {interval}",
                    of.datapoint
                )
            }
        }
    }
}

impl Error for InvalidDatapoint {}

impl WindowedDatapoint {
    /// Returns the datapoint with a sliding window.
    fn slid(self) -> WindowedDatapoint {
        match self.window {
            Window::Interval => self,
            Window::Sliding(time) | Window::Decaying(time) => {
                WindowedDatapoint::sliding(self.datapoint, time)
            }
        }
    }
}

impl From<UnknownDatapoint> for InvalidDatapoint {
    fn from(unknown: UnknownDatapoint) -> Self {
        InvalidDatapoint::Unknown(unknown)
    }
}
