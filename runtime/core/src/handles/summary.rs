//! Summaries: observations with quantiles over a window of time.
//!
//! A summary records like a histogram with native buckets only, from which readers compute the quantiles. Cells only
//! rise. The recent observations are the cells minus their contents at the start of the window, which readers store a
//! few times in each window (`Windows`). Recording therefore costs as much as for a histogram, and recording threads
//! never rotate anything.

use std::time::Duration;

#[cfg(feature = "testing")]
use crate::cells::declared::Declared;
use crate::cells::native::NativeBuckets;
use crate::cells::series::SeriesRef;
use crate::cells::value::{SummaryValue, Value};
use crate::declared::number::Number;
use crate::handles::histogram::{Histogram, Observe, Timer};
use crate::handles::metric_ref::{MetricRef, Shared, Static};
use crate::handles::missing_methods::Records;

/// Observations of durations (`Summary<Duration>`), integers (`Summary<u64>`) or floating-point numbers (`Summary`).
///
/// A summary is exported as quantiles of the last minutes, and the sum and the count of all observations.
///
/// ```
/// use std::time::Duration;
///
/// gapless::defmetrics! {
///     /// Time to parse.
///     summary parse_duration_seconds;
/// }
///
/// parse_duration_seconds().observe(Duration::from_millis(250));
/// let value = parse_duration_seconds().get();
/// assert_eq!((value.count, value.sum.as_f64()), (1, 0.25));
/// assert!((value.quantile(0.5) - 0.25).abs() < 0.25 * 0.011);
/// ```
#[derive(Debug)]
pub struct Summary<T = f64, D = Static>(Histogram<T, D>);

// By hand: a derive would ask for `T: Copy`.
impl<T, D: Copy> Copy for Summary<T, D> {}
impl<T, D: Clone> Clone for Summary<T, D> {
    fn clone(&self) -> Self {
        Summary(self.0.clone())
    }
}

impl<T, D> Summary<T, D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef) -> Self {
        Summary(Histogram::from_parts(metric, series))
    }
}

#[cfg(feature = "testing")]
impl<T> Summary<T> {
    /// Returns the declaration and the series of the handle.
    pub(crate) fn parts(self) -> (&'static Declared, SeriesRef) {
        self.0.parts()
    }
}

impl<T> Summary<T, &Shared> {
    /// Returns a handle that shares its metric, for a task or a thread that may outlive the struct.
    #[must_use]
    pub fn into_owned(self) -> Summary<T, Shared> {
        Summary(self.0.into_owned())
    }
}

impl<T, D: MetricRef> Summary<T, D> {
    /// Observes a value. A summary refuses the values that a [`Histogram`] refuses.
    #[inline]
    pub fn observe(&self, value: impl Observe<T>) {
        self.0.observe(value);
    }

    /// Observes a value `n` times. More than 2^32 - 1 times at once is one refused value.
    #[inline]
    pub fn observe_n(&self, value: impl Observe<T>, n: u64) {
        self.0.observe_n(value, n);
    }

    #[doc(hidden)]
    pub fn record(&self, _value: impl Observe<T>)
    where
        Self: Records,
    {
    }

    pub(crate) fn refuse(&self) {
        self.0.refuse();
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(&self) -> bool {
        self.0.remove()
    }

    /// Returns the current quantiles, sum and count over all threads.
    #[must_use]
    pub fn get(&self) -> SummaryValue {
        match self.0.value() {
            Some(Value::Summary(value)) => value,
            _ => SummaryValue {
                quantiles: [].as_slice().into(),
                recent: NativeBuckets::default(),
                count: 0,
                sum: Number::F64(0.0),
            },
        }
    }
}

impl<D: MetricRef> Summary<Duration, D> {
    /// Starts a timer that observes its elapsed time when it is dropped.
    #[must_use = "a timer observes when it is dropped; write `let _timer = ..`"]
    #[inline]
    pub fn start_timer(&self) -> Timer<D> {
        self.0.start_timer()
    }

    /// Runs `work` and observes its duration, even if it panics.
    #[inline]
    pub fn time<R>(&self, work: impl FnOnce() -> R) -> R {
        self.0.time(work)
    }
}
