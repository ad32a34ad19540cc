//! Pools of deadpool.

use std::any::Any;

use deadpool::managed::{Manager, Object, Pool, PoolError};

use super::metrics::AcquireFailure;
use super::pools::PoolState;
use super::Sql;

impl Sql {
    /// Adds a pool of deadpool, with any manager. The plugin does not keep the pool alive.
    ///
    /// ```
    /// use deadpool::managed::{Manager, Pool};
    /// use gapless::plugins::Sql;
    ///
    /// fn metrics<M>(pool: &Pool<M>) -> Sql
    /// where
    ///     M: Manager + 'static,
    ///     M::Error: 'static,
    /// {
    ///     Sql::new().deadpool("main", pool)
    /// }
    /// ```
    pub fn deadpool<M, W>(self, name: &str, pool: &Pool<M, W>) -> Self
    where
        M: Manager + 'static,
        M::Error: 'static,
        W: From<Object<M>> + 'static,
    {
        let pool = pool.weak();
        self.add(name, move || state(&pool.upgrade()?), reason::<M::Error>)
    }
}

fn state<M: Manager, W: From<Object<M>>>(pool: &Pool<M, W>) -> Option<PoolState> {
    if pool.is_closed() {
        return None;
    }
    let status = pool.status();
    let [idle, size, max, waiting] =
        [status.available, status.size, status.max_size, status.waiting].map(|count| count as u64);
    Some(PoolState { idle, in_use: size.saturating_sub(idle), max: Some(max), waiting: Some(waiting) })
}

fn reason<E: 'static>(error: &dyn Any) -> Option<AcquireFailure> {
    match error.downcast_ref::<PoolError<E>>()? {
        PoolError::Timeout(_) => Some(AcquireFailure::Timeout),
        PoolError::Closed => Some(AcquireFailure::Closed),
        _ => None,
    }
}
