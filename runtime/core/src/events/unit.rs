//! Units of measurements. Times and sizes are converted to the base unit of the metric that records them.

use std::fmt;
use std::time::Duration;

/// The unit of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// A plain number.
    None,
    /// 10^-9 seconds.
    Nanoseconds,
    /// 10^-6 seconds.
    Microseconds,
    /// 10^-3 seconds.
    Milliseconds,
    /// Seconds, the base unit of time.
    Seconds,
    /// Bytes, the base unit of size.
    Bytes,
    /// 10^3 bytes.
    Kilobytes,
    /// 10^6 bytes.
    Megabytes,
}

impl Unit {
    /// Returns the unit as a declaration spells it, such as `ms`.
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

    /// Returns the declared unit of a field; fails the build if the field's type already has a unit.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn declared(of_type: Unit, unit: Unit) -> Unit {
        assert!(
            matches!(of_type, Unit::None),
            "the unit of a `Duration` is known; write `#[event(measure)]` without a unit"
        );
        unit
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A type that can be a measurement: a duration or a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a measurement; use a duration or a number, or remove `measure`",
    label = "neither a duration nor a number",
    note = "a measurement is a `Duration`, an integer of up to 64 bits, `f64` or `f32`"
)]
pub trait Measurement {
    /// The unit that the type implies: seconds for `Duration`, none for numbers.
    const UNIT: Unit;

    /// Returns the value; a duration in seconds.
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
