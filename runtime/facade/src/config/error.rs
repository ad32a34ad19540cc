//! Mistakes in a configuration.

use std::path::PathBuf;
use std::{fmt, io};

use gapless_core::__private::write_remedy;

/// An error of a configuration: every mistake in it, each with the origin of the value.
///
/// ```
/// use gapless::config::Config;
///
/// let vars = [("GAPLESS_POLL_RATE", "5"), ("GAPLESS_PREFX", "shop")];
/// let error = Config::new().vars(vars.map(|(name, value)| (name.into(), value.into()))).unwrap_err();
/// assert_eq!(error.mistakes().len(), 2);
/// assert_eq!(error.mistakes()[0].origin().unwrap().to_string(), "`GAPLESS_POLL_RATE`");
/// ```
pub struct Error(Box<[Mistake]>);

/// One mistake in a configuration.
#[derive(Debug)]
pub struct Mistake {
    origin: Option<Origin>,
    kind: ErrorKind,
}

/// Where a value of a configuration comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// TOML.
    Text {
        /// The file; `None` for a string.
        file: Option<PathBuf>,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// A variable of the environment.
    Variable(String),
}

/// The kinds of a [`Mistake`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not TOML.
    Toml {
        /// The message of the TOML parser.
        message: String,
    },
    /// A file cannot be read.
    File {
        /// The path of the file.
        file: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// A file cannot be read, because the feature `config` is not enabled.
    NoToml {
        /// The path of the file.
        file: PathBuf,
    },
    /// A key does not exist.
    UnknownKey {
        /// The name of the key.
        key: String,
        /// A key with a similar name.
        nearest: Option<String>,
    },
    /// A key needs a feature that is not enabled.
    MissingFeature {
        /// The name of the key.
        key: String,
        /// The feature.
        feature: &'static str,
    },
    /// A key cannot have its value.
    Value {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// The values that the key can have.
        expected: &'static str,
    },
    /// A duration is zero.
    Zero {
        /// The key of the duration.
        key: String,
    },
    /// A duration is too short or too long.
    OutOfRange {
        /// The key of the duration.
        key: &'static str,
        /// The allowed durations, such as `at least 100ms`.
        allowed: &'static str,
    },
    /// A key has no effect without another key.
    Missing {
        /// The key that is missing.
        key: &'static str,
        /// The key that needs the missing one.
        by: &'static str,
    },
    /// Two keys exclude each other.
    Both {
        /// One of the keys.
        key: &'static str,
        /// The other key.
        other: &'static str,
    },
    /// A prefix or a label is invalid, or a metric already has the label.
    Name {
        /// The key of the prefix or the label.
        key: String,
        /// The rule that it breaks.
        cause: gapless_encode::Error,
    },
    /// A metric of a source, or a metric created at run time, already has a common label.
    LabelTaken {
        /// The name of the label.
        label: String,
        /// The metric that has a label with this name.
        metric: String,
    },
    /// The options of a plugin have a label twice.
    LabelTwice {
        /// The name of the plugin.
        plugin: String,
        /// The name of the label.
        label: String,
    },
    /// The instance does not have a plugin that has options.
    UnknownPlugin {
        /// The name in the configuration.
        plugin: String,
        /// A plugin with a similar name.
        nearest: Option<String>,
        /// The plugins of the instance.
        plugins: Vec<String>,
    },
    /// A dropped group does not exist.
    UnknownGroup {
        /// The name in the configuration or the view.
        group: String,
        /// A group with a similar name.
        nearest: Option<String>,
    },
    /// A plugin has an option without effect.
    UnusedOption {
        /// The name of the plugin.
        plugin: String,
        /// The name of the option.
        option: &'static str,
    },
    /// The server cannot start with a value.
    Server {
        /// The key of the value.
        key: &'static str,
        /// The error of the server.
        cause: gapless_http::Error,
    },
    /// An objective is not complete, or has a key that does not exist.
    #[cfg(feature = "artifacts")]
    Objective {
        /// The mistake.
        message: String,
    },
    /// The rules or an objective do not fit the metrics.
    #[cfg(feature = "artifacts")]
    Artifacts {
        /// The key of the value.
        key: &'static str,
        /// The mistake.
        cause: gapless_artifacts::Error,
    },
    /// A value for Grafana is invalid.
    #[cfg(feature = "grafana")]
    Grafana {
        /// The key of the value.
        key: &'static str,
        /// The error of the client.
        cause: gapless_report::grafana::Error,
    },
    /// A setting of a reporter is invalid.
    #[cfg(feature = "reporters")]
    Reporter {
        /// The key of the value.
        key: &'static str,
        /// The mistake.
        message: String,
    },
}

impl Error {
    /// Returns every mistake, in the order in which they were found; there is at least one.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.0
    }

    /// Returns the kind of the first mistake.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        self.0[0].kind()
    }

    /// Returns the origin of the first mistake.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.0[0].origin()
    }
}

impl Mistake {
    pub(crate) fn new(origin: Option<Origin>, kind: ErrorKind) -> Self {
        Mistake { origin, kind }
    }

