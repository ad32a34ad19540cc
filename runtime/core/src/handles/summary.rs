//! Summaries: observations, with quantiles of those of a while.
//!
//! A summary is recorded as a histogram without classic buckets is: the quantiles are worked out from native ones, fine
//! enough, when they are read. Cells only ever rise. What was observed lately is what is in them less what was in them when
//! the window began: gatherings keep what they found, a few times in each window (`Windows`). So a record costs what that of
//! a histogram costs, and nothing has to be rotated while it comes.

use std::time::Duration;

use crate::cells::declared::Declared;
use crate::cells::native::NativeBuckets;
use crate::cells::series::SeriesRef;
use crate::cells::value::{SummaryValue, Value};
use crate::declared::number::Number;
use crate::handles::histogram::{Histogram, Observe, Timer};

/// A series of observations, of durations (`Summary<Duration>`), integers (`Summary<u64>`) or doubles (`Summary`), exported as
/// quantiles of the last minutes, the sum and the count of all.
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
pub struct Summary<T = f64>(Histogram<T>);

// By hand: a derive would ask for `T: Copy`.
impl<T> Copy for Summary<T> {}
impl<T> Clone for Summary<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Summary<T> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(family: &'static Declared, series: SeriesRef) -> Self {
        Summary(Histogram::from_parts(family, series))
    }

    /// Counts a value and adds it to the sum. A summary refuses the values that a [`Histogram`] refuses.
    #[inline]
    pub fn observe(self, value: impl Observe<T>) {
        self.0.observe(value);
    }

    /// Counts `n` values that are equal, as if each was observed.
    #[inline]
    pub fn observe_n(self, value: impl Observe<T>, n: u64) {
        self.0.observe_n(value, n);
    }

    pub(crate) fn refuse(self) {
        self.0.refuse();
    }

    /// Removes the values of open labels that this handle was taken for, with the series of all typed labels beside them;
    /// `false` if there is nothing to remove, as without open labels.
    ///
    /// Their place is free for others. A later record through this handle or another one makes them anew, from zero; one at
    /// the very moment of the removal may be lost with them.
    pub fn remove(self) -> bool {
        self.0.remove()
    }

    /// Quantiles, sum and count now, over all threads.
    #[must_use]
    pub fn get(self) -> SummaryValue {
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

impl Summary<Duration> {
    /// Starts a timer that observes the time until it is dropped.
    #[must_use = "a timer observes when it is dropped; bind it, as `let _timer = ..`"]
    #[inline]
    pub fn start_timer(self) -> Timer {
        self.0.start_timer()
    }

    /// Runs `work` and observes how long it took, also when it panics.
    #[inline]
    pub fn time<R>(self, work: impl FnOnce() -> R) -> R {
        self.0.time(work)
    }
}
