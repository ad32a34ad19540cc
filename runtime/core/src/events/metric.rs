//! Metrics on events: records a measurement, converted from its unit to the unit of the metric.
//!
//! For each `#[on(..)]` a macro writes a handler that filters, tags and measures, and calls one of the functions here.
//! Types check measurements of functions; constants check measurements of fields, because a field's unit is a constant.

use std::time::Duration;

use super::event::{EventType, Field};
use super::unit::{Measurement, Unit};
use crate::declared::message::equal;
use crate::declared::message::Message;
use crate::handles::counter::Counter;
use crate::handles::gauge::Gauge;
use crate::handles::histogram::Histogram;
use crate::handles::summary::Summary;

/// Calls the predicate of `keep` or `drop` with an event.
#[inline]
pub fn ask<E>(question: impl FnOnce(&E) -> bool, event: &E) -> bool {
    question(event)
}

/// Calls the function that measures an event.
#[inline]
pub fn measure<E, M>(function: impl FnOnce(&E) -> M, event: &E) -> M {
    function(event)
}

/// A measurement that the handle `H` can record.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be recorded into a `{H}`",
    label = "this metric does not accept this type",
    note = "`u64` metrics accept unsigned integers; `f64` metrics also accept `f64` and `f32`; `_seconds` metrics accept \
            durations and numbers; gauges accept every measurement"
)]
pub trait Record<H>: Measurement {
    /// Records a measurement in `unit`.
    fn record(self, into: H, unit: Unit);
}

/// Records a time that a function measures, without a stated unit.
#[inline]
pub fn record_time<H, M: Record<H> + Time>(measured: M, into: H) {
    measured.record(into, M::UNIT);
}

/// Records a number that a function measures, in a stated unit.
#[inline]
pub fn record_number<H, M: Record<H> + Plain>(measured: M, into: H, unit: Unit) {
    measured.record(into, unit);
}

/// A measurement whose type implies time.
#[diagnostic::on_unimplemented(
    message = "the unit of this `{Self}` is unknown; write it, for example `unit = \"s\"`, or return a `Duration`",
    label = "this has no unit"
)]
pub trait Time {}

impl Time for Duration {}

/// A number, whose type implies no unit.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plain number; to record a duration, end the name of the metric in `_seconds` and remove `unit`",
    label = "this has its own unit, or is not a number"
)]
pub trait Plain {}

/// Returns the unit of a field; other checks report fields that are missing or are not measurements.
#[must_use]
pub const fn unit_of(of: &EventType, field: &str) -> Unit {
    match find(of, field) {
        Some(Field { measure: Some(unit), .. }) => *unit,
        _ => Unit::None,
    }
}

const fn find<'a>(of: &'a EventType, name: &str) -> Option<&'a Field> {
    let mut i = 0;
    while i < of.fields.len() {
        if equal(of.fields[i].name, name) {
            return Some(&of.fields[i]);
        }
        i += 1;
    }
    None
}

/// Fails the build if a metric cannot record a field. The compiler itself reports a field that does not exist.
///
/// # Panics
///
/// Panics in `const` code, with the remedy.
#[track_caller]
pub const fn check_measure(of: &EventType, field: &str, metric_unit: &str, is_integer: bool, metric: &str) {
    let Some(found) = find(of, field) else { return };
    let mut message = Message::new();
    message.code(field).text(" of ").code(of.name);
    match found.measure {
        None => message.text(" is not a measurement; write `#[event(measure)]` above the field"),
        Some(Unit::None) if equal(metric_unit, "seconds") || equal(metric_unit, "bytes") => {
            let unit = if equal(metric_unit, "bytes") { "B" } else { "s" };
            message.text(" has no unit but ").code(metric).text(" is in ").text(metric_unit);
            message
                .text("; write its unit above the field, for example `#[event(measure = \"")
                .text(unit)
                .text("\")]`")
        }
        Some(Unit::None) => return,
        Some(unit) if metric_unit.is_empty() => {
            message.text(" is in ").text(unit.base()).text(" but ").code(metric);
            message.text(" has no unit; end its name in `_").text(unit.base()).text("`")
        }
        Some(unit) if !equal(metric_unit, unit.base()) => {
            message.text(" is in ").text(unit.base()).text(" but ").code(metric).text(" is in ");
            message.text(metric_unit).text("; record a field in ").text(metric_unit)
        }
        Some(unit) if is_integer && unit.exponent() < 0 => {
            message.text(" is in fractions of a second but ").code(metric);
            message.text(" counts whole seconds; write `: f64` after it to keep fractions")
        }
        Some(_) => return,
    };
    panic!("{}", message.as_str());
}

