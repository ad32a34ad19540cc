//! Connections whose commands are recorded.

use std::sync::Arc;
use std::time::Duration;

use gapless_core::__private::OTHER;
use redis::aio::ConnectionLike;
use redis::{Arg, Cmd, Pipeline, RedisFuture, RedisResult, Value};

use super::metrics::{Failure, RedisMetrics};
use crate::plugin::PluginMetrics;
use crate::timed::{Ended, Record, Timed};

/// The command in the metrics of a pipeline or a transaction.
const PIPELINE: &str = "pipeline";

/// A connection whose commands are recorded, from [`Redis::connection`](super::Redis::connection).
#[derive(Clone, Debug)]
pub struct RedisConnection<C> {
    metrics: PluginMetrics<Arc<RedisMetrics>>,
    inner: C,
}

impl<C> RedisConnection<C> {
    pub(super) fn new(metrics: PluginMetrics<Arc<RedisMetrics>>, inner: C) -> Self {
        RedisConnection { metrics, inner }
    }

    /// Returns the inner connection.
    pub fn into_inner(self) -> C {
        self.inner
    }

    fn record(&self, command: Command) -> Option<CommandRecord> {
        self.metrics.get().map(|metrics| CommandRecord { metrics: metrics.clone(), command })
    }
}

impl<C: ConnectionLike> ConnectionLike for RedisConnection<C> {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        let record = self.record(Command::of(cmd));
        Box::pin(Timed::new(record, self.inner.req_packed_command(cmd)))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        let record = self.record(Command::named(PIPELINE.as_bytes()));
        Box::pin(Timed::new(record, self.inner.req_packed_commands(pipeline, offset, count)))
    }

    fn get_db(&self) -> i64 {
        self.inner.get_db()
    }
}

/// The name of a command in lower case, without an allocation.
#[derive(Clone, Copy)]
struct Command {
    name: [u8; Command::MAX],
    len: usize,
}

impl Command {
    /// The longest command of a server has 20 characters. The commands of modules have a dot and fit too.
    const MAX: usize = 24;

    fn of(cmd: &Cmd) -> Self {
        match cmd.args_iter().next() {
            Some(Arg::Simple(name)) => Command::named(name),
            _ => Command::named(&[]),
        }
    }

    /// A name that is not that of a command becomes `_other`.
    fn named(name: &[u8]) -> Self {
        let is_part = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-');
        let is_name = (1..=Command::MAX).contains(&name.len()) && name.iter().all(is_part);
        let of = if is_name { name } else { OTHER.as_bytes() };
        let mut command = Command { name: [0; Command::MAX], len: of.len() };
        command.name[..of.len()].copy_from_slice(of);
        command.name.make_ascii_lowercase();
        command
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.name[..self.len]).unwrap_or(OTHER) // it is ASCII
    }
}

/// The record of one command.
struct CommandRecord {
    metrics: Arc<RedisMetrics>,
    command: Command,
}

impl CommandRecord {
    fn end(&self, failure: Option<Failure>, elapsed: Duration) {
        let command = self.command.as_str();
        self.metrics.command_duration_seconds(command).observe(elapsed);
        // The first look-up of a command exports its errors of all kinds at zero.
        let errors = self.metrics.command_errors_total(command, failure.unwrap_or(Failure::Server));
        if failure.is_some() {
            errors.inc();
        }
    }
}

impl Record<RedisResult<Value>> for CommandRecord {
    fn end(self, ended: Ended<'_, RedisResult<Value>>, elapsed: Duration) {
        let failure = match ended {
            Ok(Ok(Value::ServerError(_))) => Some(Failure::Server),
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(Failure::from(error)),
            Err(_) => Some(Failure::Cancelled),
        };
        CommandRecord::end(&self, failure, elapsed);
    }
}

impl Record<RedisResult<Vec<Value>>> for CommandRecord {
    fn end(self, ended: Ended<'_, RedisResult<Vec<Value>>>, elapsed: Duration) {
        let failure = match ended {
            Ok(Ok(values)) => {
                values.iter().any(|value| matches!(value, Value::ServerError(_))).then_some(Failure::Server)
            }
            Ok(Err(error)) => Some(Failure::from(error)),
            Err(_) => Some(Failure::Cancelled),
        };
        CommandRecord::end(&self, failure, elapsed);
    }
}