    /// Returns the line and the column, if the value comes from TOML.
    pub(crate) fn position(&self) -> Option<(usize, usize)> {
        match self.origin {
            Some(Origin::Text { line, column, .. }) => Some((line, column)),
            _ => None,
        }
    }

    /// Returns what is wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Returns where the value comes from; `None` if it comes from code.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }
}

/// Returns the error of these mistakes, if there are any.
pub(crate) fn check(mistakes: Vec<Mistake>) -> Result<(), Error> {
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(Error(mistakes.into()))
    }
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        Error([mistake].into())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Text { file: None, line, column } => write!(f, "line {line}, column {column}"),
            Origin::Text { file: Some(file), line, column } => {
                write!(f, "{}:{line}:{column}", file.display())
            }
            Origin::Variable(variable) => write!(f, "`{variable}`"),
        }
    }
}

gapless_core::__debug_as_message!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [mistake] = self.mistakes() {
            return mistake.fmt(f);
        }
        write!(f, "the configuration has {} mistakes:", self.0.len())?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            write!(f, "{origin}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::Toml { message } => write!(f, "invalid TOML: {message}"),
            ErrorKind::File { file, .. } => {
                write!(f, "cannot read `{}`; check that the file exists and that this user may read it", file.display())
            }
            ErrorKind::NoToml { file } => {
                write!(f, "cannot read `{}` without a TOML parser; enable the feature `config`", file.display())
            }
            ErrorKind::UnknownKey { key, nearest } => {
                write!(f, "unknown key `{key}`; ")?;
                write_remedy(f, nearest.as_deref(), "the documentation of `Config` lists all keys")
            }
            ErrorKind::MissingFeature { key, feature } => {
                write!(f, "`{key}` needs the feature `{feature}` of `gapless`; enable the feature, or remove the key")
            }
            ErrorKind::Value { key, value, expected } => {
                write!(f, "`{key}` cannot be `{value}`; write {expected}")
            }
            ErrorKind::Zero { key } => {
                write!(f, "`{key}` is zero; write a longer duration, such as `5s`, or remove the key")
            }
            ErrorKind::OutOfRange { key, allowed } => {
                write!(f, "`{key}` is out of range; write {allowed}")
            }
            ErrorKind::Missing { key, by } => {
                write!(f, "`{by}` needs `{key}`; set both, or neither")
            }
            ErrorKind::Name { key, cause } => write!(f, "`{key}`: {cause}"),
            ErrorKind::LabelTaken { label, metric } => write!(
                f,
                "`labels.{label}`: the metric `{metric}` already has a label `{label}`; rename the common label, or drop the group of \
                 the metric"
            ),
            ErrorKind::LabelTwice { plugin, label } => {
                write!(f, "the options of the plugin `{plugin}` have the label `{label}` twice; remove one")
            }
            ErrorKind::UnknownPlugin { plugin, nearest, plugins } => {
                write!(f, "unknown plugin `{plugin}`; ")?;
                let otherwise = match &**plugins {
                    [] => "add the plugin to the instance, or remove its options".to_owned(),
                    some => format!("the instance has `{}`; add the plugin, or remove its options", some.join("`, `")),
                };
                write_remedy(f, nearest.as_deref(), &otherwise)
            }
            ErrorKind::UnknownGroup { group, nearest } => {
                write!(f, "unknown group `{group}`; ")?;
                write_remedy(f, nearest.as_deref(), "remove the group")
            }
            ErrorKind::UnusedOption { plugin, option } => write_unused_option(f, plugin, option),
            ErrorKind::Server { key, cause } => write!(f, "`{key}`: {cause}"),
            ErrorKind::Both { key, other } => write!(f, "`{key}` and `{other}` exclude each other; remove one of them"),
            #[cfg(feature = "artifacts")]
            ErrorKind::Objective { message } => write!(f, "`objective`: {message}"),
            #[cfg(feature = "artifacts")]
            ErrorKind::Artifacts { key, cause } => write!(f, "`{key}`: {cause}"),
            #[cfg(feature = "grafana")]
            ErrorKind::Grafana { key, cause } => write!(f, "`{key}`: {cause}"),
            #[cfg(feature = "reporters")]
            ErrorKind::Reporter { key, message } => write!(f, "`{key}`: {message}"),
        }
    }
}

fn write_unused_option(f: &mut fmt::Formatter<'_>, plugin: &str, option: &str) -> fmt::Result {
    match option {
        "poll_rate" => write!(f, "the plugin `{plugin}` has no polling groups; remove its `poll_rate`"),
        "buckets" => write!(f, "the plugin `{plugin}` creates no histograms; remove its `buckets`"),
        option => write!(
            f,
            "`{option}` has no effect on the plugin `{plugin}`, which declares all its metrics; set it for the whole instance, \
             or remove it"
        ),
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::File { cause, .. } => Some(cause),
            ErrorKind::Server { cause, .. } => cause.source(),
            #[cfg(feature = "artifacts")]
            ErrorKind::Artifacts { cause, .. } => cause.source(),
            #[cfg(feature = "grafana")]
            ErrorKind::Grafana { cause, .. } => cause.source(),
            _ => None,
        }
    }
}
