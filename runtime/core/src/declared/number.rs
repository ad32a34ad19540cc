//! Numbers, in the form in which they were recorded.

use std::time::Duration;

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
