//! The change of a series between two readings.

use std::time::Duration;

use super::datapoint::Datapoint;
use super::difference::Difference;
use super::extremes::Extremes;
use super::heat::Heat;
use super::observed::{native_quantile, Observed};
use crate::cells::native::NativeBuckets;
use crate::cells::value::Value;
use crate::declared::number::Number;
use crate::reading::snapshot::Series;

/// The change of one series between two readings, from which all [`Datapoint`]s are computed.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::snapshot::{Change, Datapoint, Number, Value};
///
/// let (before, now) = (Value::Counter(Number::U64(20)), Value::Counter(Number::U64(30)));
/// let change = Change::between(Some(&before), &now, Duration::from_secs(2));
/// assert_eq!(change.get(Datapoint::Value), Some(30.0));
/// assert_eq!(change.get(Datapoint::Delta), Some(10.0));
/// assert_eq!(change.get(Datapoint::Rate), Some(5.0));
/// ```
///
/// # Rules
///
/// - The first reading of a series has a value, but no delta and no rate. See [`of_series`](Self::of_series) for a
///   series that started at zero.
/// - A counter that went back was reset, and its delta is its new value, as for Prometheus' `increase`. A histogram or
///   a summary was reset if one of its counts went back, or if it has other buckets than before.
/// - Integers and durations are subtracted before they are rounded. NaN and infinities of a gauge are kept.
/// - Without observations between the readings, `mean` and the quantiles do not exist.
/// - Quantiles of a histogram are those of its native buckets, if it has any: see
///   [`NativeBuckets::quantile`](crate::NativeBuckets::quantile).
/// - Quantiles of classic buckets are interpolated as by Prometheus' `histogram_quantile`: the observations of a bucket
///   are evenly distributed between its bounds. The first bucket starts at 0; if its upper bound is not above 0, the
///   quantile is that bound. A quantile in the bucket `+Inf` is the largest finite bound. `p0` is the start of the
///   first bucket with observations, where Prometheus may return NaN.
/// - Quantiles of a summary are those of its window, not those of the interval between the readings.
/// - `min` and `max` of a histogram or a summary are `p0` and `p100`. Of classic buckets, they are the start of the
///   first and the end of the last bucket with observations. The first bucket starts at 0, and the bucket `+Inf` ends
///   at the largest finite bound. Native buckets show both within 1.1 %.
/// - `min` and `max` of a gauge are the smallest and the largest reading: the first, the last, and those in between if
///   changes were [added up](Self::followed_by). Values between two readings are not seen. NaN is ignored if there is
///   another reading. A counter and a state set do not have them.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    elapsed: Duration,
    is_reset: bool,
    now: Now,
}

/// The later value, and the difference from the earlier one if that is known.
#[derive(Clone, Debug, PartialEq)]
enum Now {
    Counter(Number, Option<Difference>),
    Gauge(Number, Option<Difference>, Extremes),
    Observations { total: u64, observed: Option<Observed>, window: Option<NativeBuckets> },
    State(usize),
}

impl Change {
    /// Computes the change from an earlier value, or of the first reading of a series.
    #[must_use]
    pub fn between(before: Option<&Value>, now: &Value, elapsed: Duration) -> Change {
        match before {
            Some(before) => Change::of_both(before, now, elapsed),
            None => Change { elapsed, is_reset: false, now: Now::first(now) },
        }
    }

    /// Computes the change of a series between two readings of its family, of which the earlier one may be without it.
    ///
    /// A series with a creation time starts at zero. If the earlier reading is without it, the change is
    /// [`since_zero`](Self::since_zero), and contains the first increment of a new label value.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gapless::dynamic::Registry;
    /// use gapless::snapshot::{Change, Datapoint};
    ///
    /// let registry = Registry::new();
    /// let logins = registry.counter("logins_total", "Logins.").labels(["user"]).register()?;
    /// logins.with(["ann"]).inc();
    /// let family = registry.find("logins_total").families().remove(0).family;
    /// let change = Change::of_series(None, &family.series[0], Duration::from_secs(1));
    /// assert_eq!(change.get(Datapoint::Delta), Some(1.0));
    /// # Ok::<(), gapless::Error>(())
    /// ```
    #[must_use]
    pub fn of_series(before: Option<&Series>, now: &Series, elapsed: Duration) -> Change {
        match before {
            None if now.created.is_some() => Change::since_zero(&now.value, elapsed),
            _ => Change::between(before.map(|before| &before.value), &now.value, elapsed),
        }
    }

