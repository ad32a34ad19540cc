//! Records: what was measured, in the metric's unit and as it keeps numbers.

use std::time::Duration;

use gapless_core::__private::{Family, Measure};
use gapless_core::{Counter, Gauge, Histogram, Kind, Observe, Precision, Summary};

use super::draft::Draft;
use super::plan::Plan;

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(u64),
    Double(f64),
}

impl From<i64> for Number {
    #[expect(clippy::cast_precision_loss, reason = "what is negative is seldom kept, and if so as a double")]
    fn from(value: i64) -> Self {
        u64::try_from(value).map_or(Number::Double(value as f64), Number::Integer)
    }
}

/// A number, in the unit that the metric is in when it is multiplied and divided.
#[derive(Clone, Copy, Debug)]
struct Scaled {
    number: Number,
    times: u64,
    per: u64,
}

/// Nanoseconds of a second.
const NANOSECONDS: u64 = 1_000_000_000;

impl Plan {
    /// Records what a draft has come to; what lacks a number, or the value of a label, is counted as refused.
    pub(super) fn record(&self, draft: &Draft, lasted: Option<Duration>) {
        let family = self.feed.family;
        match (self.scaled(draft, lasted), draft.label_set(self)) {
            (Some(scaled), Some(label_set)) => scaled.record(family, label_set),
            _ => family.refuse(1),
        }
    }

    fn scaled(&self, draft: &Draft, lasted: Option<Duration>) -> Option<Scaled> {
        match self.feed.measure {
            Measure::One => Some(Scaled { number: Number::Integer(1), times: 1, per: 1 }),
            Measure::Field(_, times, per) => Some(Scaled { number: draft.measured?, times, per }),
            Measure::Duration => {
                let nanoseconds = u64::try_from(lasted?.as_nanos()).unwrap_or(u64::MAX);
                Some(Scaled { number: Number::Integer(nanoseconds), times: 1, per: NANOSECONDS })
            }
        }
    }
}

impl Scaled {
    fn record(self, family: &'static Family, label_set: usize) {
        let of = family.descriptor();
        match (of.kind, of.precision) {
            (Kind::Counter, Precision::F64) => {
                let counter = Counter::<f64>::from_parts(family, label_set);
                if of.exemplars { counter.marked() } else { counter }.inc_by(self.double());
            }
            (Kind::Counter, _) => match self.integer() {
                Some(amount) => {
                    let counter = Counter::<u64>::from_parts(family, label_set);
                    if of.exemplars { counter.marked() } else { counter }.inc_by(amount);
                }
                None => family.refuse(1),
            },
            (Kind::Gauge, _) => Gauge::from_parts(family, label_set).set(self.double()),
            (_, Precision::F64) => observe::<f64>(family, label_set, self.double()),
            (_, Precision::Nanoseconds) => match self.nanoseconds() {
                Some(nanoseconds) => {
                    observe::<Duration>(family, label_set, Duration::from_nanos(nanoseconds));
                }
                None => observe::<Duration>(family, label_set, self.double()),
            },
            (_, _) => match self.integer() {
                Some(integer) => observe::<u64>(family, label_set, integer),
                None => family.refuse(1),
            },
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a double is asked for")]
    fn double(self) -> f64 {
        let number = match self.number {
            Number::Integer(number) => number as f64,
            Number::Double(number) => number,
        };
        number * self.times as f64 / self.per as f64
    }

    /// An integer, if it is one.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is an integer in range")]
    fn integer(self) -> Option<u64> {
        const END: f64 = 18_446_744_073_709_551_616.0; // 2^64
        match self.number {
            Number::Integer(number) => Some(number.checked_mul(self.times)? / self.per),
            Number::Double(_) => {
                let double = self.double();
                (double.fract() == 0.0 && (0.0..END).contains(&double)).then_some(double as u64)
            }
        }
    }

    /// Of integer seconds, or parts of one, as many as there are.
    fn nanoseconds(self) -> Option<u64> {
        let Number::Integer(number) = self.number else { return None };
        let nanoseconds = u128::from(number) * u128::from(self.times * NANOSECONDS / self.per);
        Some(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}

/// Histograms and summaries.
fn observe<T>(family: &'static Family, label_set: usize, value: impl Observe<T>) {
    let of = family.descriptor();
    if of.kind == Kind::Summary {
        return Summary::<T>::from_parts(family, label_set).observe(value);
    }
    let histogram = Histogram::<T>::from_parts(family, label_set);
    if of.exemplars { histogram.marked() } else { histogram }.observe(value);
}
