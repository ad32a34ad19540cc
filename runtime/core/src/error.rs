//! Errors of setting up and reading metrics. Recording never fails.

use std::borrow::Cow;
use std::fmt;

use crate::declared::kind::Kind;
use crate::declared::location::Location;

/// An error of declaring, setting up or reading metrics.
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The program contains more than one copy of the core; the version of each.
    Copies(Vec<&'static str>),
    /// Crates that `expect_crates!` names do not declare metrics.
    NoMetrics(Vec<&'static str>),
    /// Modules that `expect_modules!` names do not declare metrics, for example because the linker left them out of a
    /// program with a static library.
    ModulesWithoutMetrics(Vec<String>),
    /// A library was loaded after the registry was created; the name and the location of each of its metrics.
    DeclaredLate(Vec<(&'static str, Location)>),
    /// Declarations conflict with each other; never empty.
    Conflicts(Vec<Conflict>),
    /// A metric of this name does not exist.
    UnknownMetric {
        /// The requested name.
        name: String,
        /// The most similar existing name.
        nearest: Option<&'static str>,
    },
    /// A group of this name does not exist.
    UnknownGroup {
        /// The requested name.
        name: String,
        /// The most similar existing name.
        nearest: Option<&'static str>,
    },
    /// The name of a metric is invalid.
    InvalidName {
        /// The name.
        name: String,
        /// The broken rule, and what to write.
        reason: String,
    },
    /// The name of a label is invalid.
    InvalidLabel {
        /// The name of the metric.
        metric: String,
        /// The name of the label.
        name: String,
        /// The broken rule, and what to write.
        reason: String,
    },
    /// The bounds of a histogram are negative, not finite or not in ascending order, or bounds of durations are less
    /// than a nanosecond apart.
    InvalidBuckets {
        /// The name of the histogram.
        name: String,
        /// The bounds.
        bounds: Vec<f64>,
    },
    /// The lines of a metric would have the same names as lines of an existing metric.
    NameTaken {
        /// The name of the new metric.
        name: String,
        /// The name of the existing metric.
        other: String,
    },
    /// A struct with this metric is already registered, with the same constant labels.
    RegisteredTwice(String),
    /// A histogram has more series than its budget, because it has other buckets than its declaration.
    OverBudget {
        /// The name of the histogram.
        name: String,
        /// The number of series, or the number for each value of its open labels.
        series: usize,
        /// The maximum number of series.
        max_series: usize,
    },
    /// A source of this name exists.
    SourceExists(String),
    /// The name of a source is invalid.
    SourceName(String),
    /// A source of this name does not exist.
    UnknownSource {
        /// The requested name.
        name: String,
        /// The most similar existing name.
        nearest: Option<String>,
    },
    /// A metric of this name exists, and its declaration differs.
    Differs {
        /// The name.
        name: String,
        /// The type of the existing metric.
        kind: Kind,
    },
    /// Two living values of a measured type have equal labels, so the later value is not exported.
    EqualLabels {
        /// The name of the type.
        type_name: &'static str,
        /// The labels, separated by commas.
        labels: String,
    },
    /// An event of this name does not exist.
    UnknownEvent {
        /// The requested name.
        name: String,
        /// The most similar existing name.
        nearest: Option<&'static str>,
    },
    /// An event handler with this id exists.
    HandlerExists(String),
    /// An event handler with this id does not exist.
    UnknownHandler {
        /// The requested id.
        id: String,
        /// The most similar existing id.
        nearest: Option<String>,
    },
}

/// A declaration that is left out because it conflicts with an earlier one.
#[derive(Clone, Debug)]
pub struct Conflict {
    pub(crate) name: &'static str,
    pub(crate) reason: Cow<'static, str>,
    pub(crate) left_out: Location,
    pub(crate) stands: Location,
}

impl Conflict {
    /// Returns the name of the metric.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the location of the declaration that is left out.
    #[must_use]
    pub fn left_out(&self) -> Location {
        self.left_out
    }

    /// Returns the location of the declaration that is exported.
    #[must_use]
    pub fn stands(&self) -> Location {
        self.stands
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { name, reason, left_out, stands } = self;
        write!(f, "`{name}` at {left_out} clashes with {stands}: {reason}")
    }
}

/// Implements an error that keeps its kind in a box: `kind()`, `Debug`, and the conversion from the kind.
#[doc(hidden)]
#[macro_export]
macro_rules! __boxed_kind {
    ($Error:ident, $ErrorKind:ident) => {
        impl $Error {
            /// Returns the kind of the error.
            #[must_use]
            pub fn kind(&self) -> &$ErrorKind {
                &self.0
            }
        }

        impl From<$ErrorKind> for $Error {
            fn from(kind: $ErrorKind) -> Self {
                $Error(Box::new(kind))
            }
        }

        $crate::__debug_as_message!($Error);
    };
}

/// Implements `Debug` of an error as its message and its causes. A `main` function that returns an error prints its
/// `Debug`.
#[doc(hidden)]
#[macro_export]
macro_rules! __debug_as_message {
    ($Error:ident) => {
        impl ::core::fmt::Debug for $Error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::write_with_causes(f, self)
            }
        }
    };
}

__boxed_kind!(Error, ErrorKind);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Copies(versions) => write_copies(f, versions),
            ErrorKind::NoMetrics(crates) => write_no_metrics(f, crates),
            ErrorKind::ModulesWithoutMetrics(modules) => write_modules_without_metrics(f, modules),
            ErrorKind::DeclaredLate(metrics) => write_declared_late(f, metrics),
            ErrorKind::Conflicts(conflicts) => write_conflicts(f, conflicts),
            ErrorKind::UnknownMetric { name, nearest } => {
                write_unknown(f, "metric", name, *nearest, "Registry::descriptors")
            }
            ErrorKind::UnknownGroup { name, nearest } => {
                write_unknown(f, "group", name, *nearest, "Registry::descriptors")
            }
            ErrorKind::SourceExists(name) => {
                write!(f, "a source `{name}` already exists; remove it first, or use another name")
            }
            ErrorKind::SourceName(name) => {
                write!(f, "{name:?} is not a valid name for a source; write a name without control characters, such as `database`")
            }
            ErrorKind::UnknownSource { name, nearest } => {
                write_unknown(f, "source", name, nearest.as_deref(), "Sources::list")
            }
            ErrorKind::InvalidName { name, reason } => {
                write!(f, "`{name}` cannot be the name of a metric: {reason}")
            }
            ErrorKind::InvalidLabel { metric, name, reason } => {
                write!(f, "`{name}` cannot be a label of `{metric}`: {reason}")
            }
            ErrorKind::InvalidBuckets { name, bounds } => {
                write!(f, "`{name}` cannot have the bounds {bounds:?}; write ascending bounds of at least zero, without `+Inf`; bounds of durations are at least a nanosecond apart")
            }
            ErrorKind::NameTaken { name, other } => write_name_taken(f, name, other),
            ErrorKind::RegisteredTwice(name) => {
                write!(f, "a struct with `{name}` and equal labels is already registered here; clone that struct, unregister it, or give each struct a label, for example `registry.label(\"pool\", \"b\")`")
            }
            ErrorKind::OverBudget { name, series, max_series } => {
                write!(f, "`{name}` has {series} series with these buckets, more than its bound of {max_series}; write fewer bounds, or `#[max_series({series})]` above the declaration")
            }
            ErrorKind::Differs { name, kind } => {
                write!(f, "`{name}` already exists with another type (`{kind}`), or with another unit, other labels or other buckets; repeat that declaration, or rename one")
            }
            ErrorKind::EqualLabels { type_name, labels } if labels.is_empty() => {
                write!(f, "two values of `{type_name}` have no label that tells them apart, and the later value is not exported until the earlier value is dropped; add a field with `#[metric(label)]` to the struct, or keep one value at a time")
            }
            ErrorKind::EqualLabels { type_name, labels } => {
                write!(f, "two values of `{type_name}` have the labels {{{labels}}}, and the later value is not exported until the earlier value is dropped; give each value other labels")
            }
            ErrorKind::UnknownEvent { name, nearest } => write_unknown_event(f, name, *nearest),
            ErrorKind::HandlerExists(id) => {
                write!(f, "a handler `{id}` already exists; detach it first, or use another id")
            }
            ErrorKind::UnknownHandler { id, nearest } => {
                write_unknown(f, "handler", id, nearest.as_deref(), "events::list")
            }
        }
    }
}