    /// Computes the change of a series that started at zero after the earlier reading.
    ///
    /// A gauge does not start at zero, so this is its first reading.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gapless::snapshot::{Change, Datapoint, Number, Value};
    ///
    /// let change = Change::since_zero(&Value::Counter(Number::U64(1)), Duration::from_secs(1));
    /// assert_eq!(change.get(Datapoint::Delta), Some(1.0));
    /// ```
    #[must_use]
    pub fn since_zero(now: &Value, elapsed: Duration) -> Change {
        Change { elapsed, is_reset: false, now: Now::since_zero(now) }
    }

    fn of_both(before: &Value, now: &Value, elapsed: Duration) -> Change {
        match Now::since(before, now) {
            Some(now) => Change { elapsed, is_reset: false, now },
            None => Change { elapsed, is_reset: true, now: Now::since_zero(now) },
        }
    }

    /// Returns the time between the readings.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns whether the series started again at zero between the readings.
    #[must_use]
    pub fn was_reset(&self) -> bool {
        self.is_reset
    }

    /// Returns a datapoint, if the change has it.
    ///
    /// The heat is more than one number: see [`heat`](Self::heat).
    #[must_use]
    pub fn get(&self, datapoint: Datapoint) -> Option<f64> {
        match datapoint {
            Datapoint::Value => Some(self.now.value()),
            Datapoint::Delta => self.now.delta(),
            Datapoint::Rate => self.per_second(self.now.delta()?),
            Datapoint::Count => self.now.observed().map(|observed| as_f64(observed.count)),
            Datapoint::Sum => self.now.observed().map(|observed| observed.sum.as_f64()),
            Datapoint::Mean => self.now.observed()?.mean(),
            Datapoint::Min => self.now.extreme(Extremes::least, 0.0),
            Datapoint::Max => self.now.extreme(Extremes::greatest, 1.0),
            Datapoint::Quantile(quantile) => self.now.quantile(quantile.as_f64()),
            Datapoint::Heat => None,
        }
    }

    /// Returns the number of observations of a histogram in each bucket; `None` for the first reading.
    ///
    /// The buckets are the classic ones. A histogram with native buckets and fewer than five classic bounds has the
    /// native buckets from the first to the last with observations, pairs of which are merged until there are at most
    /// 50.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gapless::snapshot::{Change, HistogramValue, Number, Value};
    ///
    /// let value = |counts, sum| {
    ///     let bounds = vec![0.1, 1.0].into();
    ///     Value::Histogram(HistogramValue { bounds, counts, sum: Number::F64(sum), native: None })
    /// };
    /// let (before, now) = (value(vec![5, 1, 0], 0.9), value(vec![7, 1, 1], 6.0));
    /// let heat = Change::between(Some(&before), &now, Duration::from_secs(1)).heat().expect("it has two readings");
    /// assert_eq!(*heat.bounds, [0.1, 1.0]);
    /// assert_eq!(heat.counts, [2, 0, 1]);
    /// ```
    #[must_use]
    pub fn heat(&self) -> Option<Heat> {
        self.now.observed()?.heat()
    }

    /// Returns the change over this interval and the next one.
    ///
    /// This equals the change between the first and the last reading, and is more exact after a reset. `min` and `max`
    /// of a gauge consider the reading in between too. If the buckets changed in between, quantiles and heat are those
    /// of the later interval.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gapless::snapshot::{Change, Datapoint, Number, Value};
    ///
    /// let [a, b, c] = [5_u64, 7, 13].map(|value| Value::Counter(Number::U64(value)));
    /// let second = Duration::from_secs(1);
    /// let both = Change::between(Some(&a), &b, second).followed_by(&Change::between(Some(&b), &c, second));
    /// assert_eq!(both, Change::between(Some(&a), &c, 2 * second));
    /// assert_eq!(both.get(Datapoint::Rate), Some(4.0));
    /// ```
    #[must_use]
    pub fn followed_by(self, later: &Change) -> Change {
        Change {
            elapsed: self.elapsed + later.elapsed,
            is_reset: self.is_reset || later.is_reset,
            now: self.now.followed_by(&later.now),
        }
    }

