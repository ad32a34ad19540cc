//! Histograms: observations counted in buckets.

use std::marker::PhantomData;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::cells::clock::Moment;
use crate::cells::declared::{Buckets, Declared};
use crate::cells::native::NativeBuckets;
use crate::cells::row::Row;
use crate::cells::series::{LabelSetIndex, SeriesRef};
use crate::cells::value::{HistogramValue, Value};
use crate::declared::kind::ValueType;
use crate::declared::number::Number;
use crate::handles::metric_ref::{impl_into_owned, MetricRef, Static};
use crate::handles::missing_methods::Records;
use crate::handles::with_exemplar::{impl_with_exemplar, WithExemplar};
use crate::ENABLED;

/// The number of seconds, about 584 years, whose nanoseconds no longer fit in 64 bits.
const TOO_LONG: u64 = u64::MAX / 1_000_000_000;

/// The maximum number of equal observations at once, so that counts do not overflow.
pub(crate) const MOST_AT_ONCE: u64 = (1 << 32) - 1;

/// Observations counted in buckets: durations (`Histogram<Duration>`), integers (`Histogram<u64>`) or floating-point
/// numbers (`Histogram`).
///
/// The name of the metric decides the type: `_seconds` records durations, `_bytes` records integers, and all other
/// names record `f64` unless the declaration states a type. Sums of durations and integers are exact.
///
/// A value that is equal to an upper bound is in that bucket. A value is recorded exactly, or refused and counted in
/// `gapless_refused_total`. NaN and negative values are refused. A histogram of durations also refuses infinity, and
/// durations of 18,446,744,073 seconds (584 years) or more, whose nanoseconds do not fit in 64 bits. A histogram of
/// `f64` counts infinity in the bucket `+Inf`, and its sum is infinite from then on.
///
/// ```
/// use std::time::Duration;
///
/// gapless::defmetrics! {
///     /// Time to parse.
///     #[buckets(0.25, 0.5)]
///     histogram parse_duration_seconds;
/// }
///
/// parse_duration_seconds().observe(Duration::from_millis(250));
/// parse_duration_seconds().observe(0.3);
/// let parsed = parse_duration_seconds().time(|| "12".parse::<u8>());
/// assert_eq!(parse_duration_seconds().get().counts, [2, 1, 0]);
/// # assert_eq!(parsed, Ok(12));
/// ```
#[derive(Debug)]
pub struct Histogram<T = f64, D = Static> {
    metric: D,
    series: SeriesRef,
    value: PhantomData<fn() -> T>,
}

// By hand: a derive would ask for `T: Copy`.
impl<T, D: Copy> Copy for Histogram<T, D> {}
impl<T, D: Clone> Clone for Histogram<T, D> {
    fn clone(&self) -> Self {
        Histogram { metric: self.metric.clone(), ..*self }
    }
}

/// A value that a histogram of `T` can observe.
#[diagnostic::on_unimplemented(
    message = "a histogram of `{T}` cannot observe `{Self}`",
    label = "cannot be observed here",
    note = "a `_seconds` histogram observes `Duration` or seconds as `f64`; a `_bytes` or `u64` histogram observes `u64`, `u32` \
            or `usize`; any other histogram observes `f64`, `f32` or `u32`"
)]
pub trait Observe<T>: Sized {
    #[doc(hidden)]
    fn observe_in(self, observations: Observations<'_>, n: u64);

    /// Returns the value as an integer, or as the bits of an `f64`; `None` if it is refused.
    #[doc(hidden)]
    fn bits(&self) -> Option<u64>;
}

impl Observe<Duration> for Duration {
    #[inline]
    fn observe_in(self, observations: Observations<'_>, n: u64) {
        observations.observe_nanoseconds(nanoseconds(self), n);
    }

