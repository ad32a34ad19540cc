//! The handles that a probe can read.

use crate::cells::declared::Declared;
use crate::cells::series::SeriesRef;
use crate::cells::value::{HistogramValue, SummaryValue, Value};
use crate::declared::number::Number;
use crate::handles::counter::Counter;
use crate::handles::histogram::Histogram;
use crate::handles::summary::Summary;
use crate::handles::up_down_counter::UpDownCounter;

/// A handle that a [`Probe`](super::Probe) can read: of a counter, an up-down counter, a histogram or a summary of the
/// process.
#[diagnostic::on_unimplemented(
    message = "a probe cannot read a `{Self}`",
    label = "write a handle of a counter, an up-down counter, a histogram or a summary from a block without `#![into = ..]`",
    note = "a gauge, a state set and an info hold the value that was set last by any thread; to test them apart from other \
            tests, write `#![into = ..]` into the block, and register the struct in a `gapless::dynamic::Registry` of the test",
    note = "a metric of a struct with `#![into = ..]` belongs to its registry, so `get()` returns only what the test has recorded"
)]
pub trait Probed: Copy {
    /// The change of the metric.
    type Delta;

    /// The number that [`assert_delta`](super::Probe::assert_delta) compares: the change of a counter or an up-down
    /// counter, or the number of observations of a histogram or a summary.
    type Amount: PartialEq + std::fmt::Display;

    #[doc(hidden)]
    fn parts(self) -> Parts;

    #[doc(hidden)]
    fn delta(change: Value) -> Self::Delta;

    #[doc(hidden)]
    fn amount(delta: &Self::Delta) -> Self::Amount;
}

/// A series of a declaration.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    pub(super) declared: &'static Declared,
    pub(super) series: SeriesRef,
}

impl From<(&'static Declared, SeriesRef)> for Parts {
    fn from((declared, series): (&'static Declared, SeriesRef)) -> Self {
        Parts { declared, series }
    }
}

macro_rules! impl_probed {
    (($($generic:ident)?) $handle:ty => $delta:ty, $amount:ty; $change:pat => $value:expr, $of:expr) => {
        #[diagnostic::do_not_recommend]
        impl<$($generic)?> Probed for $handle {
            type Delta = $delta;
            type Amount = $amount;

            fn parts(self) -> Parts {
                <$handle>::parts(self).into()
            }

            fn delta(change: Value) -> $delta {
                match change {
                    $change => $value,
                    other => unreachable!("a declaration has values of one type, not {other:?}"),
                }
            }

            fn amount(delta: &$delta) -> $amount {
                $of(delta)
            }
        }
    };
}

impl_probed!(() Counter<u64> => u64, u64; Value::Counter(Number::U64(n)) => n, u64::clone);
impl_probed!(() Counter<f64> => f64, f64; Value::Counter(number) => number.as_f64(), f64::clone);
impl_probed!(() UpDownCounter => i64, i64; Value::Gauge(Number::I64(n)) => n, i64::clone);
impl_probed!((T) Histogram<T> => HistogramValue, u64; Value::Histogram(value) => value, HistogramValue::count);
impl_probed!((T) Summary<T> => SummaryValue, u64; Value::Summary(value) => value, |value: &SummaryValue| value.count);
