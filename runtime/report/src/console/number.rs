//! Numbers for people.

/// The number of significant digits.
const DIGITS: usize = 6;

/// Writes a number with six significant digits; integers have all their digits up to 10^15.
pub(super) fn readable(value: f64) -> String {
    match value {
        _ if value.is_nan() => "not a number".to_owned(),
        _ if value.is_infinite() => if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned(),
        _ if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
        _ => rounded(value),
    }
}

fn rounded(value: f64) -> String {
    let scientific = format!("{value:.*e}", DIGITS - 1);
    let exponent =
        scientific.split('e').nth(1).and_then(|exponent| exponent.parse::<i32>().ok()).unwrap_or_default();
    match usize::try_from(5 - exponent) {
        Ok(decimals) if exponent >= -5 => without_zeros(&format!("{value:.decimals$}")).to_owned(),
        _ => {
            let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
            format!("{}e{exponent}", without_zeros(digits))
        }
    }
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_number_has_six_significant_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1234.0, "1234"),
            (123_456_789_012.0, "123456789012"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 15.0, "0.0666667"),
            (-2.5, "-2.5"),
            (1_234_567.8, "1.23457e6"),
            (99_999.99, "100000"),
            (0.000_012_345_678, "0.0000123457"),
            (0.000_001_5, "1.5e-6"),
            (1e300, "1e300"),
            (5e-324, "4.94066e-324"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
            (f64::NAN, "not a number"),
        ] {
            assert_eq!(readable(value), text);
        }
    }
}
