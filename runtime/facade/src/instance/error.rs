//! Errors of instances.

use std::{fmt, io};

use crate::config;

/// An error that prevents an instance from starting.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// The reason why an instance does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Metrics of the program are missing: see [`Registry::check`](crate::Registry::check).
    Metrics(gapless_core::Error),
    /// The configuration has mistakes. The error lists them.
    Config(config::Error),
    /// Two plugins have the same name.
    PluginTwice {
        /// The name.
        plugin: String,
    },
    /// A plugin cannot start.
    Plugin {
        /// The name of the plugin.
        plugin: String,
        /// The error of the plugin.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A source cannot be added.
    Source(gapless_core::Error),
    /// A polling group or a manual group is invalid.
    Polls(gapless_plugins::Error),
    /// The server cannot start.
    Server(gapless_http::Error),
    /// The thread or the runtime of the instance cannot be created.
    Thread(io::Error),
}

impl Error {
    /// Returns the reason.
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
