//! Why an instance does not start.

use std::{fmt, io};

use crate::config::ConfigMistake;
use crate::ConfigError;

/// An error that keeps an instance from starting.
#[derive(Debug)]
pub struct StartError(Box<StartErrorKind>);

/// Why an instance does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartErrorKind {
    /// The metrics of the program are not whole: [`Registry::check`](crate::Registry::check) says why.
    Metrics(gapless_core::Error),
    /// The configuration has mistakes, which the error lists.
    Config(ConfigError),
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

impl StartError {
    /// Why it does not start.
    #[must_use]
    pub fn kind(&self) -> &StartErrorKind {
        &self.0
    }
}

impl From<StartErrorKind> for StartError {
    fn from(kind: StartErrorKind) -> Self {
        StartError(Box::new(kind))
    }
}

impl From<ConfigMistake> for StartError {
    fn from(mistake: ConfigMistake) -> Self {
        ConfigError::from(mistake).into()
    }
}

impl From<ConfigError> for StartError {
    fn from(error: ConfigError) -> Self {
        StartErrorKind::Config(error).into()
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            StartErrorKind::Metrics(error) | StartErrorKind::Source(error) => error.fmt(f),
            StartErrorKind::Config(error) => error.fmt(f),
            StartErrorKind::Polls(error) => error.fmt(f),
            StartErrorKind::Server(error) => error.fmt(f),
            StartErrorKind::PluginTwice { plugin } => {
                write!(f, "two plugins have the name `{plugin}`; leave one out, or give it another name")
            }
            StartErrorKind::Plugin { plugin, .. } => {
                write!(f, "the plugin `{plugin}` cannot start; see what it says, or leave it out")
            }
            StartErrorKind::Thread(_) => {
                f.write_str("cannot start a thread or its runtime; let the program have more of them")
            }
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            StartErrorKind::Plugin { cause, .. } => Some(&**cause),
            StartErrorKind::Thread(cause) => Some(cause),
            StartErrorKind::Metrics(error) | StartErrorKind::Source(error) => error.source(),
            StartErrorKind::Config(error) => error.source(),
            StartErrorKind::Polls(error) => error.source(),
            StartErrorKind::Server(error) => error.source(),
            _ => None,
        }
    }
}
