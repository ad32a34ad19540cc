//! Handles of run-time series.
//!
//! All handles of a series are clones, and keep it alive. Recording into a series that was removed has no effect.

use std::marker::PhantomData;
use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::time::Duration;

use super::family::{Family, Members};
use super::series::Series;
use crate::cells::row::UNSET;
use crate::cells::slab::OwnRow;
use crate::cells::value::{HistogramValue, Value};
use crate::declared::kind::{Kind, ValueType};
use crate::declared::number::Number;
use crate::handles::counter::accepts;
use crate::handles::histogram::{nanoseconds, nanoseconds_of, MOST_AT_ONCE};
use crate::handles::missing_methods::Falls;

/// A type of run-time metric: the handle of one series.
pub trait Metric: Clone + sealed::Metric {}

pub(super) mod sealed {
    use super::{Arc, Family, Kind, Members, Series, ValueType};

    pub trait Metric {
        const KIND: Kind;
        const VALUE_TYPE: ValueType;

        fn of(series: Held) -> Self;
    }

    /// A series that a handle keeps alive.
    #[derive(Debug)]
    pub struct Held(pub(in crate::dynamic) Arc<Series>);

    /// The result of registering a metric `M`: its handle or its family.
    pub trait Registered<M> {
        fn of(declared: Declared) -> Self;
    }

    /// A metric that has been registered.
    #[derive(Debug)]
    pub struct Declared(pub(in crate::dynamic) Arc<Members>);

    /// The handle of a metric without labels.
    impl<M: super::Metric> Registered<M> for M {
        fn of(declared: Declared) -> Self {
            M::of(Held(declared.0.series(&[])))
        }
    }

    impl<M, const N: usize> Registered<M> for Family<M, N> {
        fn of(declared: Declared) -> Self {
            Family::new(declared.0)
        }
    }
}

macro_rules! impl_metric {
    ($metric:ty, $kind:ident, $value_type:ident, $of:expr) => {
        impl Metric for $metric {}

        impl sealed::Metric for $metric {
            const KIND: Kind = Kind::$kind;
            const VALUE_TYPE: ValueType = ValueType::$value_type;

            fn of(series: sealed::Held) -> Self {
                $of(series.0)
            }
        }
    };
}

impl_metric!(Counter<u64>, Counter, Integer, Counter::new);
impl_metric!(Counter<f64>, Counter, Float, Counter::new);
impl_metric!(Gauge, Gauge, Float, Gauge);
impl_metric!(UpDownCounter, UpDownCounter, Integer, UpDownCounter::new);
impl_metric!(Histogram, Histogram, Float, Histogram);

/// A run-time counter: a number that only rises, either `u64` or `f64`.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let jobs = Registry::new().counter("jobs_total", "Jobs.").register()?;
/// jobs.inc();
/// jobs.inc_by(2);
/// assert_eq!(jobs.get(), 3);
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Debug)]
pub struct Counter<T = u64> {
    series: Arc<Series>,
    /// The row of the series, copied here so that recording needs one pointer less.
    place: OwnRow,
    value: PhantomData<fn() -> T>,
}

// By hand: a derive would ask for `T: Clone`.
impl<T> Clone for Counter<T> {
    fn clone(&self) -> Self {
        Counter { series: self.series.clone(), place: self.place, value: PhantomData }
    }
}

impl<T> Counter<T> {
    fn new(series: Arc<Series>) -> Self {
        Counter { place: series.cells.place(), series, value: PhantomData }
    }

    #[doc(hidden)]
    pub fn dec<'a>(&'a self)
    where
        &'a Self: Falls,
    {
        self.fall();
    }
}

