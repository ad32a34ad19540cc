//! Up-down counters: numbers that rise and fall by what happens.

use std::sync::atomic::Ordering;

use crate::cells::declared::Declared;
use crate::cells::series::{CellRef, SeriesRef};
use crate::cells::value::Value;
use crate::declared::number::Number;

/// A series that rises and falls by what happens, such as the number of connections; exported as a gauge.
///
/// Ups and downs are counted apart, and a gathering reads the downs first. So what is always raised before it is
/// lowered, as by [guards](Self::guard), never shows below zero.
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
    family: &'static Declared,
    series: SeriesRef,
}

impl UpDownCounter {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(family: &'static Declared, series: SeriesRef) -> Self {
        UpDownCounter { family, series }
    }

    /// Adds one.
    #[inline]
    pub fn inc(self) {
        self.inc_by(1);
    }

    /// The cell of what was added; the next one is that of what was taken away.
    fn ups(self) -> CellRef {
        self.series.cell(2, 0)
    }

    fn downs(self) -> CellRef {
        self.series.cell(2, 1)
    }

    /// Adds `amount`.
    #[inline]
    pub fn inc_by(self, amount: u64) {
        self.family.add(self.ups(), amount, Ordering::Relaxed); // ordered by the downs that follow it
    }

    /// Takes one away.
    #[inline]
    pub fn dec(self) {
        self.dec_by(1);
    }

    /// Takes `amount` away.
    #[inline]
    pub fn dec_by(self, amount: u64) {
        self.family.add(self.downs(), amount, Ordering::Release); // pairs with the Acquire load of a gathering
    }

    /// Adds, also while the family is off: for what ends with it.
    #[inline]
    pub(crate) fn raise(self, amount: u64) {
        self.family.add_though_off(self.ups(), amount, Ordering::Relaxed);
    }

    /// Takes away what was added, also while the family is off; what was removed since is away already.
    #[inline]
    fn lower(self, amount: u64) {
        if self.family.is_attached(self.series) {
            self.family.add_though_off(self.downs(), amount, Ordering::Release);
        }
    }

    /// Adds one until the guard is dropped: on return, `?`, panic, or cancellation.
    #[must_use = "the counter falls again when the guard is dropped; bind it, as `let _guard = ..`"]
    #[inline]
    pub fn guard(self) -> UpDownGuard {
        let raised = self.family.is_on();
        if raised {
            self.raise(1);
        }
        UpDownGuard { counter: self, raised }
    }

    /// Removes the values of open labels that this handle was taken for, with the series of all typed labels beside them;
    /// `false` if there is nothing to remove, as without open labels.
    ///
    /// Their place is free for others. A later record through this handle or another one makes them anew, from zero; one at
    /// the very moment of the removal may be lost with them.
    pub fn remove(self) -> bool {
        self.family.remove(self.series)
    }

    /// The value now, over all threads.
    #[must_use]
    pub fn get(self) -> i64 {
        match self.family.value(self.series) {
            Some(Value::Gauge(Number::I64(value))) => value,
            _ => 0,
        }
    }
}

/// Takes one away from its [`UpDownCounter`] when it is dropped.
#[derive(Debug)]
pub struct UpDownGuard {
    counter: UpDownCounter,
    /// Whether the counter was on when it took the guard.
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
