//! Up-down counters: numbers that rise and fall.

use std::sync::atomic::Ordering;

#[cfg(feature = "testing")]
use crate::cells::declared::Declared;
use crate::cells::series::{CellRef, SeriesRef};
use crate::cells::value::Value;
use crate::declared::number::Number;
use crate::handles::metric_ref::{impl_into_owned, MetricRef, Static};

/// A number that rises and falls, such as the number of open connections. It is exported as a gauge.
///
/// Increments and decrements are counted separately, and a reader reads the decrements first. A counter that is always
/// raised before it is lowered, for example with [guards](Self::guard), is therefore never below zero.
///
/// ```
/// gapless::defmetrics! {
///     /// Connected clients.
///     up_down_counter clients;
/// }
///
/// let client = clients().guard();
/// assert_eq!(clients().get(), 1);
/// drop(client);
/// assert_eq!(clients().get(), 0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UpDownCounter<D = Static> {
    metric: D,
    series: SeriesRef,
}

impl<D> UpDownCounter<D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef) -> Self {
        UpDownCounter { metric, series }
    }
}

#[cfg(feature = "testing")]
impl UpDownCounter {
    /// Returns the declaration and the series of the handle.
    pub(crate) fn parts(self) -> (&'static Declared, SeriesRef) {
        (self.metric.get(), self.series.unmarked())
    }
}

impl_into_owned!(UpDownCounter<> { series });

impl<D: MetricRef> UpDownCounter<D> {
    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.inc_by(1);
    }

    /// Returns the cell of the increments. The next cell has the decrements.
    fn ups(&self) -> CellRef {
        self.series.cell(2, 0)
    }

    fn downs(&self) -> CellRef {
        self.series.cell(2, 1)
    }

    /// Adds `amount`.
    #[inline]
    pub fn inc_by(&self, amount: u64) {
        self.metric.declared().add(self.ups(), amount, Ordering::Relaxed); // ordered by the decrement that follows
    }

    /// Subtracts one.
    #[inline]
    pub fn dec(&self) {
        self.dec_by(1);
    }

    /// Subtracts `amount`.
    #[inline]
    pub fn dec_by(&self, amount: u64) {
        self.metric.declared().add(self.downs(), amount, Ordering::Release); // pairs with the Acquire load of a reader
    }

    /// Adds `amount` even if the metric is disabled.
    #[inline]
    pub(crate) fn raise(&self, amount: u64) {
        self.metric.declared().add_though_off(self.ups(), amount, Ordering::Relaxed);
    }

    /// Subtracts `amount` even if the metric is disabled. Values that were removed meanwhile stay at zero.
    #[inline]
    fn lower(&self, amount: u64) {
        if self.metric.declared().is_attached(self.series) {
            self.metric.declared().add_though_off(self.downs(), amount, Ordering::Release);
        }
    }

    /// Adds one, and subtracts it when the guard is dropped: on return, `?`, panic, or cancellation.
    #[must_use = "the counter falls again when the guard is dropped; write `let _guard = ..`"]
    #[inline]
    pub fn guard(&self) -> UpDownGuard<D> {
        let raised = self.metric.declared().is_on();
        if raised {
            self.raise(1);
        }
        UpDownGuard { counter: self.clone(), raised }
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(&self) -> bool {
        self.metric.declared().remove(self.series)
    }

    /// Returns the current value, summed over all threads.
    #[must_use]
    pub fn get(&self) -> i64 {
        match self.metric.declared().value(self.series) {
            Some(Value::Gauge(Number::I64(value))) => value,
            _ => 0,
        }
    }
}

/// Subtracts one from its [`UpDownCounter`] when it is dropped.
#[derive(Debug)]
pub struct UpDownGuard<D: MetricRef = Static> {
    counter: UpDownCounter<D>,
    /// Whether the counter was enabled when the guard was created.
    raised: bool,
}

impl<D: MetricRef> Drop for UpDownGuard<D> {
    #[inline]
    fn drop(&mut self) {
        if self.raised {
            self.counter.lower(1);
        }
    }
}
