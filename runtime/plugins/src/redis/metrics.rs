//! The metrics of commands.

use gapless_macros::{defmetrics, LabelValue};
use redis::{ErrorKind, RedisError};

use super::NAME;
use crate::plugin::PluginContext;

defmetrics! {
    #![crate = gapless_core]
    #![into = RedisMetrics]
    #![namespace = "redis"]

    /// Duration of commands, until their response was read.
    #[native]
    #[buckets(0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)]
    #[max_series(6400)]
    pub(super) histogram command_duration_seconds(command: &str);

    /// Commands that failed, by kind of error.
    #[max_series(600)]
    pub(super) counter command_errors_total(command: &str, kind: Failure);
}

/// Why a command failed.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum Failure {
    /// The server refused the password.
    Authentication,
    /// The future was dropped.
    Cancelled,
    /// The command or its response is invalid.
    Client,
    /// The connection could not be used.
    Connection,
    /// The server returned an error.
    Server,
    /// The server did not respond in time.
    Timeout,
}

impl From<&RedisError> for Failure {
    fn from(error: &RedisError) -> Self {
        match error.kind() {
            _ if error.is_timeout() => Failure::Timeout,
            ErrorKind::AuthenticationFailed => Failure::Authentication,
            ErrorKind::Io | ErrorKind::ClusterConnectionNotFound => Failure::Connection,
            ErrorKind::Server(_) | ErrorKind::Extension => Failure::Server,
            _ => Failure::Client,
        }
    }
}

impl RedisMetrics {
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = RedisMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.command_duration_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }

    /// Creates all series of a command at zero.
    pub(super) fn seed(&self, command: &str) {
        let _ = self.command_duration_seconds(command);
        let _ = self.command_errors_total(command, Failure::Server); // of all kinds
    }
}
