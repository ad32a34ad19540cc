//! Errors of adding and calling reporters.

use std::fmt;
use std::io;
use std::time::Duration;

use gapless_core::__private::write_remedy;

use super::failure::Failure;
use super::handle::SubscriptionId;
use super::windowed::InvalidDatapoint;

/// An error of adding or calling a reporter.
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting of a reporter is invalid: [`Reporter::check`](super::Reporter::check) returned an error.
    Check {
        /// The name of the reporter.
        reporter: String,
        /// The failure, which says what to write.
        cause: Failure,
    },
    /// Another reporter has the name that is set for this one.
    NameTaken {
        /// The name.
        reporter: String,
    },
    /// The name of a reporter is empty or contains control characters.
    InvalidName {
        /// The name.
        reporter: String,
    },
    /// A reporter of this name does not exist.
    UnknownReporter {
        /// The requested name.
        reporter: String,
        /// The most similar existing name.
        nearest: Option<String>,
    },
    /// The reporter does not have an interval of this name.
    UnknownInterval {
        /// The name of the reporter.
        reporter: String,
        /// The requested name.
        interval: String,
        /// The most similar existing name.
        nearest: Option<String>,
    },
    /// A named interval is defined by the name of another interval.
    NestedInterval {
        /// The name of the interval.
        interval: String,
    },
    /// The period of an interval is shorter than a millisecond.
    ShortInterval {
        /// The period.
        period: Duration,
    },
    /// A subscription that does not wait selects a metric that does not exist.
    UnknownMetric {
        /// The pattern of the subscription.
        metrics: String,
        /// The most similar existing name.
        nearest: Option<String>,
    },
    /// The pattern of a subscription does not match any name of a metric: it is empty, or contains labels or control
    /// characters.
    InvalidPattern {
        /// The pattern.
        metrics: String,
    },
    /// The list of datapoints of a subscription is empty.
    EmptyDatapoints {
        /// The pattern of the subscription.
        metrics: String,
    },
    /// A subscription sets datapoints, and the reporter sends complete metrics: see
    /// [`Reporter::sends_datapoints`](super::Reporter::sends_datapoints).
    UnusedDatapoints {
        /// The name of the reporter.
        reporter: String,
    },
    /// A subscription cannot have a datapoint: it is not a number, or its window is shorter than the interval.
    Datapoint(InvalidDatapoint),
    /// The reporter does not have a subscription with this id.
    UnknownSubscription {
        /// The name of the reporter.
        reporter: String,
        /// The requested id.
        id: SubscriptionId,
    },
    /// The reporter itself makes the call, which waits for it.
    OwnCall {
        /// The name of the reporter.
        reporter: String,
    },
    /// The reporter is disabled.
    Disabled {
        /// The name of the reporter.
        reporter: String,
    },
    /// The values of a requested report were not sent.
    NotReported {
        /// The name of the reporter.
        reporter: String,
        /// The failure of the reporter, or why it did not get the values.
        reason: String,
    },
    /// The reporter did not reply to a message, or its reply has another type.
    NoReply {
        /// The name of the reporter.
        reporter: String,
    },
    /// Too many messages wait for the reporter.
    Busy {
        /// The name of the reporter.
        reporter: String,
    },
    /// The instance has ended.
    Ended,
    /// The thread of a reporter cannot be created.
    Thread(io::Error),
    /// The call was made outside of a tokio runtime.
    NoRuntime,
}

