//! The values of series, as plain data.

use std::borrow::Cow;

use crate::cells::native::NativeBuckets;
use crate::declared::label::LabelValues;
use crate::declared::number::Number;

/// The value of a series.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// The value of a counter.
    Counter(Number),
    /// The value of a gauge or an up-down counter, or the 1 of an info.
    Gauge(Number),
    /// The value of a histogram.
    Histogram(HistogramValue),
    /// The value of a summary.
    Summary(SummaryValue),
    /// The value of a state set.
    StateSet(StateSetValue),
}

/// The buckets and the sum of a histogram. The count is the sum of the buckets, so the two always agree.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramValue {
    /// The upper bounds, in ascending order and without `+Inf`.
    pub bounds: Cow<'static, [f64]>,
    /// The number of observations in each bucket, not cumulative, with `+Inf` last.
    pub counts: Vec<u64>,
    /// The sum of all observations.
    pub sum: Number,
    /// The observations in native buckets, if the histogram has them.
    pub native: Option<NativeBuckets>,
}

impl HistogramValue {
    /// Returns the number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns whether a heat map shows the native buckets. For the crate `gapless-live`; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn has_native_heat(&self) -> bool {
        has_native_heat(&self.bounds, self.native.as_ref())
    }
}

/// Returns whether a heat map of a histogram shows its native buckets: fewer than five classic buckets show too little.
pub(crate) fn has_native_heat(bounds: &[f64], native: Option<&NativeBuckets>) -> bool {
    const ENOUGH: usize = 5;
    native.is_some() && bounds.len() < ENOUGH
}

/// The sum and the count of all observations of a summary, and the quantiles of its window.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryValue {
    /// The exported quantiles, from 0 to 1 and in ascending order.
    pub quantiles: Cow<'static, [f64]>,
    /// The observations of the window.
    pub recent: NativeBuckets,
    /// The number of all observations.
    pub count: u64,
    /// The sum of all observations.
    pub sum: Number,
}

impl SummaryValue {
    /// Returns the value at a quantile from 0 to 1, with a relative error of at most 1.1 %; NaN without recent
    /// observations.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> f64 {
        self.recent.quantile(quantile)
    }
}

/// The states of a state set, and its current state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateSetValue {
    /// All states.
    pub states: LabelValues,
    /// The index of the current state.
    pub current: usize,
}

impl StateSetValue {
    /// Returns the label value of the current state.
    #[must_use]
    pub fn current(&self) -> &'static str {
        self.states.get(self.current)
    }
}

impl Value {
    /// Returns the value of a counter or a gauge, the number of observations of a histogram or a summary, or the index
    /// of a state.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "tests do not reach counts beyond 2^53")]
    pub fn as_f64(&self) -> f64 {
        match self {
            Value::Counter(number) | Value::Gauge(number) => number.as_f64(),
            Value::Histogram(histogram) => histogram.count() as f64,
            Value::Summary(summary) => summary.count as f64,
            Value::StateSet(state) => state.current as f64,
        }
    }
}