    fn per_second(&self, delta: f64) -> Option<f64> {
        (!self.elapsed.is_zero()).then(|| delta / self.elapsed.as_secs_f64())
    }
}

impl Now {
    fn first(now: &Value) -> Now {
        match now {
            Value::Counter(number) => Now::Counter(*number, None),
            Value::Gauge(number) => Now::Gauge(*number, None, (*number).into()),
            Value::Histogram(now) => Now::Observations { total: now.count(), observed: None, window: None },
            Value::Summary(now) => {
                Now::Observations { total: now.count, observed: None, window: Some(now.recent.clone()) }
            }
            Value::StateSet(state) => Now::State(state.current),
        }
    }

    fn since_zero(now: &Value) -> Now {
        let all = match now {
            Value::Counter(number) => return Now::Counter(*number, Some((*number).into())),
            Value::Histogram(now) => Observed::all_of_histogram(now),
            Value::Summary(now) => Observed::all_of_summary(now),
            Value::Gauge(_) | Value::StateSet(_) => return Now::first(now),
        };
        Now::first(now).with_observed(all)
    }

    /// Returns `None` if the series was reset.
    fn since(before: &Value, now: &Value) -> Option<Now> {
        let observed = match (before, now) {
            (Value::Counter(before), Value::Counter(number)) => {
                let difference = Difference::between(*before, *number);
                return (!difference.is_negative()).then_some(Now::Counter(*number, Some(difference)));
            }
            (Value::Gauge(before), Value::Gauge(number)) => {
                let readings = Extremes::from(*before).with((*number).into());
                return Some(Now::Gauge(*number, Some(Difference::between(*before, *number)), readings));
            }
            (Value::Histogram(before), Value::Histogram(now)) => Observed::of_histogram(before, now)?,
            (Value::Summary(before), Value::Summary(now)) => Observed::of_summary(before, now)?,
            (Value::StateSet(_), Value::StateSet(state)) => return Some(Now::State(state.current)),
            _ => return None,
        };
        Some(Now::first(now).with_observed(observed))
    }

    fn with_observed(mut self, since: Observed) -> Now {
        if let Now::Observations { observed, .. } = &mut self {
            *observed = Some(since);
        }
        self
    }

    fn followed_by(self, later: &Now) -> Now {
        match (self, later.clone()) {
            (Now::Counter(_, difference), Now::Counter(now, later)) => {
                Now::Counter(now, Difference::sum(difference, later))
            }
            (Now::Gauge(_, difference, readings), Now::Gauge(now, later, later_readings)) => {
                Now::Gauge(now, Difference::sum(difference, later), readings.with(later_readings))
            }
            (Now::Observations { observed, .. }, Now::Observations { total, observed: later, window }) => {
                let observed = observed.zip(later).map(|(observed, later)| observed.plus(&later));
                Now::Observations { total, observed, window }
            }
            (_, later) => later,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a state set has few states")]
    fn value(&self) -> f64 {
        match self {
            Now::Counter(number, _) | Now::Gauge(number, ..) => number.as_f64(),
            Now::Observations { total, .. } => as_f64(*total),
            Now::State(index) => *index as f64,
        }
    }

    fn delta(&self) -> Option<f64> {
        match self {
            Now::Counter(_, difference) | Now::Gauge(_, difference, _) => difference.map(Difference::as_f64),
            Now::Observations { observed, .. } => observed.as_ref().map(|observed| as_f64(observed.count)),
            Now::State(_) => None,
        }
    }

    fn observed(&self) -> Option<&Observed> {
        match self {
            Now::Observations { observed, .. } => observed.as_ref(),
            Now::Counter(..) | Now::Gauge(..) | Now::State(_) => None,
        }
    }

    /// Returns an extreme of the readings of a gauge, or else a quantile.
    fn extreme(&self, of: impl Fn(Extremes) -> f64, quantile: f64) -> Option<f64> {
        match self {
            Now::Gauge(.., readings) => Some(of(*readings)),
            _ => self.quantile(quantile),
        }
    }

    fn quantile(&self, quantile: f64) -> Option<f64> {
        match self {
            Now::Observations { window: Some(window), .. } => native_quantile(window, quantile),
            _ => self.observed()?.quantile(quantile),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count beyond 2^53 is rounded to the nearest `f64`")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
