//! SQL: pools of connections, and statements.
//!
//! Read `command`, then `metrics`, `pools`, `acquire`, `statements`, and the adapters of pools: `sqlx`, `deadpool` and
//! `bb8`.

mod acquire;
#[cfg(feature = "bb8")]
mod bb8;
mod command;
#[cfg(feature = "deadpool")]
mod deadpool;
mod metrics;
mod pools;
#[cfg(feature = "sqlx")]
mod sqlx;
mod statements;

use std::any::Any;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::Source;
use tokio::time::error::Elapsed;

use self::acquire::Attempt;
use self::metrics::{AcquireFailure, SqlMetrics};
pub use self::pools::PoolState;
use self::pools::{Pools, Reason};
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::tracing::listeners::listen;

/// The name of the plugin, of its source and of their group.
const NAME: &str = "sql";

/// Metrics of SQL: pools of connections, the time to acquire a connection, and the statements of sqlx.
///
/// The statements come from the events that sqlx emits, so they need the layer
/// [`tracing::layer`](crate::tracing::layer) in the subscriber of the program. Without the layer, they stay at zero.
///
/// Clones share the pools and the metrics. A clone can add pools after the start:
///
/// ```
/// use gapless::plugins::{PoolState, Sql};
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
///
/// let sql = Sql::new().pool("main", || PoolState { idle: 3, in_use: 1, max: Some(8), waiting: None });
/// let instance = gapless::builder().plugin(sql.clone()).start().await?;
/// sql.clone().pool("reports", || PoolState { in_use: 2, ..PoolState::default() });
///
/// let connection = sql.acquire("main", async { Ok::<_, std::io::Error>("a connection") }).await?;
/// # let _ = connection;
/// # instance.shutdown().await;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sql {
    pools: Pools,
    metrics: PluginMetrics<Arc<SqlMetrics>>,
    slow_after: Option<Duration>,
    options: PluginOptions,
}

impl Sql {
    /// Creates the plugin, without pools.
    #[must_use]
    pub fn new() -> Self {
        Sql::default()
    }

    /// Sets the default options of the plugin. `buckets` apply to the time to acquire a connection and to the duration
    /// of statements.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets the duration from which on a statement counts as slow. Without it, sqlx decides, by the option
    /// `log_slow_statements` of the connection.
    #[must_use]
    pub fn slow_after(mut self, duration: Duration) -> Self {
        self.slow_after = Some(duration);
        self
    }

    /// Adds a pool whose state a function returns at each scrape: a [`PoolState`], or `None` once the pool is closed.
    ///
    /// The series of a closed pool are absent, and the function is dropped. A pool takes the place of an earlier pool
    /// of its name. If the function panics, the series of this pool are absent from that scrape.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex, PoisonError};
    /// use gapless::plugins::{PoolState, Sql};
    ///
    /// let pool = Arc::new(Mutex::new(vec!["a connection"]));
    /// let weak = Arc::downgrade(&pool);
    /// let sql = Sql::new().pool("main", move || {
    ///     let idle = weak.upgrade()?.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
    ///     Some(PoolState { idle, ..PoolState::default() })
    /// });
    /// # let _ = sql;
    /// ```
    pub fn pool<S: Into<Option<PoolState>>>(
        self,
        name: &str,
        state: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        self.add(name, move || state().into(), |_| None)
    }

    /// Adds a pool, and its series at zero.
    fn add(
        self,
        name: &str,
        state: impl Fn() -> Option<PoolState> + Send + Sync + 'static,
        reason: Reason,
    ) -> Self {
        self.pools.add(name, state, reason);
        if let Some(metrics) = self.metrics.get() {
            metrics.seed(name);
        }
        self
    }

    /// Acquires a connection, and records how long that took and whether it failed, for example
    /// `sql.acquire("main", pool.acquire()).await?`.
    ///
    /// The reasons of failures are known for the errors of sqlx, deadpool and bb8, if their pool was added, and for
    /// [`Elapsed`]. Any other error has the reason `error`. A future that is dropped before it is ready has the
    /// reason `cancelled`.
    ///
    /// # Errors
    ///
    /// Returns the error of the future.
    pub async fn acquire<T, E: 'static>(
        &self,
        pool: &str,
        acquire: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let attempt = self.metrics.get().map(|metrics| Attempt::start(metrics, pool));
        let acquired = acquire.await;
        if let Some(attempt) = attempt {
            attempt.end(acquired.as_ref().err().map(|error| self.reason(pool, error)));
        }
        acquired
    }

    fn reason(&self, pool: &str, error: &dyn Any) -> AcquireFailure {
        if error.is::<Elapsed>() {
            return AcquireFailure::Timeout;
        }
        self.pools.reason(pool, error).unwrap_or(AcquireFailure::Error)
    }

    /// Creates the metrics, with the series of all pools at zero.
    fn start(
        &self,
        context: &PluginContext,
    ) -> Result<Arc<SqlMetrics>, Box<dyn std::error::Error + Send + Sync>> {
        let registry = context.metrics(NAME);
        let mut builder = SqlMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.acquire_duration_seconds_buckets(buckets.iter().copied());
            builder = builder.statement_duration_seconds_buckets(buckets.iter().copied());
        }
        let metrics = Arc::new(builder.register(&registry)?);
        self.metrics.start(metrics.clone())?;
        self.pools.names().iter().for_each(|pool| metrics.seed(pool));
        Ok(metrics)
    }
}

impl Plugin for Sql {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let (metrics, slow_after) = (self.start(context)?, self.slow_after);
        Ok(vec![EventGroup::new(NAME, move || {
            listen(statements::TARGET, move |event| statements::record(event, slow_after, &metrics))
        })])
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(self.pools.clone())])
    }
}