impl std::error::Error for Error {}

fn write_copies(f: &mut fmt::Formatter<'_>, versions: &[&str]) -> fmt::Result {
    write!(
        f,
        "this program has {} copies of `gapless-core`, of versions {}, and each exports a part of the metrics; find the \
         crates that depend on each with `cargo tree -d`, and make them use one version",
        versions.len(),
        versions.join(" and ")
    )
}

fn write_no_metrics(f: &mut fmt::Formatter<'_>, crates: &[&str]) -> fmt::Result {
    write!(
        f,
        "crates in `expect_crates!` do not declare metrics: `{}`; declare a metric in the crate, or remove it from the list; \
         if the package is renamed, write `local_name = real_name`",
        crates.join("`, `")
    )
}

fn write_modules_without_metrics(f: &mut fmt::Formatter<'_>, modules: &[String]) -> fmt::Result {
    write!(
        f,
        "modules in `expect_modules!` do not declare metrics in this program: `{}`; link the whole static library, for \
         example with `-Wl,--whole-archive`, or remove modules without metrics from the list",
        modules.join("`, `")
    )
}

fn write_declared_late(f: &mut fmt::Formatter<'_>, metrics: &[(&str, Location)]) -> fmt::Result {
    f.write_str(
        "metrics are not exported, because their library was loaded after the registry was created; load it before the first \
         call of `Registry::global`, the first scrape and the start of an instance",
    )?;
    metrics.iter().try_for_each(|(name, location)| write!(f, "\n  `{name}` at {location}"))
}

