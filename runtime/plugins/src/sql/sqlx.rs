//! Pools of sqlx.

use std::any::Any;

use sqlx_core::database::Database;
use sqlx_core::pool::Pool;
use sqlx_core::Error;

use super::metrics::AcquireFailure;
use super::pools::PoolState;
use super::Sql;

impl Sql {
    /// Adds a pool of sqlx: of SQLite, PostgreSQL or MySQL.
    ///
    /// The plugin keeps a clone of the pool until the pool is closed, so close it with `pool.close()`. The pool does
    /// not know how many attempts wait for a connection. [`acquire`](Self::acquire) counts the attempts in flight.
    ///
    /// ```
    /// use gapless::plugins::Sql;
    /// use sqlx_core::database::Database;
    /// use sqlx_core::pool::Pool;
    ///
    /// fn metrics<DB: Database>(main: &Pool<DB>, reports: &Pool<DB>) -> Sql {
    ///     Sql::new().sqlx("main", main).sqlx("reports", reports)
    /// }
    /// ```
    pub fn sqlx<DB: Database>(self, name: &str, pool: &Pool<DB>) -> Self {
        let pool = pool.clone();
        self.add(name, move || state(&pool), reason)
    }
}

fn state<DB: Database>(pool: &Pool<DB>) -> Option<PoolState> {
    if pool.is_closed() {
        return None;
    }
    let idle = pool.num_idle() as u64;
    let in_use = u64::from(pool.size()).saturating_sub(idle);
    let max = Some(u64::from(pool.options().get_max_connections()));
    Some(PoolState { idle, in_use, max, waiting: None })
}

fn reason(error: &dyn Any) -> Option<AcquireFailure> {
    match error.downcast_ref()? {
        Error::PoolTimedOut => Some(AcquireFailure::Timeout),
        Error::PoolClosed => Some(AcquireFailure::Closed),
        _ => None,
    }
}
