//! Numbers in their recorded form.

use std::time::Duration;

/// A number with the precision with which it was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Number {
    /// An integer that is not negative.
    U64(u64),
    /// An integer.
    I64(i64),
    /// A floating-point number.
    F64(f64),
    /// A sum of integers.
    U128(u128),
    /// A sum of durations, in nanoseconds.
    Nanoseconds(u128),
}

impl Number {
    /// Returns the nearest `f64`; durations are converted to seconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the caller asks for the nearest value")]
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

/// Converts a duration to a number of seconds.
impl From<Duration> for Number {
    fn from(value: Duration) -> Self {
        Number::Nanoseconds(value.as_nanos())
    }
}

/// Converts nanoseconds to the nearest number of seconds. Converting to `f64` and then dividing would round twice
/// beyond 2^53.
#[expect(clippy::cast_precision_loss, reason = "the conversion rounds to the nearest value")]
fn seconds(nanoseconds: u128) -> f64 {
    const IN_A_SECOND: u128 = 1_000_000_000;
    if nanoseconds < 1 << 53 {
        return nanoseconds as f64 / 1e9;
    }
    let shift = nanoseconds.leading_zeros();
    let scaled = nanoseconds << shift;
    // The lowest bit is far below the precision of an `f64`. It marks a remainder, which decides the rounding.
    let quotient = (scaled / IN_A_SECOND) | u128::from(scaled % IN_A_SECOND != 0);
    quotient as f64 * f64::from_bits((1023 - u64::from(shift)) << 52)
}
