//! Errors of building a view.

use std::fmt;

/// An error of building a [`View`](crate::View).
pub struct Error(Box<ErrorKind>);

/// The kinds of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A group or a metric does not exist.
    Unknown(gapless_core::Error),
    /// A pattern does not match any metric.
    NoMatch(String),
    /// A prefix is not valid.
    Prefix(String),
    /// A prefix is reserved for standard metrics.
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// A standard metric with this prefix.
        standard: &'static str,
    },
    /// The name of a label is not valid.
    Label(String),
    /// A label is added twice.
    LabelTwice(String),
    /// A metric of the view already has a label with this name.
    LabelTaken {
        /// The name of the label.
        label: String,
        /// The metric with the label.
        metric: &'static str,
    },
}

gapless_core::__boxed_kind!(Error, ErrorKind);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Unknown(what) => what.fmt(f),
            ErrorKind::NoMatch(pattern) => write!(
                f,
                "`{pattern}` does not match any metric; see `Registry::descriptors` for all names, and write `*` for any characters"
            ),
            ErrorKind::Prefix(prefix) => write!(
                f,
                "`{prefix}` is not a valid prefix; write snake_case without the final underscore, for example `shop`"
            ),
            ErrorKind::PrefixTaken { prefix, standard } => write!(
                f,
                "the prefix `{prefix}` belongs to standard metrics such as `{standard}`; write another prefix"
            ),
            ErrorKind::Label(label) => write!(
                f,
                "`{label}` is not a valid label name; write snake_case, for example `region`, but not `le` or `quantile`, which \
                 Prometheus reserves"
            ),
            ErrorKind::LabelTwice(label) => write!(f, "the label `{label}` is added twice; remove one of them"),
            ErrorKind::LabelTaken { label, metric } => write!(
                f,
                "`{metric}` already has a label `{label}`; rename the added label, or leave out the metric"
            ),
        }
    }
}

impl std::error::Error for Error {}
