//! Snapshots: every series and its value at one gathering, ready to be encoded.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use crate::cells::exemplar::Exemplar;
use crate::cells::native::NativeBuckets;
use crate::declared::descriptor::Kind;
use crate::declared::label::LabelValues;

/// All families, in name order.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The families.
    pub families: Vec<FamilySnapshot>,
}

/// One family of series, as Prometheus sees it.
#[derive(Clone, Debug)]
pub struct FamilySnapshot {
    /// The full name; a counter's ends in `_total`.
    pub name: Cow<'static, str>,
    /// What HELP says.
    pub help: Cow<'static, str>,
    /// The type.
    pub kind: Kind,
    /// The base unit that the name ends in.
    pub unit: Option<Cow<'static, str>>,
    /// The group that views and dashboards name; may be empty.
    pub group: Cow<'static, str>,
    /// The series, in label order.
    pub series: Vec<Series>,
}

/// The name and the value of a label that only the running program may know.
pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// One series; of a histogram, a summary or a state set, those of one label set.
#[derive(Clone, Debug)]
pub struct Series {
    /// Names and values of the labels, in the order of their declaration. A label with an empty value is absent.
    pub labels: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The value.
    pub value: Value,
    /// When the series began at zero; `None` for gauges.
    pub created: Option<SystemTime>,
    /// The exemplar of a counter, or of each bucket of a histogram, `+Inf` last; of any other metric, and of one that is not
    /// declared with `#[exemplars]`, nothing.
    pub exemplars: Vec<Option<Exemplar<'static>>>,
}

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

/// A number, as exact as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Number {
    /// An integer that is not negative.
    U64(u64),
    /// An integer.
    I64(i64),
    /// A double.
    F64(f64),
    /// A sum of integers.
    U128(u128),
    /// Seconds, in nanoseconds.
    Nanoseconds(u128),
}

impl Number {
    /// The nearest double; seconds for nanoseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is what the caller asks for")]
    pub fn as_f64(self) -> f64 {
        match self {
            Number::U64(value) => value as f64,
            Number::I64(value) => value as f64,
            Number::F64(value) => value,
            Number::U128(value) => value as f64,
            Number::Nanoseconds(value) => seconds(value),
        }
    }
}

macro_rules! numbers {
    ($($variant:ident($wide:ty): $($from:ty)+;)+) => { $($(
        impl From<$from> for Number {
            fn from(value: $from) -> Self {
                Number::$variant(<$wide>::from(value))
            }
        }
    )+)+ };
}

numbers! {
    U64(u64): u8 u16 u32 u64;
    I64(i64): i8 i16 i32 i64;
    F64(f64): f32 f64;
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Number::U64(value as u64)
    }
}

/// In seconds.
impl From<Duration> for Number {
    fn from(value: Duration) -> Self {
        Number::Nanoseconds(value.as_nanos())
    }
}

/// The nearest double. To make a double of the nanoseconds and divide that is to round twice, beyond 2^53 of them.
#[expect(clippy::cast_precision_loss, reason = "it rounds to the nearest")]
fn seconds(nanoseconds: u128) -> f64 {
    const IN_A_SECOND: u128 = 1_000_000_000;
    if nanoseconds < 1 << 53 {
        return nanoseconds as f64 / 1e9;
    }
    let shift = nanoseconds.leading_zeros();
    let scaled = nanoseconds << shift;
    // The lowest bit is far below those of a double: it says that there is more, and so which way to round.
    let quotient = (scaled / IN_A_SECOND) | u128::from(scaled % IN_A_SECOND != 0);
    quotient as f64 * f64::from_bits((1023 - u64::from(shift)) << 52)
}

impl Snapshot {
    /// The family with a name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&FamilySnapshot> {
        self.families.iter().find(|family| family.name == name)
    }

    /// The value of the one series with a name and exactly these labels, in any order.
    ///
    /// ```
    /// use gapless_core::Registry;
    ///
    /// let snapshot = Registry::global().gather();
    /// assert_eq!(snapshot.value("gapless_conflicts", &[]).map(|conflicts| conflicts.as_f64()), Some(0.0));
    /// assert_eq!(snapshot.value("no_such_metric", &[]), None);
    /// ```
    #[must_use]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<&Value> {
        let family = self.family(name)?;
        family.series.iter().find(|series| series.has_labels(labels)).map(|series| &series.value)
    }
}

impl Series {
    fn has_labels(&self, labels: &[(&str, &str)]) -> bool {
        let mut own = self.labels.iter().filter(|(_, value)| !value.is_empty());
        own.clone().count() == labels.len()
            && own.all(|(name, value)| labels.contains(&(name.as_ref(), value.as_ref())))
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
