//! Measured numbers, and how a metric records them: in its unit, and in the type of its values.

use std::time::Duration;

use gapless_core::__private::event::{Record, Unit};
use gapless_core::__private::{Declared, SeriesRef, Static};
use gapless_core::{Counter, Gauge, Histogram, Kind, Summary, ValueType};

/// The number in a field, or the duration of a span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(u64),
    Double(f64),
    Time(Duration),
}

impl From<i64> for Number {
    #[expect(clippy::cast_precision_loss, reason = "negative numbers become doubles, and are rare")]
    fn from(value: i64) -> Self {
        u64::try_from(value).map_or(Number::Double(value as f64), Number::Integer)
    }
}

impl Number {
    /// Records the number in a series of a metric.
    pub(super) fn record(self, unit: Unit, declared: &'static Declared, series: SeriesRef) {
        let of = declared.descriptor();
        match (of.kind, of.value_type) {
            (Kind::Gauge, _) => self.record_as_any(unit, Gauge::from_parts(Static::of(declared), series)),
            (Kind::Counter, ValueType::Float) => self.record_as_any(unit, counter::<f64>(declared, series)),
            (Kind::Counter, _) => self.record_as_integer(unit, declared, counter::<u64>(declared, series)),
            (Kind::Summary, ValueType::Duration) => {
                self.record_as_any(unit, Summary::<Duration>::from_parts(Static::of(declared), series));
            }
            (Kind::Summary, ValueType::Float) => {
                self.record_as_any(unit, Summary::<f64>::from_parts(Static::of(declared), series));
            }
            (Kind::Summary, _) => {
                self.record_as_integer(
                    unit,
                    declared,
                    Summary::<u64>::from_parts(Static::of(declared), series),
                );
            }
            (_, ValueType::Duration) => self.record_as_any(unit, histogram::<Duration>(declared, series)),
            (_, ValueType::Float) => self.record_as_any(unit, histogram::<f64>(declared, series)),
            (_, _) => self.record_as_integer(unit, declared, histogram::<u64>(declared, series)),
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

    /// Records an integer, or a double that is an integer in the metric's unit; another double is refused.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is an integer in range"
    )]
    fn record_as_integer<H>(self, unit: Unit, declared: &Declared, into: H)
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
                _ => declared.refuse(1),
            },
            Number::Time(_) => declared.refuse(1),
        }
    }
}

fn counter<T>(declared: &'static Declared, series: SeriesRef) -> Counter<T> {
    Counter::from_parts(Static::of(declared), marked(declared, series))
}

fn histogram<T>(declared: &'static Declared, series: SeriesRef) -> Histogram<T> {
    Histogram::from_parts(Static::of(declared), marked(declared, series))
}

fn marked(declared: &Declared, series: SeriesRef) -> SeriesRef {
    match declared.descriptor().exemplars {
        true => series.marked(),
        false => series,
    }
}
