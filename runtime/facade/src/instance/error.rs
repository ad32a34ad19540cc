//! Why an instance does not start.

use std::{fmt, io};

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
    /// The configuration is wrong.
    Config(ConfigError),
    /// The prefix or a label of the configuration cannot be.
    View(gapless_encode::Error),
    /// Two plugins have one name.
    PluginTwice {
        /// That name.
        plugin: String,
    },
    /// A plugin that is configured and not there, and the one that was probably meant.
    UnknownPlugin {
        /// What it is called.
        plugin: String,
        /// A plugin with a name like it.
        nearest: Option<String>,
    },
    /// A group that is to be dropped and that there is not, and the one that was probably meant.
    UnknownGroup {
        /// What it is called.
        group: String,
        /// A group with a name like it.
        nearest: Option<String>,
    },
    /// A plugin cannot start.
    Plugin {
        /// Its name.
        plugin: String,
        /// What it says.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An option that a plugin can do nothing with.
    UnheededOption {
        /// The plugin's name.
        plugin: String,
        /// What the option is called.
        option: &'static str,
    },
    /// A label that is twice in the options of a plugin.
    LabelTwice {
        /// The plugin's name.
        plugin: String,
        /// What the label is called.
        label: String,
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
            StartErrorKind::View(error) => error.fmt(f),
            StartErrorKind::Polls(error) => error.fmt(f),
            StartErrorKind::Server(error) => error.fmt(f),
            StartErrorKind::PluginTwice { plugin } => {
                write!(f, "two plugins have the name `{plugin}`; leave one out, or give it another name")
            }
            StartErrorKind::UnknownPlugin { plugin, nearest } => {
                write!(f, "there is no plugin `{plugin}` to configure; ")?;
                write_remedy(f, nearest.as_deref(), "add it to the instance, or leave its options out")
            }
            StartErrorKind::UnknownGroup { group, nearest } => {
                write!(f, "there is no group `{group}` to drop; ")?;
                write_remedy(f, nearest.as_deref(), "leave it out")
            }
            StartErrorKind::Plugin { plugin, .. } => {
                write!(f, "the plugin `{plugin}` cannot start; see what it says, or leave it out")
            }
            StartErrorKind::UnheededOption { plugin, option: "poll_rate" } => {
                write!(f, "the plugin `{plugin}` has no polls; leave its `poll_rate` out")
            }
            StartErrorKind::UnheededOption { plugin, option: "buckets" } => {
                write!(f, "the plugin `{plugin}` makes no histograms; leave its `buckets` out")
            }
            StartErrorKind::UnheededOption { plugin, option } => write!(
                f,
                "the plugin `{plugin}` declares all of its metrics, which no `{option}` changes; say it of the whole instance, \
                 or leave it out"
            ),
            StartErrorKind::LabelTwice { plugin, label } => {
                write!(f, "the options of the plugin `{plugin}` have the label `{label}` twice; remove one")
            }
            StartErrorKind::Thread(_) => {
                f.write_str("cannot start a thread or its runtime; let the program have more of them")
            }
        }
    }
}

fn write_remedy(f: &mut fmt::Formatter<'_>, nearest: Option<&str>, otherwise: &str) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(f, "did you mean `{nearest}`?"),
        None => f.write_str(otherwise),
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            StartErrorKind::Plugin { cause, .. } => Some(&**cause),
            StartErrorKind::Thread(cause) => Some(cause),
            StartErrorKind::Metrics(error) | StartErrorKind::Source(error) => error.source(),
            StartErrorKind::Config(error) => error.source(),
            StartErrorKind::View(error) => error.source(),
            StartErrorKind::Polls(error) => error.source(),
            StartErrorKind::Server(error) => error.source(),
            _ => None,
        }
    }
}
