//! Records: what was measured, in the metric's unit and as it keeps numbers.

use std::time::Duration;

use gapless_core::__private::event::{Record, Unit};
use gapless_core::__private::{Declared, Measure};
use gapless_core::{Counter, Gauge, Histogram, Kind, Summary, ValueType};

use super::draft::Draft;
use super::plan::Plan;

/// What a field says, or how long a span lasted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(u64),
    Double(f64),
    Time(Duration),
}

impl From<i64> for Number {
    #[expect(clippy::cast_precision_loss, reason = "what is negative is seldom kept, and if so as a double")]
    fn from(value: i64) -> Self {
        u64::try_from(value).map_or(Number::Double(value as f64), Number::Integer)
    }
}

impl Plan {
    /// Records what a draft has come to; what lacks a number, or the value of a label, is counted as refused.
    pub(super) fn record(&self, draft: &Draft, lasted: Option<Duration>) {
        let family = self.feed.family;
        let (number, unit) = match self.feed.measure {
            Measure::One => (Some(Number::Integer(1)), Unit::None),
            Measure::Duration => (lasted.map(Number::Time), Unit::Seconds),
            Measure::Field(_, unit) => (draft.measured, unit),
        };
        match (number, draft.label_set(self)) {
            (Some(number), Some(label_set)) => number.record(unit, family, label_set),
            _ => family.refuse(1),
        }
    }
}

impl Number {
    fn record(self, unit: Unit, family: &'static Declared, label_set: usize) {
        let of = family.descriptor();
        match (of.kind, of.value_type) {
            (Kind::Gauge, _) => self.record_as_any(unit, Gauge::from_parts(family, label_set)),
            (Kind::Counter, ValueType::Float) => self.record_as_any(unit, counter::<f64>(family, label_set)),
            (Kind::Counter, _) => self.record_as_integer(unit, family, counter::<u64>(family, label_set)),
            (Kind::Summary, ValueType::Duration) => {
                self.record_as_any(unit, Summary::<Duration>::from_parts(family, label_set));
            }
            (Kind::Summary, ValueType::Float) => {
                self.record_as_any(unit, Summary::<f64>::from_parts(family, label_set));
            }
            (Kind::Summary, _) => {
                self.record_as_integer(unit, family, Summary::<u64>::from_parts(family, label_set));
            }
            (_, ValueType::Duration) => self.record_as_any(unit, histogram::<Duration>(family, label_set)),
            (_, ValueType::Float) => self.record_as_any(unit, histogram::<f64>(family, label_set)),
            (_, _) => self.record_as_integer(unit, family, histogram::<u64>(family, label_set)),
        }
    }

    fn record_as_any<H>(self, unit: Unit, into: H)
    where
        u64: Record<H>,
        f64: Record<H>,
        Duration: Record<H>,
    {
        match self {
            Number::Integer(number) => number.record(into, unit),
            Number::Double(number) => number.record(into, unit),
            Number::Time(time) => time.record(into, unit),
        }
    }

    /// Records an integer, or a double that is one in the metric's unit.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is an integer in range")]
    fn record_as_integer<H>(self, unit: Unit, family: &Declared, into: H)
    where
        u64: Record<H>,
    {
        const END: f64 = 18_446_744_073_709_551_616.0; // 2^64
        match self {
            Number::Integer(number) => number.record(into, unit),
            Number::Double(number) => match unit.to_base(number) {
                whole if whole.fract() == 0.0 && (0.0..END).contains(&whole) => {
                    (whole as u64).record(into, Unit::None);
                }
                _ => family.refuse(1),
            },
            Number::Time(_) => family.refuse(1),
        }
    }
}

fn counter<T>(family: &'static Declared, label_set: usize) -> Counter<T> {
    let counter = Counter::from_parts(family, label_set);
    if family.descriptor().exemplars {
        counter.marked()
    } else {
        counter
    }
}

fn histogram<T>(family: &'static Declared, label_set: usize) -> Histogram<T> {
    let histogram = Histogram::from_parts(family, label_set);
    if family.descriptor().exemplars {
        histogram.marked()
    } else {
        histogram
    }
}
