//! Gauges: numbers that are set.

use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cells::row::UNSET;
use crate::cells::series::SeriesRef;
use crate::cells::value::Value;
use crate::handles::metric_ref::{impl_into_owned, MetricRef, Static};
use crate::handles::missing_methods::{Guarded, Moves};
use crate::handles::up_down_counter::UpDownGuard;

/// A number that is set. It is not exported until it is set, unless its declaration seeds it.
///
/// ```
/// gapless::defmetrics! {
///     /// The temperature of the server room.
///     gauge temperature_celsius;
/// }
///
/// assert_eq!(temperature_celsius().get(), None);
/// temperature_celsius().set(21.5);
/// temperature_celsius().dec();
/// assert_eq!(temperature_celsius().get(), Some(20.5));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Gauge<D = Static> {
    metric: D,
    series: SeriesRef,
}

impl<D> Gauge<D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef) -> Self {
        Gauge { metric, series }
    }
}

impl_into_owned!(Gauge<> { series });

impl<D: MetricRef> Gauge<D> {
    /// Sets the value.
    ///
    /// One bit pattern is refused and counted in `gapless_refused_total`: the stale marker of Prometheus, a NaN that
    /// computations never return.
    #[inline]
    pub fn set(&self, value: f64) {
        if value.to_bits() == UNSET {
            return self.metric.declared().refuse(1);
        }
        if !self.metric.declared().is_on() {
            return;
        }
        if let Some(cell) = self.metric.declared().shared_cell(self.series) {
            cell.store(value.to_bits(), Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    /// Sets the value to the time of the system clock, in seconds since the Unix epoch.
    pub fn set_to_current_time(&self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        self.set(now.map_or_else(|before| -before.duration().as_secs_f64(), |since| since.as_secs_f64()));
    }

    /// Adds `amount`, which may be negative. A gauge that is not set counts as zero.
    pub fn add(&self, amount: f64) {
        if !self.metric.declared().is_on() {
            return;
        }
        self.metric.declared().seed_gauge();
        let Some(cell) = self.metric.declared().shared_cell(self.series) else { return };
        let add = |bits| {
            let value = if bits == UNSET { 0.0 } else { f64::from_bits(bits) };
            Some((value + amount).to_bits())
        };
        // Relaxed: publishes nothing else. The closure always returns `Some`, so this never fails.
        let _ = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// Adds one.
    pub fn inc(&self) {
        self.add(1.0);
    }

    /// Subtracts one.
    pub fn dec(&self) {
        self.add(-1.0);
    }

    #[doc(hidden)]
    #[must_use]
    #[inline] // keeps a function that cannot be called out of dynamic libraries
    pub fn guard<'a>(&'a self) -> UpDownGuard
    where
        &'a Self: Guarded,
    {
        Guarded::guard(self)
    }

    #[doc(hidden)]
    #[inline] // keeps a function that cannot be called out of dynamic libraries
    pub fn increment<'a>(&'a self, _amount: f64)
    where
        &'a Self: Moves,
    {
    }

    #[doc(hidden)]
    #[inline] // keeps a function that cannot be called out of dynamic libraries
    pub fn decrement<'a>(&'a self, _amount: f64)
    where
        &'a Self: Moves,
    {
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(&self) -> bool {
        self.metric.declared().remove(self.series)
    }

    /// Returns the value, or `None` if the gauge is not set.
    #[must_use]
    pub fn get(&self) -> Option<f64> {
        match self.metric.declared().value(self.series) {
            Some(Value::Gauge(value)) => Some(value.as_f64()),
            _ => None,
        }
    }
}
