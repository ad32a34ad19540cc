//! Pools of bb8.

use std::any::Any;

use bb8::{ManageConnection, Pool, RunError};

use super::metrics::AcquireFailure;
use super::pools::PoolState;
use super::Sql;

impl Sql {
    /// Adds a pool of bb8, with any manager.
    ///
    /// The plugin keeps a clone of the pool, and so its connections, until the last clone of the plugin is dropped.
    /// The number of waiting attempts is not exported, because bb8 includes cancelled attempts in it.
    /// [`acquire`](Self::acquire) counts the attempts in flight.
    ///
    /// ```
    /// use bb8::{ManageConnection, Pool};
    /// use gapless::plugins::Sql;
    ///
    /// fn metrics<M: ManageConnection>(pool: &Pool<M>) -> Sql {
    ///     Sql::new().bb8("main", pool)
    /// }
    /// ```
    pub fn bb8<M: ManageConnection>(self, name: &str, pool: &Pool<M>) -> Self {
        let pool = pool.clone();
        self.add(name, move || Some(state(&pool)), reason::<M::Error>)
    }
}

fn state<M: ManageConnection>(pool: &Pool<M>) -> PoolState {
    let state = pool.state();
    let [idle, open] = [state.idle_connections, state.connections].map(u64::from);
    let max = Some(u64::from(pool.config().max_size));
    PoolState { idle, in_use: open.saturating_sub(idle), max, waiting: None }
}

fn reason<E: 'static>(error: &dyn Any) -> Option<AcquireFailure> {
    let error = error.downcast_ref::<RunError<E>>()?;
    matches!(error, RunError::TimedOut).then_some(AcquireFailure::Timeout)
}
