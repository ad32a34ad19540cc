//! Redis: the commands of connections of the crate `redis`.

mod connection;
mod metrics;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use self::connection::RedisConnection;
use self::metrics::RedisMetrics;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "redis";

/// Metrics of the commands that connections of the crate `redis` send.
///
/// ```
/// use gapless::plugins::Redis;
/// use redis::AsyncCommands as _;
///
/// # async fn greet(client: redis::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let redis = Redis::new().commands(["get", "set"]);
/// let instance = gapless::builder().plugin(redis.clone()).start().await?;
///
/// let mut connection = redis.connection(client.get_multiplexed_async_connection().await?);
/// let () = connection.set("greeting", "hello").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Redis {
    metrics: PluginMetrics<Arc<RedisMetrics>>,
    commands: BTreeSet<String>,
    options: PluginOptions,
}

impl Redis {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Redis::default()
    }

    /// Sets the default options of the plugin. `buckets` apply to the duration of commands.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Adds commands whose series are exported at zero from the start. The series of other commands are exported from
    /// their first use on.
    #[must_use]
    pub fn commands<C: AsRef<str>>(mut self, commands: impl IntoIterator<Item = C>) -> Self {
        self.commands.extend(commands.into_iter().map(|command| command.as_ref().to_ascii_lowercase()));
        self
    }

    /// Returns a connection whose commands are recorded.
    ///
    /// The inner connection is any that implements [`ConnectionLike`](redis::aio::ConnectionLike), for example a
    /// `MultiplexedConnection` or a `ConnectionManager`.
    pub fn connection<C>(&self, inner: C) -> RedisConnection<C> {
        RedisConnection::new(self.metrics.clone(), inner)
    }
}

impl Plugin for Redis {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let metrics = Arc::new(RedisMetrics::start(context)?);
        self.commands.iter().for_each(|command| metrics.seed(command));
        self.metrics.start(metrics)?;
        Ok(Vec::new())
    }
}
