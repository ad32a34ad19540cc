//! What can go wrong when a view is made.

use std::fmt;

/// An error of a view.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A group or a metric that there is not.
    Unknown(gapless_core::Error),
    /// A pattern that no metric's name fits.
    FitsNone(String),
    /// A prefix that names cannot start with.
    Prefix(String),
    /// A prefix that standard metrics start with.
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// A standard metric that starts with the prefix.
        standard: &'static str,
    },
    /// A name that no label can have.
    Label(String),
    /// A label that is given twice.
    LabelTwice(String),
    /// A label that a metric of the view has.
    LabelTaken {
        /// Its name.
        label: String,
        /// The metric that has it.
        metric: &'static str,
    },
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
            ErrorKind::Unknown(what) => what.fmt(f),
            ErrorKind::FitsNone(pattern) => write!(
                f,
                "no metric has a name like `{pattern}`; `Registry::descriptors` has every name, and `*` is any characters"
            ),
            ErrorKind::Prefix(prefix) => write!(
                f,
                "`{prefix}` cannot be a prefix; write snake_case, as `shop`, without the underscore that comes after it"
            ),
            ErrorKind::PrefixTaken { prefix, standard } => write!(
                f,
                "the prefix `{prefix}` belongs to standard metrics such as `{standard}`; write another prefix"
            ),
            ErrorKind::Label(label) => write!(
                f,
                "`{label}` cannot be the name of a label; write snake_case, as `region`, but not `le` or `quantile`, which belong to \
                 Prometheus"
            ),
            ErrorKind::LabelTwice(label) => write!(f, "the label `{label}` is there twice; remove one"),
            ErrorKind::LabelTaken { label, metric } => write!(
                f,
                "`{metric}` has a label `{label}` of its own; give this one another name, or leave that metric out"
            ),
        }
    }
}

impl std::error::Error for Error {}
