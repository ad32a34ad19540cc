//! The smallest and the largest of some readings.

use crate::declared::number::Number;

/// The smallest and the largest of some readings of a gauge; NaN if each of them is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extremes {
    least: f64,
    greatest: f64,
}

impl From<Number> for Extremes {
    fn from(reading: Number) -> Extremes {
        Extremes { least: reading.as_f64(), greatest: reading.as_f64() }
    }
}

impl Extremes {
    pub(super) fn with(self, other: Extremes) -> Extremes {
        Extremes { least: self.least.min(other.least), greatest: self.greatest.max(other.greatest) }
    }

    pub(super) fn least(self) -> f64 {
        self.least
    }

    pub(super) fn greatest(self) -> f64 {
        self.greatest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(readings: &[f64]) -> (f64, f64) {
        let all = readings.iter().map(|reading| Extremes::from(Number::F64(*reading)));
        let all = all.reduce(Extremes::with).expect("there are readings");
        (all.least(), all.greatest())
    }

    #[test]
    fn extremes_are_the_smallest_and_the_largest_reading() {
        assert_eq!(of(&[2.0]), (2.0, 2.0));
        assert_eq!(of(&[2.0, -1.0, 7.0, 3.0]), (-1.0, 7.0));
        assert_eq!(of(&[f64::INFINITY, 1.0, f64::NEG_INFINITY]), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn nan_is_ignored_beside_numbers() {
        assert_eq!(of(&[f64::NAN, 1.0, f64::NAN, 4.0]), (1.0, 4.0));
        assert!(of(&[f64::NAN, f64::NAN]).0.is_nan());
    }
}
