//! Up-down counters: numbers that rise and fall.

use std::sync::atomic::Ordering;

use crate::cells::declared::Declared;
use crate::cells::series::{CellRef, SeriesRef};
use crate::cells::value::Value;
use crate::declared::number::Number;

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
pub struct UpDownCounter {
    declared: &'static Declared,
    series: SeriesRef,
}

impl UpDownCounter {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(declared: &'static Declared, series: SeriesRef) -> Self {
        UpDownCounter { declared, series }
    }

    /// Returns the declaration and the series of the handle.
    #[cfg(feature = "testing")]
    pub(crate) fn parts(self) -> (&'static Declared, SeriesRef) {
        (self.declared, self.series.unmarked())
    }

    /// Adds one.
    #[inline]
    pub fn inc(self) {
        self.inc_by(1);
    }

    /// Returns the cell of the increments. The next cell has the decrements.
    fn ups(self) -> CellRef {
        self.series.cell(2, 0)
    }

    fn downs(self) -> CellRef {
        self.series.cell(2, 1)
    }

    /// Adds `amount`.
    #[inline]
    pub fn inc_by(self, amount: u64) {
        self.declared.add(self.ups(), amount, Ordering::Relaxed); // ordered by the decrement that follows
    }

    /// Subtracts one.
    #[inline]
    pub fn dec(self) {
        self.dec_by(1);
    }

    /// Subtracts `amount`.
    #[inline]
    pub fn dec_by(self, amount: u64) {
        self.declared.add(self.downs(), amount, Ordering::Release); // pairs with the Acquire load of a reader
    }

    /// Adds `amount` even if the metric is disabled.
    #[inline]
    pub(crate) fn raise(self, amount: u64) {
        self.declared.add_though_off(self.ups(), amount, Ordering::Relaxed);
    }

    /// Subtracts `amount` even if the metric is disabled. Values that were removed meanwhile stay at zero.
    #[inline]
    fn lower(self, amount: u64) {
        if self.declared.is_attached(self.series) {
            self.declared.add_though_off(self.downs(), amount, Ordering::Release);
        }
    }

    /// Adds one, and subtracts it when the guard is dropped: on return, `?`, panic, or cancellation.
    #[must_use = "the counter falls again when the guard is dropped; write `let _guard = ..`"]
    #[inline]
    pub fn guard(self) -> UpDownGuard {
        let raised = self.declared.is_on();
        if raised {
            self.raise(1);
        }
        UpDownGuard { counter: self, raised }
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(self) -> bool {
        self.declared.remove(self.series)
    }

    /// Returns the current value, summed over all threads.
    #[must_use]
    pub fn get(self) -> i64 {
        match self.declared.value(self.series) {
            Some(Value::Gauge(Number::I64(value))) => value,
            _ => 0,
        }
    }
}

/// Subtracts one from its [`UpDownCounter`] when it is dropped.
#[derive(Debug)]
pub struct UpDownGuard {
    counter: UpDownCounter,
    /// Whether the counter was enabled when the guard was created.
    raised: bool,
}

impl Drop for UpDownGuard {
    #[inline]
    fn drop(&mut self) {
        if self.raised {
            self.counter.lower(1);
        }
    }
}