impl Counter<u64> {
    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.inc_by(1);
    }

    /// Adds `amount`.
    #[inline]
    pub fn inc_by(&self, amount: u64) {
        if self.series.records() {
            self.series.cells.add(self.place, 0, amount, Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    /// Returns the current value.
    #[must_use]
    pub fn get(&self) -> u64 {
        match self.series.value() {
            Some(Value::Counter(Number::U64(value))) => value,
            _ => 0,
        }
    }
}

impl Counter<f64> {
    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.inc_by(1.0);
    }

    /// Adds `amount`. An amount that is negative or not finite is refused and counted.
    #[inline]
    pub fn inc_by(&self, amount: f64) {
        if !accepts(amount) {
            self.series.refuse(1);
        } else if self.series.records() {
            self.series.cells.add_f64(self.place, 0, amount);
        }
    }

    /// Returns the current value.
    #[must_use]
    pub fn get(&self) -> f64 {
        self.series.value().map_or(0.0, |value| value.as_f64())
    }
}

/// A run-time gauge: a number that is set. It is not exported until it is set.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let depth = Registry::new().gauge("queue_depth", "Jobs that wait.").register()?;
/// assert_eq!(depth.get(), None);
/// depth.set(3.0);
/// depth.add(-1.0);
/// assert_eq!(depth.get(), Some(2.0));
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Gauge(Arc<Series>);

impl Gauge {
    /// Sets the value. The one NaN that stands for "not set" is refused and counted.
    #[inline]
    pub fn set(&self, value: f64) {
        if value.to_bits() == UNSET {
            self.0.refuse(1);
        } else if self.0.records() {
            self.0.bits.store(value.to_bits(), Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    /// Adds to the value; a gauge that is not set counts as zero.
    pub fn add(&self, amount: f64) {
        let add = |bits| {
            let value = if bits == UNSET { 0.0 } else { f64::from_bits(bits) };
            Some((value + amount).to_bits())
        };
        if self.0.records() {
            // Relaxed: it publishes nothing else. The closure always returns `Some`, so this never fails.
            let _ = self.0.bits.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
        }
    }

    /// Unsets the gauge: it is not exported until it is set again.
    pub fn unset(&self) {
        self.0.bits.store(UNSET, Ordering::Relaxed);
    }

    /// Returns the value, or `None` if the gauge is not set.
    #[must_use]
    pub fn get(&self) -> Option<f64> {
        self.0.value().map(|value| value.as_f64())
    }
}

/// A run-time up-down counter: a number that rises and falls, such as the number of open connections.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let open = Registry::new().up_down_counter("connections", "Connections.").register()?;
/// open.inc();
/// open.inc();
/// open.dec();
/// assert_eq!(open.get(), 1);
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct UpDownCounter {
    series: Arc<Series>,
    /// The row of the series, as in `Counter`.
    place: OwnRow,
}

impl UpDownCounter {
    fn new(series: Arc<Series>) -> Self {
        UpDownCounter { place: series.cells.place(), series }
    }

    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.add(0, 1, Ordering::Relaxed); // ordered by the downs that follow it
    }

    /// Subtracts one.
    #[inline]
    pub fn dec(&self) {
        self.add(1, 1, Ordering::Release); // pairs with the Acquire load of a gathering
    }

    #[inline]
    fn add(&self, cell: usize, amount: u64, order: Ordering) {
        if self.series.records() {
            self.series.cells.add(self.place, cell, amount, order);
        }
    }

    /// Returns the current value.
    #[must_use]
    pub fn get(&self) -> i64 {
        match self.series.value() {
            Some(Value::Gauge(Number::I64(value))) => value,
            _ => 0,
        }
    }
}

/// A run-time histogram: counts observations in buckets. A histogram in seconds keeps an exact sum, in nanoseconds.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::dynamic::Registry;
///
/// let registry = Registry::new();
/// let waits = registry.histogram("wait_seconds", "Waits.").buckets([0.1, 1.0]).register()?;
/// waits.observe(0.1);
/// waits.observe_duration(Duration::from_secs(2));
/// assert_eq!(waits.get().counts, [1, 0, 1]);
/// assert_eq!(waits.get().sum.as_f64(), 2.1);
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Histogram(Arc<Series>);

impl Histogram {
    /// Observes a value.
    ///
    /// A value is recorded exactly, or refused and counted in `gapless_refused_total`. NaN and negative values are
    /// refused. If the unit is seconds, infinity and values from 18,446,744,073 seconds (584 years) are refused too.
    #[inline]
    pub fn observe(&self, value: f64) {
        self.observe_n(value, 1);
    }

    /// Observes a value `n` times. More than 2^32 - 1 times at once is one refused value.
    #[inline]
    pub fn observe_n(&self, value: f64, n: u64) {
        match self.0.of.value_type {
            _ if n == 0 => {} // infinity times zero would be NaN
            _ if n > MOST_AT_ONCE => self.0.refuse(1),
            ValueType::Float if value.is_nan() || value < 0.0 => self.0.refuse(n),
            ValueType::Float => self.observe_double(value, n),
            _ => self.observe_nanoseconds(nanoseconds_of(value), n),
        }
    }

    /// Observes a duration, in seconds.
    #[inline]
    pub fn observe_duration(&self, duration: Duration) {
        match self.0.of.value_type {
            ValueType::Float => self.observe_double(duration.as_secs_f64(), 1),
            _ => self.observe_nanoseconds(nanoseconds(duration), 1),
        }
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "a sum of doubles is not exact beyond 2^53")]
    fn observe_double(&self, value: f64, n: u64) {
        let Some(row) = self.0.records().then(|| self.0.cells.row()).flatten() else { return };
        let about = &*self.0.of;
        row.add(about.buckets.of_double(value), n, Ordering::Relaxed); // relaxed: publishes nothing else
        row.add_f64(about.bounds.len() + 1, value * n as f64);
    }

    #[inline]
    fn observe_nanoseconds(&self, nanoseconds: Option<u64>, n: u64) {
        let Some(nanoseconds) = nanoseconds else { return self.0.refuse(n) };
        let Some(row) = self.0.records().then(|| self.0.cells.row()).flatten() else { return };
        let about = &*self.0.of;
        row.add(about.buckets.of_integer(nanoseconds), n, Ordering::Relaxed);
        row.add_wide(about.bounds.len() + 1, nanoseconds, n);
    }

    /// Returns the observations so far.
    ///
    /// # Panics
    ///
    /// Never panics: a histogram always has a value.
    #[must_use]
    pub fn get(&self) -> HistogramValue {
        match self.0.value() {
            Some(Value::Histogram(value)) => value,
            _ => unreachable!("a histogram always has a value"),
        }
    }
}
