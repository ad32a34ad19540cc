//! What can go wrong in wiring. Recording has no errors.

use std::borrow::Cow;
use std::fmt;

use crate::declared::kind::Kind;
use crate::declared::location::Site;

/// An error of Gapless.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// More than one copy of the core in the program: the version of each.
    Copies(Vec<&'static str>),
    /// Crates that `expect_crates!` names and that declare no metric.
    NoMetrics(Vec<&'static str>),
    /// Modules that `expect_modules!` names and that declare no metric, such as those that the linker left out of a program
    /// with a static library.
    ModulesWithoutMetrics(Vec<String>),
    /// Metrics that a library declares which was loaded after the registry was made: the name and the place of each.
    DeclaredLate(Vec<(&'static str, Site)>),
    /// Declarations that cannot stand beside each other; never empty.
    Conflicts(Vec<Conflict>),
    /// A metric that there is not, and the one that was probably meant.
    UnknownMetric {
        /// The name that was asked for.
        name: String,
        /// A name like it.
        nearest: Option<&'static str>,
    },
    /// A group that there is not, and the one that was probably meant.
    UnknownGroup {
        /// The name that was asked for.
        name: String,
        /// A name like it.
        nearest: Option<&'static str>,
    },
    /// A metric that cannot be called so.
    InvalidName {
        /// The name.
        name: String,
        /// What is wrong with it, and what to write.
        reason: String,
    },
    /// A label that cannot be called so.
    InvalidLabel {
        /// The metric's name.
        metric: String,
        /// The label's name.
        name: String,
        /// What is wrong with it, and what to write.
        reason: String,
    },
    /// Bounds of a histogram that are negative or not finite, or do not ascend.
    InvalidBuckets {
        /// The histogram's name.
        name: String,
        /// The bounds.
        bounds: Vec<f64>,
    },
    /// A metric whose lines would be called like those of one that is there.
    NameTaken {
        /// The name that was to be declared.
        name: String,
        /// The one that is there.
        other: String,
    },
    /// A source that is called as another one is.
    SourceExists(String),
    /// A name that no source can have.
    SourceName(String),
    /// A source that there is not, and the one that was probably meant.
    UnknownSource {
        /// The name that was asked for.
        name: String,
        /// A name like it.
        nearest: Option<String>,
    },
    /// A metric that is there and not declared alike.
    Differs {
        /// The name.
        name: String,
        /// The type of the one that is there.
        kind: Kind,
    },
    /// An event that there is not, and the one that was probably meant.
    UnknownEvent {
        /// The name that was asked for.
        name: String,
        /// A name like it.
        nearest: Option<&'static str>,
    },
    /// A handler of events that has the id of another one.
    HandlerExists(String),
    /// A handler of events that there is not, and the one that was probably meant.
    UnknownHandler {
        /// The id that was asked for.
        id: String,
        /// An id like it.
        nearest: Option<String>,
    },
}

/// A declaration that is left out, because it clashes with an earlier one.
#[derive(Clone, Debug)]
pub struct Conflict {
    pub(crate) name: &'static str,
    pub(crate) reason: Cow<'static, str>,
    pub(crate) left_out: Site,
    pub(crate) stands: Site,
}

impl Conflict {
    /// The name of the metric that is left out.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where the declaration is that is left out.
    #[must_use]
    pub fn left_out(&self) -> Site {
        self.left_out
    }

    /// Where the declaration is that it clashes with, and that stands.
    #[must_use]
    pub fn stands(&self) -> Site {
        self.stands
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { name, reason, left_out, stands } = self;
        write!(f, "`{name}` at {left_out} clashes with {stands}: {reason}")
    }
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
            ErrorKind::Copies(versions) => write!(
                f,
                "this program has {} copies of `gapless-core`, of versions {}, and each exports a part of the metrics; \
                 see with `cargo tree -d` who depends on which, and make them agree on one",
                versions.len(),
                versions.join(" and ")
            ),
            ErrorKind::NoMetrics(crates) => write!(
                f,
                "crates that `expect_crates!` names declare no metrics: `{}`; declare some there that are not compiled out, \
                 or take the crate from the list; one that has another name for itself is `name_here = own_name`",
                crates.join("`, `")
            ),
            ErrorKind::ModulesWithoutMetrics(modules) => write!(
                f,
                "modules that `expect_modules!` names declare no metrics in this program: `{}`; link the whole static library, \
                 as with `-Wl,--whole-archive`, or remove a module without metrics from the list",
                modules.join("`, `")
            ),
            ErrorKind::DeclaredLate(metrics) => {
                f.write_str(
                    "metrics are not exported, because their library was loaded after the registry was made; load it before the \
                     first call of `Registry::global`, a scrape or a `start`",
                )?;
                metrics.iter().try_for_each(|(name, site)| write!(f, "\n  `{name}` at {site}"))
            }
            ErrorKind::Conflicts(conflicts) => {
                f.write_str("metrics are declared that cannot stand beside each other")?;
                conflicts.iter().try_for_each(|conflict| write!(f, "\n  {conflict}"))
            }
            ErrorKind::UnknownMetric { name, nearest } => {
                write_unknown(f, "metric", name, *nearest, "Registry::descriptors")
            }
            ErrorKind::UnknownGroup { name, nearest } => {
                write_unknown(f, "group", name, *nearest, "Registry::descriptors")
            }
            ErrorKind::SourceExists(name) => {
                write!(f, "there is a source `{name}` already; remove that one before, or give this one another name")
            }
            ErrorKind::SourceName(name) => {
                write!(f, "{name:?} is no name for a source; write one without control characters, as `database`")
            }
            ErrorKind::UnknownSource { name, nearest } => {
                write_unknown(f, "source", name, nearest.as_deref(), "Sources::list")
            }
            ErrorKind::InvalidName { name, reason } => write!(f, "`{name}` cannot be the name of a metric: {reason}"),
            ErrorKind::InvalidLabel { metric, name, reason } => {
                write!(f, "`{name}` cannot be a label of `{metric}`: {reason}")
            }
            ErrorKind::InvalidBuckets { name, bounds } => {
                write!(f, "`{name}` cannot have the bounds {bounds:?}; write some that ascend from zero or more, without `+Inf`")
            }
            ErrorKind::NameTaken { name, other } if name == other => {
                write!(f, "there is a metric `{name}` already; keep its family, or declare it by `get_or_register`")
            }
            ErrorKind::NameTaken { name, other } => {
                write!(f, "`{name}` and `{other}`, which is there, would both write lines or types of one name; rename one")
            }
            ErrorKind::Differs { name, kind } => {
                write!(f, "`{name}` is there as a {kind} with another unit, other labels or other buckets; declare it alike, or rename one")
            }
            ErrorKind::UnknownEvent { name, nearest: None } => {
                write!(f, "there is no event `{name}`; derive `Event` for a type of that name")
            }
            ErrorKind::UnknownEvent { name, nearest } => write_unknown(f, "event", name, *nearest, "events::list"),
            ErrorKind::HandlerExists(id) => {
                write!(f, "there is a handler `{id}` already; detach that one before, or give this one another id")
            }
            ErrorKind::UnknownHandler { id, nearest } => {
                write_unknown(f, "handler", id, nearest.as_deref(), "events::list")
            }
        }
    }
}

impl std::error::Error for Error {}

fn write_unknown(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    name: &str,
    nearest: Option<&str>,
    all: &str,
) -> fmt::Result {
    write!(f, "there is no {what} `{name}`; ")?;
    match nearest {
        Some(nearest) => write!(f, "did you mean `{nearest}`?"),
        None => write!(f, "`{all}` has every {what}"),
    }
}
