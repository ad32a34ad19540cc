//! Errors of configurations.

use std::path::PathBuf;
use std::{fmt, io};

/// An error that lists every mistake in a configuration, each with the place of the value.
///
/// ```
/// use gapless::config::Config;
///
/// let vars = [("GAPLESS_POLL_RATE", "5"), ("GAPLESS_PREFX", "shop")];
/// let error = Config::new().vars(vars.map(|(name, value)| (name.into(), value.into()))).unwrap_err();
/// assert_eq!(error.mistakes().len(), 2);
/// assert_eq!(error.mistakes()[0].place().unwrap().to_string(), "`GAPLESS_POLL_RATE`");
/// ```
#[derive(Debug)]
pub struct Error(Box<[Mistake]>);

/// One mistake in a configuration.
#[derive(Debug)]
pub struct Mistake {
    place: Option<Place>,
    kind: ErrorKind,
}

/// The place of a value in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In TOML.
    Text {
        /// The file, if the TOML comes from a file.
        file: Option<PathBuf>,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// In an environment variable.
    Variable(String),
}

/// A kind of mistake in a configuration.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A string that is not TOML.
    Toml {
        /// The message of the parser.
        message: String,
    },
    /// A file that cannot be read.
    File {
        /// The path.
        file: PathBuf,
        /// The error of the operating system.
        cause: io::Error,
    },
    /// A file cannot be read without the feature `config`.
    NoToml {
        /// The path of the file.
        file: PathBuf,
    },
    /// A key that does not exist.
    UnknownKey {
        /// The name of the key.
        key: String,
        /// A similar key.
        nearest: Option<String>,
    },
    /// An invalid value.
    Value {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// The values that are allowed.
        expected: &'static str,
    },
    /// A duration of zero.
    Zero {
        /// The key of the duration.
        key: String,
    },
    /// A key that another key requires.
    Missing {
        /// The key that is missing.
        key: &'static str,
        /// The key that requires it.
        by: &'static str,
    },
    /// A prefix or a label that breaks a rule for names, or a label that a metric already has.
    Name {
        /// The key of the prefix or the label.
        key: String,
        /// The rule that it breaks.
        cause: gapless_encode::Error,
    },
    /// A common label that a metric of a source or of a plugin already has.
    LabelTaken {
        /// The name of the label.
        label: String,
        /// The metric that has a label of this name.
        metric: String,
    },
    /// A label that occurs twice in the options of a plugin.
    LabelTwice {
        /// The plugin's name.
        plugin: String,
        /// The name of the label.
        label: String,
    },
    /// Options of a plugin that the instance does not have.
    UnknownPlugin {
        /// The name in the configuration.
        plugin: String,
        /// A plugin with a similar name.
        nearest: Option<String>,
    },
    /// A group to drop that does not exist.
    UnknownGroup {
        /// The name in the configuration.
        group: String,
        /// A group with a similar name.
        nearest: Option<String>,
    },
    /// An option that a plugin cannot apply.
    UnheededOption {
        /// The plugin's name.
        plugin: String,
        /// The name of the option.
        option: &'static str,
    },
    /// A value that prevents the server from starting.
    Server {
        /// The key of the value.
        key: &'static str,
        /// The error of the server.
        cause: gapless_http::Error,
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

    /// Returns the place of the first mistake.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.0[0].place()
    }
}

impl Mistake {
    pub(crate) fn new(place: Option<Place>, kind: ErrorKind) -> Self {
        Mistake { place, kind }
    }

    /// Returns the line and the column, if the value comes from TOML.
    pub(crate) fn position(&self) -> Option<(usize, usize)> {
        match self.place {
            Some(Place::Text { line, column, .. }) => Some((line, column)),
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
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }
}

/// Returns the error of these mistakes, if there are any.
pub(crate) fn check(mistakes: Vec<Mistake>) -> Result<(), Error> {
    match mistakes.is_empty() {
        true => Ok(()),
        false => Err(Error(mistakes.into())),
    }
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        Error([mistake].into())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Text { file: None, line, column } => write!(f, "line {line}, column {column}"),
            Place::Text { file: Some(file), line, column } => {
                write!(f, "{}:{line}:{column}", file.display())
            }
            Place::Variable(variable) => write!(f, "`{variable}`"),
        }
    }
}

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
        if let Some(place) = self.place() {
            write!(f, "{place}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::Toml { message } => write!(f, "this is not TOML: {message}"),
            ErrorKind::File { file, .. } => {
                write!(f, "cannot read `{}`; make it a file that this user may read", file.display())
            }
            ErrorKind::NoToml { file } => {
                write!(f, "cannot read `{}`, as it is TOML; build with the feature `config`", file.display())
            }
            ErrorKind::UnknownKey { key, nearest: Some(nearest) } => {
                write!(f, "there is no key `{key}`; did you mean `{nearest}`?")
            }
            ErrorKind::UnknownKey { key, nearest: None } => {
                write!(f, "there is no key `{key}`; `Config` has a table of all of them")
            }
            ErrorKind::Value { key, value, expected } => {
                write!(f, "`{key}` cannot be `{value}`; write {expected}")
            }
            ErrorKind::Zero { key } => {
                write!(f, "`{key}` is no time at all; write a longer duration, as `5s`, or leave it out")
            }
            ErrorKind::Missing { key, by } => {
                write!(f, "`{by}` is given and `{key}` is not; give both, or none")
            }
            ErrorKind::Name { key, cause } => write!(f, "`{key}`: {cause}"),
            ErrorKind::LabelTaken { label, metric } => write!(
                f,
                "`labels.{label}`: the metric `{metric}` has a label `{label}` of its own; give this label another name, or leave \
                 that metric out"
            ),
            ErrorKind::LabelTwice { plugin, label } => {
                write!(f, "the options of the plugin `{plugin}` have the label `{label}` twice; remove one")
            }
            ErrorKind::UnknownPlugin { plugin, nearest } => {
                write!(f, "there is no plugin `{plugin}` to configure; ")?;
                write_remedy(f, nearest.as_deref(), "add it to the instance, or leave its options out")
            }
            ErrorKind::UnknownGroup { group, nearest } => {
                write!(f, "there is no group `{group}` to drop; ")?;
                write_remedy(f, nearest.as_deref(), "leave it out")
            }
            ErrorKind::UnheededOption { plugin, option: "poll_rate" } => {
                write!(f, "the plugin `{plugin}` has no polls; leave its `poll_rate` out")
            }
            ErrorKind::UnheededOption { plugin, option: "buckets" } => {
                write!(f, "the plugin `{plugin}` makes no histograms; leave its `buckets` out")
            }
            ErrorKind::UnheededOption { plugin, option } => write!(
                f,
                "the plugin `{plugin}` declares all of its metrics, which no `{option}` changes; say it of the whole instance, \
                 or leave it out"
            ),
            ErrorKind::Server { key, cause } => write!(f, "`{key}`: {cause}"),
        }
    }
}

fn write_remedy(f: &mut fmt::Formatter<'_>, nearest: Option<&str>, otherwise: &str) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(f, "did you mean `{nearest}`?"),
        None => f.write_str(otherwise),
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::File { cause, .. } => Some(cause),
            ErrorKind::Server { cause, .. } => cause.source(),
            _ => None,
        }
    }
}
