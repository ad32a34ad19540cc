//! Pools: the names of them, and their values at a scrape.

use std::any::Any;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::{LabelValue as _, Samples, Source};
use gapless_macros::{defmetrics, LabelValue};

use super::metrics::AcquireFailure;
use super::NAME;
use crate::readings::Readings;

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "sql"]

    /// Open connections of a pool, by state.
    gauge sql_pool_connections(pool: &str, state: ConnectionState);

    /// Limit of open connections of a pool.
    gauge sql_pool_max_connections(pool: &str);

    /// Attempts that wait for a connection from a pool.
    gauge sql_pool_waiting_acquires(pool: &str);
}

/// The state of an open connection.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
enum ConnectionState {
    Idle,
    InUse,
}

/// The connections of a pool at one moment.
///
/// ```
/// use gapless::plugins::PoolState;
///
/// let state = PoolState { idle: 3, in_use: 1, max: Some(8), ..PoolState::default() };
/// assert_eq!(state.waiting, None);
/// ```
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

/// Returns why a pool returned an error, if the type of the error is known.
pub(super) type Reason = fn(&dyn Any) -> Option<AcquireFailure>;

/// The pools of a plugin. It may get pools while it runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Pools {
    /// Closed pools keep their name.
    reasons: Arc<Mutex<BTreeMap<String, Reason>>>,
    states: Readings<PoolState>,
}

impl Pools {
    /// Adds a pool, in place of an earlier pool of its name. Its state is `None` once it is closed.
    pub(super) fn add(
        &self,
        name: &str,
        state: impl Fn() -> Option<PoolState> + Send + Sync + 'static,
        reason: Reason,
    ) {
        self.lock().insert(name.to_owned(), reason);
        self.states.add(name, state);
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// Returns why a pool returned an error.
    pub(super) fn reason(&self, name: &str, error: &dyn Any) -> Option<AcquireFailure> {
        let reason = *self.lock().get(name)?;
        reason(error)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Reason>> {
        self.reasons.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Pools {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let states = self.states.read();
        let mut family = sql_pool_connections(into);
        for (pool, state) in &states {
            for (of, n) in [(ConnectionState::Idle, state.idle), (ConnectionState::InUse, state.in_use)] {
                family.series([pool, of.as_label()].map(str::to_owned), n);
            }
        }
        let mut family = sql_pool_max_connections(into);
        for (pool, max) in states.iter().filter_map(|(pool, state)| Some((pool, state.max?))) {
            family.series([pool.to_string()], max);
        }
        let mut family = sql_pool_waiting_acquires(into);
        for (pool, waiting) in states.iter().filter_map(|(pool, state)| Some((pool, state.waiting?))) {
            family.series([pool.to_string()], waiting);
        }
        Ok(())
    }
}