impl Unit {
    /// Returns the power of ten that converts to base units.
    const fn exponent(self) -> i32 {
        match self {
            Unit::Nanoseconds => -9,
            Unit::Microseconds => -6,
            Unit::Milliseconds => -3,
            Unit::None | Unit::Seconds | Unit::Bytes => 0,
            Unit::Kilobytes => 3,
            Unit::Megabytes => 6,
        }
    }

    /// Returns the base unit of Prometheus; empty for plain numbers.
    const fn base(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Nanoseconds | Unit::Microseconds | Unit::Milliseconds | Unit::Seconds => "seconds",
            Unit::Bytes | Unit::Kilobytes | Unit::Megabytes => "bytes",
        }
    }

    /// Converts `value` to base units. Division by a power of ten is exact where multiplication by its inverse is not.
    #[doc(hidden)]
    #[must_use]
    pub fn to_base(self, value: f64) -> f64 {
        match self.exponent() {
            exponent @ ..0 => value / 10_f64.powi(-exponent),
            exponent => value * 10_f64.powi(exponent),
        }
    }

    /// Returns whole base units; `None` if 64 bits cannot hold them.
    fn to_base_integer(self, value: u64) -> Option<u64> {
        value.checked_mul(10_u64.pow(self.exponent().unsigned_abs()))
    }

    fn to_duration(self, value: u64) -> Duration {
        match self {
            Unit::Nanoseconds => Duration::from_nanos(value),
            Unit::Microseconds => Duration::from_micros(value),
            Unit::Milliseconds => Duration::from_millis(value),
            _ => Duration::from_secs(value),
        }
    }
}

/// Implements `Record` for each measurement and each handle.
macro_rules! impl_record {
    ($([$handle:ty])* of $measured:tt: $record:ident($convert:expr)) => {
        $(impl_record!(@ $handle, $measured, $record($convert));)*
    };
    (@ $handle:ty, [$($measured:ident)*], $record:ident($convert:expr)) => {
        $(impl Record<$handle> for $measured {
            #[inline]
            fn record(self, into: $handle, unit: Unit) {
                let convert: fn($measured, Unit) -> _ = $convert;
                into.$record(convert(self, unit));
            }
        })*
    };
}

macro_rules! impl_plain {
    ($($number:ident)*) => {
        $(
            impl Plain for $number {}

            impl Record<Gauge> for $number {
                #[inline]
                fn record(self, into: Gauge, unit: Unit) {
                    into.set(unit.to_base(self.as_f64()));
                }
            }
        )*
    };
}

/// Implements `Record` for integers, which are refused if the handle cannot hold them in base units.
macro_rules! impl_record_integer {
    ($($handle:ty: $record:ident,)*) => {
        $(impl_record_integer!(@ $handle: $record, u8 u16 u32 u64 usize);)*
    };
    (@ $handle:ty: $record:ident, $($measured:ident)*) => {
        $(impl Record<$handle> for $measured {
            #[inline]
            fn record(self, into: $handle, unit: Unit) {
                match unit.to_base_integer(integer(self)) {
                    Some(value) => into.$record(value),
                    None => into.refuse(),
                }
            }
        })*
    };
}

/// Converts an unsigned integer to 64 bits.
fn integer<N: TryInto<u64>>(number: N) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}

impl_plain!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);
impl_record_integer!(Counter<u64>: inc_by, Histogram<u64>: observe, Summary<u64>: observe,);
impl_record!([Histogram<Duration>] [Summary<Duration>] of [u8 u16 u32 u64 usize]:
    observe(|n, unit| unit.to_duration(integer(n))));
impl_record!([Counter<f64>] of [u8 u16 u32 u64 usize f32 f64 Duration]: inc_by(|n, unit| unit.to_base(n.as_f64())));
impl_record!([Histogram<f64>] [Summary<f64>] of [u8 u16 u32 u64 usize f32 f64 Duration]:
    observe(|n, unit| unit.to_base(n.as_f64())));
impl_record!([Histogram<Duration>] [Summary<Duration>] of [f32 f64]: observe(|n, unit| unit.to_base(n.as_f64())));
impl_record!([Histogram<Duration>] [Summary<Duration>] of [Duration]: observe(|duration, _| duration));

impl Record<Gauge> for Duration {
    #[inline]
    fn record(self, into: Gauge, _: Unit) {
        into.set(self.as_secs_f64());
    }
}
