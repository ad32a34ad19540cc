//! Errors of starting an instance.

use std::{fmt, io};

use crate::config;

/// An error that keeps an instance from starting.
pub struct Error(Box<ErrorKind>);

/// The kinds of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The declared metrics fail [`Registry::check`](crate::Registry::check).
    Metrics(gapless_core::Error),
    /// The configuration or the view has mistakes, which the error lists.
    Config(config::Error),
    /// Two plugins have the same name.
    PluginTwice {
        /// The name of both plugins.
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
    Measurements(gapless_plugins::Error),
    /// The server cannot start.
    Server(gapless_http::Error),
    /// The URL or the credentials of Grafana are invalid.
    #[cfg(feature = "grafana")]
    Grafana(gapless_report::grafana::Error),
    /// A reporter cannot be added, for example because one of its settings is wrong.
    #[cfg(feature = "reporters")]
    Reporter(gapless_report::Error),
    /// A thread or its runtime cannot be created.
    Thread(io::Error),
}

gapless_core::__boxed_kind!(Error, ErrorKind);

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
            ErrorKind::Measurements(error) => error.fmt(f),
            ErrorKind::Server(error) => error.fmt(f),
            #[cfg(feature = "grafana")]
            ErrorKind::Grafana(error) => error.fmt(f),
            #[cfg(feature = "reporters")]
            ErrorKind::Reporter(error) => error.fmt(f),
            ErrorKind::PluginTwice { plugin } => {
                write!(f, "two plugins have the name `{plugin}`; remove or rename one of them")
            }
            ErrorKind::Plugin { plugin, cause } => write!(f, "the plugin `{plugin}` cannot start: {cause}"),
            ErrorKind::Thread(_) => {
                f.write_str("cannot start a thread or its runtime; raise the thread limit of the process")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Plugin { cause, .. } => cause.source(),
            ErrorKind::Thread(cause) => Some(cause),
            ErrorKind::Metrics(error) | ErrorKind::Source(error) => error.source(),
            ErrorKind::Config(error) => error.source(),
            ErrorKind::Measurements(error) => error.source(),
            ErrorKind::Server(error) => error.source(),
            #[cfg(feature = "grafana")]
            ErrorKind::Grafana(error) => error.source(),
            #[cfg(feature = "reporters")]
            ErrorKind::Reporter(error) => error.source(),
            _ => None,
        }
    }
}