gapless_core::__boxed_kind!(Error, ErrorKind);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Check { reporter, cause } => {
                write!(f, "the reporter `{reporter}` has an invalid setting: {cause}")
            }
            ErrorKind::NameTaken { reporter } => {
                write!(f, "two reporters have the name `{reporter}`; set another name for one of them")
            }
            ErrorKind::InvalidName { reporter } => {
                write!(f, "`{reporter}` is not a valid name of a reporter; write words, such as `statsd_eu`")
            }
            ErrorKind::UnknownReporter { reporter, nearest } => {
                write!(f, "unknown reporter `{reporter}`; ")?;
                write_remedy(f, nearest.as_deref(), "`Reporters::reporters` lists all reporters")
            }
            ErrorKind::UnknownInterval { reporter, interval, nearest } => {
                write!(f, "unknown interval `{interval}` of the reporter `{reporter}`; ")?;
                write_remedy(f, nearest.as_deref(), "`Reporting::interval` adds it")
            }
            ErrorKind::NestedInterval { interval } => {
                write!(f, "the named interval `{interval}` cannot refer to another name; write a period or `Manual`")
            }
            ErrorKind::ShortInterval { period } => {
                write!(f, "the interval {period:?} is too short; write at least 1 ms")
            }
            ErrorKind::UnknownMetric { metrics, nearest } => {
                write!(f, "`{metrics}` does not match any metric; ")?;
                write_remedy(f, nearest.as_deref(), "remove `retry(false)` to wait for it")
            }
            ErrorKind::InvalidPattern { metrics } => write_invalid(f, metrics),
            ErrorKind::EmptyDatapoints { metrics } => {
                write!(
                    f,
                    "the list of datapoints for `{metrics}` is empty; write one, such as `rate`, or do not "
                )?;
                f.write_str("call `datapoints`")
            }
            ErrorKind::UnusedDatapoints { reporter } => {
                write!(
                    f,
                    "the reporter `{reporter}` sends complete metrics and would ignore datapoints; remove "
                )?;
                f.write_str("`datapoints`, or subscribe a reporter that sends them: `Graphite`, `StatsD`, `Console` or `Log`")
            }
            ErrorKind::Datapoint(invalid) => invalid.fmt(f),
            ErrorKind::UnknownSubscription { reporter, id } => {
                write!(f, "the reporter `{reporter}` does not have {id}; ")?;
                f.write_str("`Reporters::subscriptions` lists all subscriptions")
            }
            ErrorKind::OwnCall { reporter } => {
                write!(
                    f,
                    "the reporter `{reporter}` cannot wait for itself; make the call in a task, for example "
                )?;
                f.write_str("with `tokio::spawn`")
            }
            ErrorKind::Disabled { reporter } => {
                write!(f, "the reporter `{reporter}` is disabled; call `Reporters::enable` first")
            }
            ErrorKind::NotReported { reporter, reason } => {
                write!(f, "the reporter `{reporter}` did not send the values: {reason}")
            }
            ErrorKind::NoReply { reporter } => {
                write!(f, "the reporter `{reporter}` did not reply with this type; see `Reporter::message`")
            }
            ErrorKind::Busy { reporter } => {
                write!(f, "too many messages wait for the reporter `{reporter}`; send the message later")
            }
            ErrorKind::Ended => {
                f.write_str("the reporters have ended with their instance; make this call before `shutdown`")
            }
            ErrorKind::Thread(_) => {
                f.write_str("cannot start the thread of a reporter; raise the thread limit of the process")
            }
            ErrorKind::NoRuntime => f.write_str(
                "an instance needs a tokio runtime; start it inside one, for example in a function with \
                 `#[tokio::main]`, or call `start_blocking`",
            ),
        }
    }
}

/// Writes why a pattern does not match any metric, and the pattern to write.
fn write_invalid(f: &mut fmt::Formatter<'_>, metrics: &str) -> fmt::Result {
    match metrics.split_once('{') {
        _ if metrics.is_empty() => f.write_str(
            "the pattern of a subscription is empty; write a name such as `http_requests_total`, or `*` for all \
             metrics",
        ),
        Some((name, _)) => {
            write!(f, "`{metrics}` selects labels, but a subscription selects metrics by their names; write ")?;
            match name {
                "" => f.write_str("a name, or `*` for all metrics"),
                name => write!(f, "`{name}`"),
            }
        }
        None => {
            write!(f, "the pattern {metrics:?} contains a control character, which no name of a metric has; remove it")
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Thread(cause) => Some(cause),
            _ => None,
        }
    }
}
