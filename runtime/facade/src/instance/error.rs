//! Why an instance does not start.

use std::{fmt, io};

use crate::config;

/// An error that keeps an instance from starting.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// Why an instance does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The metrics of the program are not whole: [`Registry::check`](crate::Registry::check) says why.
    Metrics(gapless_core::Error),
    /// The configuration has mistakes, which the error lists.
    Config(config::Error),
    /// Two plugins have one name.
    PluginTwice {
        /// That name.
        plugin: String,
    },
    /// A plugin cannot start.
    Plugin {
        /// Its name.
        plugin: String,
        /// What it says.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A source cannot be added.
    Source(gapless_core::Error),
    /// Something is wrong with a poll or a manual measurement.
    Polls(gapless_plugins::Error),
    /// The server cannot start.
    Server(gapless_http::Error),
    /// There is no thread or no runtime for an instance of its own.
    Thread(io::Error),
}

impl Error {
    /// Why it does not start.
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

impl From<config::Mistake> for Error {
    fn from(mistake: config::Mistake) -> Self {
        config::Error::from(mistake).into()
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Self {
        ErrorKind::Config(error).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Metrics(error) | ErrorKind::Source(error) => error.fmt(f),
            ErrorKind::Config(error) => error.fmt(f),
            ErrorKind::Polls(error) => error.fmt(f),
            ErrorKind::Server(error) => error.fmt(f),
            ErrorKind::PluginTwice { plugin } => {
                write!(f, "two plugins have the name `{plugin}`; leave one out, or give it another name")
            }
            ErrorKind::Plugin { plugin, .. } => {
                write!(f, "the plugin `{plugin}` cannot start; see what it says, or leave it out")
            }
            ErrorKind::Thread(_) => {
                f.write_str("cannot start a thread or its runtime; let the program have more of them")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Plugin { cause, .. } => Some(&**cause),
            ErrorKind::Thread(cause) => Some(cause),
            ErrorKind::Metrics(error) | ErrorKind::Source(error) => error.source(),
            ErrorKind::Config(error) => error.source(),
            ErrorKind::Polls(error) => error.source(),
            ErrorKind::Server(error) => error.source(),
            _ => None,
        }
    }
}
