//! What can be wrong with a configuration.

#[cfg(feature = "config")]
use std::path::Path;
use std::path::PathBuf;
use std::{fmt, io};

/// An error of a configuration: what is wrong, and where it stands.
#[derive(Debug)]
pub struct ConfigError(Box<(Option<Place>, ConfigErrorKind)>);

/// Where a part of a configuration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In TOML.
    Text {
        /// If it is from a file.
        file: Option<PathBuf>,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// In this variable of the environment.
    Variable(String),
}

/// What is wrong with a configuration.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// A text that is no TOML.
    Toml {
        /// What its parser says.
        message: String,
    },
    /// A file that cannot be read.
    File {
        /// Where it should be.
        file: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A file is to be read, and the feature `config` is not there.
    NoToml {
        /// Which one that is.
        file: PathBuf,
    },
    /// A key that there is not, and the one that was probably meant.
    UnknownKey {
        /// What it is called.
        key: String,
        /// A key like it.
        nearest: Option<String>,
    },
    /// A key that cannot have its value.
    Value {
        /// That key.
        key: String,
        /// What it was given.
        value: String,
        /// What it can have.
        expected: &'static str,
    },
    /// A duration of no time.
    Zero {
        /// Whose it is.
        key: String,
    },
    /// A key without which another one means nothing.
    Missing {
        /// The key that is missing.
        key: &'static str,
        /// The one that is there.
        by: &'static str,
    },
}

impl ConfigError {
    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ConfigErrorKind {
        &self.0 .1
    }

    /// Where it stands; `None` if it is of code, or of several keys.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.0 .0.as_ref()
    }

    pub(super) fn at(place: Place, kind: ConfigErrorKind) -> Self {
        ConfigError(Box::new((Some(place), kind)))
    }

    #[cfg(feature = "config")]
    pub(super) fn in_file(mut self, path: &Path) -> Self {
        if let Some(Place::Text { file, .. }) = &mut self.0 .0 {
            *file = Some(path.to_owned());
        }
        self
    }
}

impl From<ConfigErrorKind> for ConfigError {
    fn from(kind: ConfigErrorKind) -> Self {
        ConfigError(Box::new((None, kind)))
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

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place() {
            write!(f, "{place}: ")?;
        }
        match self.kind() {
            ConfigErrorKind::Toml { message } => write!(f, "this is no TOML: {message}"),
            ConfigErrorKind::File { file, .. } => {
                write!(f, "cannot read `{}`; make it a file that this user may read", file.display())
            }
            ConfigErrorKind::NoToml { file } => {
                write!(f, "cannot read `{}`, as it is TOML; build with the feature `config`", file.display())
            }
            ConfigErrorKind::UnknownKey { key, nearest: Some(nearest) } => {
                write!(f, "there is no key `{key}`; did you mean `{nearest}`?")
            }
            ConfigErrorKind::UnknownKey { key, nearest: None } => {
                write!(f, "there is no key `{key}`; `Config` has a table of all of them")
            }
            ConfigErrorKind::Value { key, value, expected } => {
                write!(f, "`{key}` cannot be `{value}`; write {expected}")
            }
            ConfigErrorKind::Zero { key } => {
                write!(f, "`{key}` is no time at all; write a longer duration, as `5s`, or leave it out")
            }
            ConfigErrorKind::Missing { key, by } => {
                write!(f, "`{by}` is given and `{key}` is not; give both, or none")
            }
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ConfigErrorKind::File { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
