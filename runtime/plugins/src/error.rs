//! What can go wrong in wiring. A run that fails is no error, but counted.

use std::panic::Location;
use std::time::Duration;
use std::{fmt, io};

/// An error of what runs polls.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A poll without any time between its runs.
    ZeroRate {
        /// Its name.
        poll: String,
    },
    /// A run of a poll may take no time, or longer than its period.
    Limit {
        /// Its name.
        poll: String,
        /// How long a run may take.
        limit: Duration,
        /// Its period.
        every: Duration,
    },
    /// A manual measurement may take no time.
    ZeroLimit {
        /// Its name.
        poll: String,
    },
    /// Manual measurements are to wait for no time.
    ZeroDelay,
    /// Two polls, or a poll and a manual measurement, with one name.
    NameTwice {
        /// That name.
        poll: String,
        /// Where each of them is made.
        places: [&'static Location<'static>; 2],
    },
    /// A poll is to set the gauges of a group that there is not.
    Group {
        /// Its name.
        poll: String,
        /// Which group that is, and the one that was probably meant.
        cause: gapless_core::Error,
    },
    /// A closure's own thread cannot be started.
    Thread {
        /// The poll's name.
        poll: String,
        /// What the system says.
        cause: io::Error,
    },
    /// There is no tokio runtime to run on.
    NoRuntime,
}

impl Error {
    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::ZeroRate { poll } => {
                write!(f, "the poll `{poll}` has a period of no time; give it one, as `5s`")
            }
            ErrorKind::Limit { poll, limit, every } => write!(
                f,
                "a run of the poll `{poll}` may take `{limit:?}`, and its period is `{every:?}`; give it a limit above zero and \
                 not above its period"
            ),
            ErrorKind::ZeroLimit { poll } => {
                write!(f, "the manual measurement `{poll}` may take no time; give it a limit above zero")
            }
            ErrorKind::ZeroDelay => f.write_str(
                "manual measurements are delayed by no time; leave the delay out, or give one above zero",
            ),
            ErrorKind::NameTwice { poll, places: [one, other] } => write!(
                f,
                "two polls have the name `{poll}`, at {one} and at {other}; rename one, as failures are counted by name"
            ),
            ErrorKind::Group { poll, .. } => {
                write!(f, "the poll `{poll}` is to set the gauges of a group that there is not")
            }
            ErrorKind::Thread { poll, .. } => {
                write!(f, "cannot start the thread of the poll `{poll}`; let the program have more threads")
            }
            ErrorKind::NoRuntime => f.write_str(
                "polls need a tokio runtime to run on; start them in one, as below `#[tokio::main]`",
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Group { cause, .. } => Some(cause),
            ErrorKind::Thread { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
