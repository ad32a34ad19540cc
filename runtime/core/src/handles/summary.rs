//! Summaries: observations, with quantiles of those of a while.
//!
//! A summary is recorded as a histogram without classic buckets is: the quantiles are worked out from native ones, fine
//! enough, when they are read. Cells only ever rise. What was observed lately is what is in them less what was in them when
//! the window began: gatherings keep what they found, a few times in each window ([`Windows`]). So a record costs what that of
//! a histogram costs, and nothing has to be rotated while it comes.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cells::family::Family;
use crate::cells::native::{NativeBuckets, NativeRows};
use crate::declared::descriptor::Quantiles;
use crate::handles::histogram::{Histogram, Observe, Timer};
use crate::reading::snapshot::{Number, SummaryValue, Value};
use crate::reading::totals::{narrow, Rows};

/// A series of observations, of durations (`Summary<Duration>`), integers (`Summary<u64>`) or doubles (`Summary`), exported as
/// quantiles of the last minutes, the sum and the count of all.
///
/// ```
/// # use gapless_core::{Descriptor, Family, Kind, ValueType, Summary, __private::site};
/// use std::time::Duration;
/// # static FAMILY: Family = Family::new(
/// #     Descriptor::new(Kind::Summary, "parse_duration_seconds", "Time to parse.", site!())
/// #         .with_value_type(ValueType::Duration)
/// #         .with_quantiles(&[0.5, 0.99], Duration::from_secs(600)));
/// # fn parse_duration_seconds() -> Summary<Duration> { Summary::from_parts(&FAMILY, 0) }
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
    pub const fn from_parts(family: &'static Family, series: usize) -> Self {
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

/// How often in a window it is kept what was observed by then.
const N_KEPT: u32 = 5;

/// What all label sets of a summary had counted at some moments, ascending: the first one is when the window began. Locked by
/// gatherings alone.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<VecDeque<Kept>>);

#[derive(Debug)]
struct Kept {
    at: Instant,
    buckets: NativeRows,
}

impl Windows {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Family {
    /// Keeps what was observed by `now`, if it is time, and lets the window of a summary begin as late as it may.
    ///
    /// The first time, all that there is was observed lately.
    pub(crate) fn turn_window(&self, now: Option<Instant>) {
        let Some(Quantiles { window, .. }) = self.descriptor().quantiles else { return };
        let now = now.unwrap_or_else(Instant::now);
        let mut kept = self.windows().lock();
        let age = |kept: &Kept| now.saturating_duration_since(kept.at);
        let buckets = match kept.back().map(age) {
            None => Some(NativeRows::default()),
            Some(age) => (age >= window / N_KEPT).then(|| self.all_buckets()),
        };
        kept.extend(buckets.map(|buckets| Kept { at: now, buckets }));
        while kept.get(1).is_some_and(|next| age(next) >= window) {
            kept.pop_front();
        }
    }

    /// Lets the windows of some label sets begin with what they have added up to, as they are another one's from now on.
    pub(crate) fn begin_windows(&self, label_sets: Range<usize>, totals: &Rows) {
        let mut kept = self.windows().lock();
        if kept.is_empty() {
            kept.push_back(Kept { at: Instant::now(), buckets: NativeRows::default() });
        }
        for buckets in kept.iter_mut().map(|kept| &mut kept.buckets) {
            label_sets.clone().enumerate().for_each(|(row, to)| buckets.copy(to, &totals.native, row));
        }
    }

    fn all_buckets(&self) -> NativeRows {
        let mut rows = Rows::default();
        let all: Vec<_> = (0..self.descriptor().label_set_count()).map(narrow).collect();
        self.add_up(&all, &mut rows);
        rows.native
    }

    /// The same as [`add_up`](Self::add_up), but of a summary's buckets what is in them since its window began.
    pub(crate) fn add_up_recent(&self, label_sets: &[u32], rows: &mut Rows) {
        if self.descriptor().quantiles.is_none() {
            return self.add_up(label_sets, rows);
        }
        let kept = self.windows().lock(); // so that what is kept is older than what is read
        self.add_up(label_sets, rows);
        let Some(first) = kept.front() else { return };
        for (row, &label_set) in label_sets.iter().enumerate() {
            rows.native.take_away(row, &first.buckets, label_set as usize);
        }
    }
}