    fn bits(&self) -> Option<u64> {
        nanoseconds(*self)
    }
}

/// Returns the nanoseconds of a duration; `None` if it is too long.
#[inline]
pub(crate) fn nanoseconds(duration: Duration) -> Option<u64> {
    let seconds = duration.as_secs();
    (seconds < TOO_LONG).then(|| seconds * 1_000_000_000 + u64::from(duration.subsec_nanos()))
}

/// Seconds, which are rounded to nanoseconds.
impl Observe<Duration> for f64 {
    fn observe_in(self, observations: Observations<'_>, n: u64) {
        observations.observe_nanoseconds(nanoseconds_of(self), n);
    }

    fn bits(&self) -> Option<u64> {
        nanoseconds_of(*self)
    }
}

/// Converts seconds to the nearest number of nanoseconds; `None` if they are negative, too large, or not a number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is in range")]
#[expect(clippy::cast_precision_loss, reason = "the conversion is exact")]
pub(crate) fn nanoseconds_of(seconds: f64) -> Option<u64> {
    (0.0..TOO_LONG as f64).contains(&seconds).then(|| (seconds * 1e9).round() as u64)
}

macro_rules! impl_observe {
    ($($value:ident)* => $method:ident($number:ident), $bits:expr) => {
        $(impl Observe<$number> for $value {
            #[inline]
            fn observe_in(self, observations: Observations<'_>, n: u64) {
                observations.$method(self as $number, n);
            }

            fn bits(&self) -> Option<u64> {
                $bits(*self as $number)
            }
        })*
    };
}

impl_observe!(u64 u32 usize => observe_integer(u64), Some);
impl_observe!(f64 f32 u32 => observe_double(f64), |value: f64| (value >= 0.0).then(|| value.to_bits()));

impl<T, D> Histogram<T, D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef) -> Self {
        Histogram { metric, series, value: PhantomData }
    }
}

#[cfg(feature = "testing")]
impl<T> Histogram<T> {
    /// Returns the declaration and the series of the handle.
    pub(crate) fn parts(self) -> (&'static Declared, SeriesRef) {
        (self.metric.get(), self.series.unmarked())
    }
}

impl_into_owned!(Histogram<T,> { series, value });

impl<T, D: MetricRef> Histogram<T, D> {
    #[inline]
    fn observations(&self) -> Observations<'_> {
        Observations { declared: self.metric.declared(), series: self.series }
    }

    /// Observes a value: counts it in its bucket, and adds it to the sum.
    #[inline]
    pub fn observe(&self, value: impl Observe<T>) {
        value.observe_in(self.observations(), 1);
    }

    /// Observes a value `n` times. More than 2^32 - 1 times at once is one refused value.
    ///
    /// ```
    /// gapless::defmetrics! {
    ///     /// How full batches are.
    ///     #[buckets(0.5, 1)]
    ///     histogram batch_ratio;
    /// }
    ///
    /// batch_ratio().observe_n(0.75, 1000);
    /// assert_eq!(batch_ratio().get().counts, [0, 1000, 0]);
    /// assert_eq!(batch_ratio().get().sum.as_f64(), 750.0);
    /// ```
    #[inline]
    pub fn observe_n(&self, value: impl Observe<T>, n: u64) {
        match n {
            0 => {} // infinity times zero would be NaN
            1..=MOST_AT_ONCE => value.observe_in(self.observations(), n),
            _ => self.refuse(),
        }
    }

    #[doc(hidden)]
    pub fn record(&self, _value: impl Observe<T>)
    where
        Self: Records,
    {
    }

    /// Refuses a value that is too large after its conversion to base units.
    pub(crate) fn refuse(&self) {
        self.metric.declared().refuse(1);
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(&self) -> bool {
        self.metric.declared().remove(self.series)
    }

    /// Returns the current value over all threads.
    pub(crate) fn value(&self) -> Option<Value> {
        self.metric.declared().value(self.series)
    }

    /// Returns the current buckets and sum over all threads.
    #[must_use]
    pub fn get(&self) -> HistogramValue {
        let declared = self.metric.declared();
        match self.value() {
            Some(Value::Histogram(value)) => value,
            _ => HistogramValue {
                bounds: declared.descriptor().buckets.into(),
                counts: vec![0; declared.n_buckets()],
                sum: Number::F64(0.0),
                native: declared.descriptor().native.as_ref().map(NativeBuckets::empty),
            },
        }
    }
}

