//! What can go wrong in wiring. Recording has no errors.

use std::fmt;

use crate::registry::Conflict;

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
            ErrorKind::Conflicts(conflicts) => {
                f.write_str("metrics are declared that cannot stand beside each other")?;
                conflicts.iter().try_for_each(|conflict| write!(f, "\n  {conflict}"))
            }
            ErrorKind::UnknownMetric { name, nearest } => write_unknown(f, "metric", name, *nearest),
            ErrorKind::UnknownGroup { name, nearest } => write_unknown(f, "group", name, *nearest),
        }
    }
}

impl std::error::Error for Error {}

fn write_unknown(f: &mut fmt::Formatter<'_>, what: &str, name: &str, nearest: Option<&str>) -> fmt::Result {
    write!(f, "there is no {what} `{name}`; ")?;
    match nearest {
        Some(nearest) => write!(f, "did you mean `{nearest}`?"),
        None => write!(f, "`Registry::descriptors` has every {what}"),
    }
}
