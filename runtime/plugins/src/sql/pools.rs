//! Pools: the list of them, and their values at a scrape.

use std::any::Any;
use std::error::Error;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, PoisonError, RwLock};

use gapless_core::{Samples, Source};

use super::metrics::AcquireFailure;
use super::NAME;

/// The connections of a pool at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolState {
    /// Open connections that are not in use.
    pub idle: u64,
    /// Connections in use.
    pub in_use: u64,
    /// The limit of open connections, if the pool has a limit.
    pub max: Option<u64>,
    /// Attempts to acquire a connection that wait, if the pool knows them.
    pub waiting: Option<u64>,
}

/// Reads the state of a pool; `None` once it is closed.
pub(super) type Read = Arc<dyn Fn() -> Option<PoolState> + Send + Sync>;

/// Returns why a pool returned an error, if the type of the error is known.
pub(super) type Reason = fn(&dyn Any) -> Option<AcquireFailure>;

/// The pools of a plugin. It may get pools while it runs.
#[derive(Clone, Default)]
pub(super) struct Pools(Arc<RwLock<Vec<Pool>>>);

#[derive(Clone)]
struct Pool {
    name: Arc<str>,
    read: Option<Read>,
    reason: Reason,
}

impl Pools {
    /// Adds a pool. It takes the place of a pool of its name.
    pub(super) fn add(&self, name: &str, read: Read, reason: Reason) {
        let pool = Pool { name: name.into(), read: Some(read), reason };
        let mut pools = self.0.write().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|other| other.name != pool.name);
        pools.push(pool);
    }

    pub(super) fn names(&self) -> Vec<Arc<str>> {
        self.all().into_iter().map(|pool| pool.name).collect()
    }

    /// Returns why a pool returned an error.
    pub(super) fn reason(&self, name: &str, error: &dyn Any) -> Option<AcquireFailure> {
        let pools = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let reason = pools.iter().find(|pool| *pool.name == *name)?.reason;
        drop(pools);
        reason(error)
    }

    /// Returns a copy of the list, so that no code of the program runs under the lock.
    fn all(&self) -> Vec<Pool> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the states of the pools that are not closed. A pool whose function panics is left out.
    fn states(&self) -> Vec<(Arc<str>, PoolState)> {
        let states = self.all().into_iter().filter_map(|pool| {
            let read = pool.read?;
            let state = catch_unwind(AssertUnwindSafe(|| read())).ok()?;
            if state.is_none() {
                self.forget(&read);
            }
            Some((pool.name, state?))
        });
        states.collect()
    }

    /// Drops the function of a closed pool, and thereby what it keeps of the pool.
    fn forget(&self, closed: &Read) {
        let mut pools = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_closed = |read: &mut Read| Arc::ptr_eq(read, closed);
        let dropped: Vec<_> = pools.iter_mut().map(|pool| pool.read.take_if(is_closed)).collect();
        drop(pools); // before code of the program runs
        drop(dropped);
    }
}

impl Source for Pools {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let states = self.states();
        let mut family = into.gauge("sql_pool_connections", "Open connections of a pool.");
        family.group(NAME);
        for (pool, state) in &states {
            family.series([("pool", pool.to_string()), ("state", "idle".into())], state.idle);
            family.series([("pool", pool.to_string()), ("state", "in_use".into())], state.in_use);
        }
        let mut family = into.gauge("sql_pool_max_connections", "Limit of open connections of a pool.");
        family.group(NAME);
        for (pool, max) in states.iter().filter_map(|(pool, state)| Some((pool, state.max?))) {
            family.series([("pool", pool.to_string())], max);
        }
        let help = "Attempts to acquire a connection that wait, if the pool knows them.";
        let mut family = into.gauge("sql_pool_waiting_acquires", help);
        family.group(NAME);
        for (pool, waiting) in states.iter().filter_map(|(pool, state)| Some((pool, state.waiting?))) {
            family.series([("pool", pool.to_string())], waiting);
        }
        Ok(())
    }
}