/// The observations of a histogram or a summary, whatever the type of its values and the reference to its metric.
#[derive(Clone, Copy, Debug)]
pub struct Observations<'a> {
    declared: &'a Declared,
    series: SeriesRef,
}

impl<'a> Observations<'a> {
    /// Observes a value and keeps an exemplar, if the handle keeps exemplars; otherwise returns `false`.
    #[inline]
    fn observe_and_keep(self, bits: u64, observe: impl FnOnce(Self)) -> bool {
        let keeps = self.declared.keeps_exemplars(self.series);
        if keeps {
            let unmarked = Observations { series: self.series.unmarked(), ..self };
            observe(unmarked);
            self.declared.keep_exemplar(unmarked.series, bits);
        }
        keeps
    }

    #[inline(always)] // the compiler is close to its limit here, and a call costs 14 instructions
    fn observe_integer(self, value: u64, n: u64) {
        match self.declared.own_row(self.series) {
            _ if !ENABLED => {}
            Some(own) => self.record_integer(self.series.label_set(), Row::Own(own), value, n),
            None => self.observe_integer_elsewhere(value, n),
        }
    }

    #[inline]
    fn observe_double(self, value: f64, n: u64) {
        if value.is_nan() || value < 0.0 {
            return self.declared.refuse(n);
        }
        match self.declared.own_row(self.series) {
            _ if !ENABLED => {}
            Some(own) => self.record_double(self.series.label_set(), Row::Own(own), value, n),
            None => self.observe_double_elsewhere(value, n),
        }
    }

    #[cold]
    #[inline(never)]
    fn observe_integer_elsewhere(self, value: u64, n: u64) {
        if self.observe_and_keep(value, |unmarked| unmarked.observe_integer(value, n)) {
            return;
        }
        if let Some((label_set, row)) = self.row_elsewhere() {
            self.record_integer(label_set, row, value, n);
        }
    }

    #[cold]
    #[inline(never)]
    fn observe_double_elsewhere(self, value: f64, n: u64) {
        if self.observe_and_keep(value.to_bits(), |unmarked| unmarked.observe_double(value, n)) {
            return;
        }
        if let Some((label_set, row)) = self.row_elsewhere() {
            self.record_double(label_set, row, value, n);
        }
    }

    fn row_elsewhere(self) -> Option<(LabelSetIndex, Row<'a>)> {
        self.declared.is_on().then(|| self.row_though_off()).flatten()
    }

    /// Returns the label set to record into, and its row, even if the metric is disabled.
    fn row_though_off(self) -> Option<(LabelSetIndex, Row<'a>)> {
        let label_set = self.declared.attach(self.series)?;
        Some((label_set, self.declared.row_of_label_set(label_set)?))
    }

    #[inline(always)]
    fn record_integer(self, label_set: LabelSetIndex, row: Row<'_>, value: u64, n: u64) {
        let Buckets { index, native } = self.declared.buckets();
        let bucket = index.of_integer(value);
        match native {
            Some(native) => native.add_integer(label_set, row, bucket, value, n),
            None => row.add(bucket, n, Ordering::Relaxed), // relaxed: publishes nothing else
        }
        row.add_wide(self.declared.n_buckets(), value, n);
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "a sum of doubles is not exact beyond 2^53")]
    fn record_double(self, label_set: LabelSetIndex, row: Row<'_>, value: f64, n: u64) {
        let Buckets { index, native } = self.declared.buckets();
        let bucket = index.of_double(value);
        match native {
            Some(native) => native.add_double(label_set, row, bucket, value, n),
            None => row.add(bucket, n, Ordering::Relaxed), // relaxed: publishes nothing else
        }
        row.add_f64(self.declared.n_buckets(), value * n as f64);
    }

    #[inline]
    fn observe_nanoseconds(self, nanoseconds: Option<u64>, n: u64) {
        debug_assert_eq!(self.declared.descriptor().value_type, ValueType::Duration);
        match nanoseconds {
            Some(nanoseconds) => self.observe_integer(nanoseconds, n),
            None => self.declared.refuse(n),
        }
    }

    #[inline(always)]
    fn observe_though_off(self, value: u64) {
        match self.declared.own_row(self.series) {
            _ if !ENABLED => {}
            Some(own) => self.record_integer(self.series.label_set(), Row::Own(own), value, 1),
            None => self.make_and_observe(value),
        }
    }

    #[cold]
    #[inline(never)]
    fn make_and_observe(self, value: u64) {
        if self.observe_and_keep(value, |unmarked| unmarked.observe_though_off(value)) {
            return;
        }
        if let Some((label_set, row)) = self.row_though_off() {
            self.record_integer(label_set, row, value, 1);
        }
    }
}

