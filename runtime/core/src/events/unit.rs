//! What measurements are in: times and sizes, whose units are converted to those of the metrics that take them.

use std::fmt;
use std::time::Duration;

/// What a measurement of an event is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// A number of something.
    None,
    /// 10^-9 seconds.
    Nanoseconds,
    /// 10^-6 seconds.
    Microseconds,
    /// 10^-3 seconds.
    Milliseconds,
    /// The unit of metrics of times.
    Seconds,
    /// The unit of metrics of sizes.
    Bytes,
    /// 10^3 bytes.
    Kilobytes,
    /// 10^6 bytes.
    Megabytes,
}

impl Unit {
    /// As a declaration writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Nanoseconds => "ns",
            Unit::Microseconds => "us",
            Unit::Milliseconds => "ms",
            Unit::Seconds => "s",
            Unit::Bytes => "B",
            Unit::Kilobytes => "kB",
            Unit::Megabytes => "MB",
        }
    }

    /// The unit that a field of a type is declared to be in. A type that knows its unit needs no other.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn declared(of_type: Unit, unit: Unit) -> Unit {
        assert!(
            matches!(of_type, Unit::None),
            "a `Duration` knows what it is in; write `#[event(measure)]`, without a unit"
        );
        unit
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A type of measurements: a duration or a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no measurement",
    label = "neither a duration nor a number",
    note = "a measurement is a `Duration`, an integer of up to 64 bits, `f64` or `f32`; a field that is none has no `measure`"
)]
pub trait Measurement {
    /// What its values are in by themselves.
    const UNIT: Unit;

    /// The value, of a duration in seconds.
    fn as_f64(&self) -> f64;
}

impl Measurement for Duration {
    const UNIT: Unit = Unit::Seconds;

    fn as_f64(&self) -> f64 {
        self.as_secs_f64()
    }
}

macro_rules! impl_measurement {
    ($($number:ident)*) => {
        $(impl Measurement for $number {
            const UNIT: Unit = Unit::None;

            #[allow(clippy::cast_lossless, clippy::cast_precision_loss, clippy::unnecessary_cast)]
            fn as_f64(&self) -> f64 {
                *self as f64
            }
        })*
    };
}

impl_measurement!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);
