//! Counters: numbers that only rise.

use std::marker::PhantomData;
use std::sync::atomic::Ordering;

#[cfg(feature = "testing")]
use crate::cells::declared::Declared;
use crate::cells::series::SeriesRef;
use crate::cells::value::Value;
use crate::declared::number::Number;
use crate::handles::metric_ref::{impl_into_owned, MetricRef, Static};
use crate::handles::missing_methods::{Falls, Increments};
use crate::handles::up_down_counter::UpDownGuard;
use crate::handles::with_exemplar::{impl_with_exemplar, WithExemplar};

/// A number that never decreases: an integer (`Counter`) or a floating-point number (`Counter<f64>`).
///
/// A handle is `Copy`, and refers to its series. It can be created and used at any time, even before `main`.
///
/// ```
/// gapless::defmetrics! {
///     /// Jobs that were done.
///     counter jobs_total;
/// }
///
/// jobs_total().inc();
/// jobs_total().inc_by(2);
/// assert_eq!(jobs_total().get(), 3);
/// ```
#[derive(Debug)]
pub struct Counter<T = u64, D = Static> {
    metric: D,
    series: SeriesRef,
    value: PhantomData<fn() -> T>,
}

// By hand: a derive would ask for `T: Copy`.
impl<T, D: Copy> Copy for Counter<T, D> {}
impl<T, D: Clone> Clone for Counter<T, D> {
    fn clone(&self) -> Self {
        Counter { metric: self.metric.clone(), ..*self }
    }
}

impl<T, D> Counter<T, D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef) -> Self {
        Counter { metric, series, value: PhantomData }
    }
}

#[cfg(feature = "testing")]
impl<T> Counter<T> {
    /// Returns the declaration and the series of the handle.
    pub(crate) fn parts(self) -> (&'static Declared, SeriesRef) {
        (self.metric.get(), self.series.unmarked())
    }
}

impl_into_owned!(Counter<T,> { series, value });

impl<T, D: MetricRef> Counter<T, D> {
    /// Refuses an amount that is too large after its conversion to base units.
    pub(crate) fn refuse(&self) {
        self.metric.declared().refuse(1);
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(&self) -> bool {
        self.metric.declared().remove(self.series)
    }

    #[doc(hidden)]
    pub fn dec(&self)
    where
        Self: Falls,
    {
        self.fall();
    }

    #[doc(hidden)]
    pub fn dec_by(&self, _amount: T)
    where
        Self: Falls,
    {
        self.fall();
    }

    #[doc(hidden)]
    pub fn increment(&self, _amount: T)
    where
        Self: Increments,
    {
    }

    #[doc(hidden)]
    #[must_use]
    pub fn guard(&self) -> UpDownGuard
    where
        Self: Falls,
    {
        Falls::guard(self)
    }

    fn read(&self) -> Number {
        match self.metric.declared().value(self.series) {
            Some(Value::Counter(value)) => value,
            _ => Number::U64(0),
        }
    }
}

impl_with_exemplar! {
    /// Attaches an exemplar with these labels to the next record, instead of the current trace.
    ///
    /// All names and values together may have 128 code points. A longer exemplar, a repeated name, and an invalid label
    /// name are refused and counted in `gapless_refused_total`; the value is recorded. A metric without `#[exemplars]`
    /// ignores the exemplar.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// gapless::defmetrics! {
    ///     /// Orders.
    ///     #[exemplars]
    ///     counter orders_total;
    /// }
    ///
    /// orders_total().with_exemplar([("order", "4711")]).inc();
    /// let snapshot = Registry::global().gather();
    /// let exemplar = snapshot.family("orders_total").unwrap().series[0].exemplars[0].as_ref().unwrap();
    /// assert!(exemplar.labels().eq([("order", "4711")]));
    /// ```
    Counter
}

impl<D: MetricRef> Counter<u64, D> {
    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.inc_by(1);
    }

    /// Adds `amount`.
    #[inline]
    pub fn inc_by(&self, amount: u64) {
        self.metric.declared().add(self.series.only_cell(), amount, Ordering::Relaxed);
        // relaxed: publishes nothing else
    }

    /// Returns the current value, summed over all threads.
    #[must_use]
    pub fn get(&self) -> u64 {
        if let Number::U64(value) = self.read() {
            value
        } else {
            0
        }
    }
}

impl<D: MetricRef> Counter<f64, D> {
    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.inc_by(1.0);
    }

    /// Adds `amount`. Negative numbers, infinities and NaN are refused, and counted in `gapless_refused_total`.
    #[inline]
    pub fn inc_by(&self, amount: f64) {
        if accepts(amount) {
            self.metric.declared().add_f64(self.series, amount);
        } else {
            self.metric.declared().refuse(1);
        }
    }

    /// Returns the current value, summed over all threads.
    #[must_use]
    pub fn get(&self) -> f64 {
        self.read().as_f64()
    }
}

/// Returns whether a counter can add `amount`.
#[inline]
pub(crate) fn accepts(amount: f64) -> bool {
    (0.0..f64::INFINITY).contains(&amount)
}

impl<D: MetricRef, const N: usize> WithExemplar<'_, Counter<u64, D>, N> {
    /// Adds one.
    pub fn inc(self) {
        self.inc_by(1);
    }

    /// Adds `amount`, which is the exemplar's value too.
    pub fn inc_by(self, amount: u64) {
        self.handle.clone().unmarked().inc_by(amount);
        self.handle.keep_exemplar(amount, &self.labels);
    }
}

impl<D: MetricRef, const N: usize> WithExemplar<'_, Counter<f64, D>, N> {
    /// Adds one.
    pub fn inc(self) {
        self.inc_by(1.0);
    }

    /// Adds `amount`, which is the exemplar's value too. What a counter refuses leaves no exemplar.
    pub fn inc_by(self, amount: f64) {
        self.handle.clone().unmarked().inc_by(amount);
        if accepts(amount) {
            self.handle.keep_exemplar(amount.to_bits(), &self.labels);
        }
    }
}