impl_with_exemplar! {
    /// Attaches an exemplar with these labels to the next record, instead of the current trace.
    ///
    /// [`Counter::with_exemplar`](crate::Counter::with_exemplar) describes the limits.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// gapless::defmetrics! {
    ///     /// How full uploads are.
    ///     #[buckets(0.5)]
    ///     #[exemplars]
    ///     histogram size_ratio;
    /// }
    ///
    /// size_ratio().with_exemplar([("upload", "4711")]).observe(0.75);
    /// let snapshot = Registry::global().gather();
    /// let exemplars = &snapshot.family("size_ratio").unwrap().series[0].exemplars;
    /// assert!(exemplars[0].is_none()); // up to 0.5
    /// assert!(exemplars[1].as_ref().unwrap().labels().eq([("upload", "4711")]));
    /// ```
    Histogram
}

impl<D: MetricRef> Histogram<Duration, D> {
    /// Observes a value even if the metric is disabled, for a measurement that began while it was enabled.
    #[inline(always)]
    pub(crate) fn observe_though_off(&self, value: u64) {
        self.observations().observe_though_off(value);
    }

    /// Starts a timer that observes its elapsed time when it is dropped.
    #[must_use = "a timer observes when it is dropped; write `let _timer = ..`"]
    #[inline]
    pub fn start_timer(&self) -> Timer<D> {
        let is_timed = ENABLED && self.metric.declared().is_on();
        Timer { histogram: self.clone(), started: is_timed.then(Moment::now) }
    }

    /// Runs `work` and observes its duration, even if it panics.
    #[inline]
    pub fn time<R>(&self, work: impl FnOnce() -> R) -> R {
        let _timer = self.start_timer();
        work()
    }
}

/// Observes its elapsed time when it is dropped: on return, `?`, panic, or cancellation.
///
/// If the histogram is disabled when the timer starts, the timer does not read the clock and observes nothing.
#[derive(Debug)]
pub struct Timer<D: MetricRef = Static> {
    histogram: Histogram<Duration, D>,
    /// `None` if the histogram was disabled, or after `stop` or `discard`.
    started: Option<Moment>,
}

impl<D: MetricRef> Timer<D> {
    /// Observes the elapsed time now, and returns it. Returns `None` if the histogram was disabled when the timer
    /// started.
    pub fn stop(mut self) -> Option<Duration> {
        self.observe().map(Duration::from_nanos)
    }

    /// Drops the timer without an observation.
    pub fn discard(mut self) {
        self.started = None;
    }

    fn observe(&mut self) -> Option<u64> {
        let nanoseconds = self.started.take()?.nanoseconds();
        self.histogram.observe_though_off(nanoseconds);
        Some(nanoseconds)
    }
}

impl<D: MetricRef> Drop for Timer<D> {
    #[inline]
    fn drop(&mut self) {
        self.observe();
    }
}

impl<T, D: MetricRef, const N: usize> WithExemplar<'_, Histogram<T, D>, N> {
    /// Observes a value, which becomes the exemplar of its bucket. A refused value leaves the exemplar unchanged.
    pub fn observe(self, value: impl Observe<T>) {
        let bits = value.bits();
        self.handle.clone().unmarked().observe(value);
        if let Some(bits) = bits {
            self.handle.keep_exemplar(bits, &self.labels);
        }
    }
}
