//! The values of single series, as plain data.

use std::borrow::Cow;

use crate::cells::native::NativeBuckets;
use crate::declared::label::LabelValues;
use crate::declared::number::Number;

/// The value of a series.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A counter's.
    Counter(Number),
    /// A gauge's or an up-down counter's, or the 1 of an info.
    Gauge(Number),
    /// A histogram's.
    Histogram(HistogramValue),
    /// A summary's.
    Summary(SummaryValue),
    /// A state set's.
    StateSet(StateSetValue),
}

/// The buckets and the sum of a histogram. Its count is the sum of its buckets, so the two never disagree.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramValue {
    /// Upper bounds, ascending, without `+Inf`.
    pub bounds: Cow<'static, [f64]>,
    /// Observations in each bucket alone, `+Inf` last.
    pub counts: Vec<u64>,
    /// The sum of all observations.
    pub sum: Number,
    /// The same observations in native buckets, if it is declared with them.
    pub native: Option<NativeBuckets>,
}

impl HistogramValue {
    /// The number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// What a summary says: of all observations their sum and count, and quantiles of those of the last minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryValue {
    /// Which quantiles are exported, from 0 to 1 and ascending.
    pub quantiles: Cow<'static, [f64]>,
    /// The observations of the last minutes.
    pub recent: NativeBuckets,
    /// The number of all observations.
    pub count: u64,
    /// The sum of all observations.
    pub sum: Number,
}

impl SummaryValue {
    /// The value at a quantile from 0 to 1, to 1.1 %; NaN if nothing was observed lately.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> f64 {
        self.recent.quantile(quantile)
    }
}

/// The states of a state set, and the one that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateSetValue {
    /// All of them.
    pub states: LabelValues,
    /// The index of the one that it is in.
    pub current: usize,
}

impl StateSetValue {
    /// The text of the state that it is in.
    #[must_use]
    pub fn current(&self) -> &'static str {
        self.states.get(self.current)
    }
}

impl Value {
    /// A counter's or gauge's value; of a histogram or a summary, the number of its observations; of a state set, the index of its state.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count beyond 2^53 is not to be had in a test")]
    pub fn as_f64(&self) -> f64 {
        match self {
            Value::Counter(number) | Value::Gauge(number) => number.as_f64(),
            Value::Histogram(histogram) => histogram.count() as f64,
            Value::Summary(summary) => summary.count as f64,
            Value::StateSet(state) => state.current as f64,
        }
    }
}
