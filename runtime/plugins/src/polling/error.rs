//! Errors of a schedule. A run that fails is not an error; it is counted.

use std::panic::Location;
use std::time::Duration;
use std::{fmt, io};

use gapless_core::__private::write_remedy;

/// An error of starting a [`Schedule`](crate::Schedule), or of changing a period.
pub struct Error(Box<ErrorKind>);

/// The kinds of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The period of a polling group is zero.
    ZeroRate {
        /// The name of the polling group.
        name: String,
    },
    /// The time limit of a polling group is zero, or longer than its period.
    Limit {
        /// The name of the polling group.
        name: String,
        /// The time limit.
        limit: Duration,
        /// The period.
        every: Duration,
    },
    /// The time limit of a manual group is zero.
    ZeroLimit {
        /// The name of the manual group.
        name: String,
    },
    /// The delay of manual groups is zero.
    ZeroDelay,
    /// Two polling groups or manual groups have the same name.
    NameTwice {
        /// The name of both groups.
        name: String,
        /// The source locations at which the program creates the groups.
        places: [&'static Location<'static>; 2],
    },
    /// A polling group of this name does not exist.
    UnknownPollingGroup {
        /// The requested name.
        name: String,
        /// The most similar existing name.
        nearest: Option<String>,
    },
    /// The group whose gauges a measurement sets does not exist.
    Group {
        /// The name of the polling group or the manual group.
        name: String,
        /// The error of the registry, which suggests the nearest group.
        cause: gapless_core::Error,
    },
    /// The thread of a closure cannot be started.
    Thread {
        /// The name of the polling group or the manual group.
        name: String,
        /// The error of the system.
        cause: io::Error,
    },
    /// The tokio runtime is missing.
    NoRuntime,
}

gapless_core::__boxed_kind!(Error, ErrorKind);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::ZeroRate { name } => {
                write!(f, "the period of the polling group `{name}` is zero; set a longer one, such as `5s`")
            }
            ErrorKind::Limit { name, limit, every } => write!(
                f,
                "the time limit `{limit:?}` of the polling group `{name}` is zero or longer than its period `{every:?}`; set a \
                 limit above zero and up to the period"
            ),
            ErrorKind::ZeroLimit { name } => {
                write!(f, "the time limit of the manual group `{name}` is zero; set a limit above zero")
            }
            ErrorKind::ZeroDelay => {
                f.write_str("the delay of manual groups is zero; set a delay above zero, or leave it out")
            }
            ErrorKind::NameTwice { name, places: [one, other] } => write!(
                f,
                "two groups have the name `{name}`, at {one} and at {other}; rename one of them, because failures are counted \
                 by name"
            ),
            ErrorKind::UnknownPollingGroup { name, nearest } => {
                write!(f, "unknown polling group `{name}`; ")?;
                write_remedy(f, nearest.as_deref(), "`measurements` lists all groups")
            }
            ErrorKind::Group { name, .. } => write!(
                f,
                "the group of metrics that `{name}` measures does not exist; correct the name in `in_group`, or declare the group"
            ),
            ErrorKind::Thread { name, .. } => {
                write!(f, "cannot start the thread of `{name}`; raise the thread limit of the process")
            }
            ErrorKind::NoRuntime => f.write_str(
                "measurements need a tokio runtime; start them inside one, for example in a function with `#[tokio::main]`",
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
