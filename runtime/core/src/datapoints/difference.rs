//! Exact differences of numbers.

use crate::declared::number::Number;

/// The difference of two numbers. Integers are subtracted before they are rounded to an `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Difference {
    Integer(i128),
    Nanoseconds(i128),
    Float(f64),
}

impl Difference {
    /// Returns the difference of a number from an earlier one.
    pub(super) fn between(before: Number, now: Number) -> Difference {
        use Difference::{Float, Integer, Nanoseconds};
        match (Difference::from(before), Difference::from(now)) {
            (Integer(before), Integer(now)) => Integer(now.saturating_sub(before)),
            (Nanoseconds(before), Nanoseconds(now)) => Nanoseconds(now.saturating_sub(before)),
            (before, now) => Float(now.as_f64() - before.as_f64()),
        }
    }

    pub(super) fn plus(self, other: Difference) -> Difference {
        use Difference::{Float, Integer, Nanoseconds};
        match (self, other) {
            (Integer(a), Integer(b)) => Integer(a.saturating_add(b)),
            (Nanoseconds(a), Nanoseconds(b)) => Nanoseconds(a.saturating_add(b)),
            (a, b) => Float(a.as_f64() + b.as_f64()),
        }
    }

    /// Returns the sum of two differences if both are known.
    pub(super) fn sum(a: Option<Difference>, b: Option<Difference>) -> Option<Difference> {
        Some(a?.plus(b?))
    }

    pub(super) fn is_negative(self) -> bool {
        match self {
            Difference::Integer(difference) | Difference::Nanoseconds(difference) => difference < 0,
            Difference::Float(difference) => difference < 0.0,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the difference is rounded once, to the nearest `f64`")]
    pub(super) fn as_f64(self) -> f64 {
        match self {
            Difference::Integer(difference) => difference as f64,
            Difference::Nanoseconds(difference) => {
                let seconds = Number::Nanoseconds(difference.unsigned_abs()).as_f64();
                if difference < 0 {
                    -seconds
                } else {
                    seconds
                }
            }
            Difference::Float(difference) => difference,
        }
    }
}

/// Returns the difference of a number from zero.
impl From<Number> for Difference {
    fn from(number: Number) -> Difference {
        let float = || Difference::Float(number.as_f64());
        match number {
            Number::U64(value) => Difference::Integer(value.into()),
            Number::I64(value) => Difference::Integer(value.into()),
            Number::F64(value) => Difference::Float(value),
            Number::U128(value) => i128::try_from(value).map_or_else(|_| float(), Difference::Integer),
            Number::Nanoseconds(value) => {
                i128::try_from(value).map_or_else(|_| float(), Difference::Nanoseconds)
            }
        }
    }
}