fn write_conflicts(f: &mut fmt::Formatter<'_>, conflicts: &[Conflict]) -> fmt::Result {
    f.write_str("declarations of metrics conflict; rename or change one of each pair")?;
    conflicts.iter().try_for_each(|conflict| write!(f, "\n  {conflict}"))
}

fn write_name_taken(f: &mut fmt::Formatter<'_>, name: &str, other: &str) -> fmt::Result {
    if name == other {
        write!(f, "a metric `{name}` already exists; keep its family, or call `get_or_register`")
    } else {
        write!(
            f,
            "`{name}` and the existing `{other}` would write lines or types of the same name; rename one"
        )
    }
}

fn write_unknown_event(f: &mut fmt::Formatter<'_>, name: &str, nearest: Option<&str>) -> fmt::Result {
    match nearest {
        Some(_) => write_unknown(f, "event", name, nearest, "events::list"),
        None => write!(f, "unknown event `{name}`; derive `Event` for a type of that name"),
    }
}

/// Writes an error and its causes, separated by colons.
pub fn write_with_causes(f: &mut fmt::Formatter<'_>, error: &dyn std::error::Error) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}

/// Writes the remedy for an unknown name: the most similar known name, or another remedy.
pub fn write_remedy(f: &mut fmt::Formatter<'_>, nearest: Option<&str>, otherwise: &str) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(f, "did you mean `{nearest}`?"),
        None => f.write_str(otherwise),
    }
}

fn write_unknown(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    name: &str,
    nearest: Option<&str>,
    all: &str,
) -> fmt::Result {
    write!(f, "unknown {what} `{name}`; ")?;
    write_remedy(f, nearest, &format!("`{all}` lists all {what}s"))
}
