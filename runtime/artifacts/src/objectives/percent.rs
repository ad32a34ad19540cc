//! Percentages, and numbers computed from them without rounding.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

/// A percentage between 0 and 100, such as `99.9`, as exact digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Percent {
    /// The digits without the point.
    digits: u64,
    /// The number of digits after the point.
    scale: u32,
}

/// The number of digits after the point: 99.999999 % is 2.6 seconds in 30 days.
const MAX_SCALE: usize = 6;

impl FromStr for Percent {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || Error::from(ErrorKind::InvalidPercent { percent: text.to_owned() });
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |digits: &str| digits.chars().all(|c| c.is_ascii_digit());
        let fits = (1..=2).contains(&whole.len()) && part.len() <= MAX_SCALE && !text.ends_with('.');
        if !fits || !is_number(whole) || !is_number(part) {
            return Err(invalid());
        }
        let part = part.trim_end_matches('0');
        let digits = format!("{whole}{part}").parse().map_err(|_| invalid())?;
        let scale = u32::try_from(part.len()).map_err(|_| invalid())?;
        if digits == 0 {
            return Err(invalid());
        }
        Ok(Percent { digits, scale })
    }
}

impl Percent {
    /// Returns the objective as a ratio, such as `0.999`.
    pub(super) fn ratio(self) -> Decimal {
        Decimal { digits: self.digits, scale: self.scale + 2 }
    }

    /// Returns the error budget as a ratio, such as `0.001`.
    pub(super) fn budget(self) -> Decimal {
        Decimal { digits: 10_u64.pow(self.scale + 2) - self.digits, scale: self.scale + 2 }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal { digits: self.digits, scale: self.scale }.fmt(f)
    }
}

/// A number with exact digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) digits: u64,
    pub(super) scale: u32,
}

impl Decimal {
    /// Returns the number of tenths times this number: 144 for a factor of 14.4.
    pub(super) const fn tenfold(self, tenths: u64) -> Self {
        Decimal { digits: self.digits * tenths, scale: self.scale + 1 }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(self.scale);
        let (whole, part) = (self.digits / unit, self.digits % unit);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:0width$}", width = self.scale as usize);
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let cases = [
            ("99.9", "0.999", "0.001", "0.0144"),
            ("99", "0.99", "0.01", "0.144"),
            ("99.95", "0.9995", "0.0005", "0.0072"),
            ("99.999999", "0.99999999", "0.00000001", "0.000000144"),
            ("95.0", "0.95", "0.05", "0.72"),
            ("90", "0.9", "0.1", "1.44"),
            ("0.5", "0.005", "0.995", "14.328"),
        ];
        for (text, ratio, budget, fast) in cases {
            let percent: Percent = text.parse().unwrap();
            let found = (percent.ratio().to_string(), percent.budget().to_string());
            assert_eq!(found, (ratio.to_owned(), budget.to_owned()), "{text}");
            assert_eq!(percent.budget().tenfold(144).to_string(), fast, "{text}");
        }
    }

    #[test]
    fn a_percentage_is_a_decimal_number_between_0_and_100() {
        for text in
            ["", "100", "0", "0.0", "-1", "+1", "99,9", "99.", ".9", "99.9%", "1e1", "99.9999999", "٩٩"]
        {
            let error = text.parse::<Percent>().unwrap_err();
            assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
        }
    }
}
