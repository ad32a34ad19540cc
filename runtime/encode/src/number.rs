//! Numbers, in the one layout that all formats share.
//!
//! A double is written as Go's `FormatFloat(value, 'g', -1, 64)` does, because Prometheus compares the text of `le` and
//! `quantile`: the shortest digits that read back as the same double, and with an exponent when the decimal one is
//! below -4 or at least 6.

use gapless_core::Number;

/// Writes a number as exactly as it was recorded.
pub(crate) fn write(number: Number, out: &mut String) {
    match number {
        Number::U64(value) => out.push_str(itoa::Buffer::new().format(value)),
        Number::I64(value) => out.push_str(itoa::Buffer::new().format(value)),
        Number::U128(value) => out.push_str(itoa::Buffer::new().format(value)),
        Number::Nanoseconds(value) => write_seconds(value, out),
        number => write_f64(number.as_f64(), out),
    }
}

/// Writes nanoseconds as seconds, every digit of them.
fn write_seconds(nanoseconds: u128, out: &mut String) {
    const PER_SECOND: u128 = 1_000_000_000;
    out.push_str(itoa::Buffer::new().format(nanoseconds / PER_SECOND));
    let fraction = nanoseconds % PER_SECOND;
    if fraction > 0 {
        let digits = format!("{fraction:09}");
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
}

/// Writes a double as OpenMetrics spells `le`: in Go's layout, and with `.0` where that would read as an integer.
pub(crate) fn write_canonical(value: f64, out: &mut String) {
    let start = out.len();
    write_f64(value, out);
    if value.is_finite() && !out[start..].contains(['.', 'e']) {
        out.push_str(".0");
    }
}

/// Writes a double in Go's layout.
pub(crate) fn write_f64(value: f64, out: &mut String) {
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "+Inf" } else { "-Inf" });
    } else if value == 0.0 {
        out.push('0'); // also for -0
    } else {
        write_finite(value, out);
    }
}

fn write_finite(value: f64, out: &mut String) {
    let decimal = Decimal::new(value.abs());
    if value < 0.0 {
        out.push('-');
    }
    if decimal.exponent < -4 || decimal.exponent >= 6 {
        decimal.write_with_exponent(out);
    } else {
        decimal.write_plain(out);
    }
}

/// `d.ddd * 10^exponent`, without zeros at the end of the digits.
struct Decimal {
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// Takes the shortest digits from `zmij`, which writes `1.5e-7`, `0.00015`, `150.0` or `1e21`.
    fn new(value: f64) -> Self {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let leading_zeros = all.len() - all.trim_start_matches('0').len();
        let before_point =
            i32::try_from(whole.len()).expect("a double has at most 309 digits before its point");
        let leading = i32::try_from(leading_zeros).expect("a double has at most 324 zeros before its digits");
        let exponent: i32 = exponent.parse().expect("zmij writes an integer after the `e`");
        Decimal { digits: all.trim_matches('0').to_owned(), exponent: before_point - 1 - leading + exponent }
    }

    /// As `1.5e-07`: a sign, and at least two digits.
    fn write_with_exponent(&self, out: &mut String) {
        let (first, rest) = self.digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        let sign = if self.exponent < 0 { '-' } else { '+' };
        out.push_str(&format!("e{sign}{:02}", self.exponent.unsigned_abs()));
    }

    fn write_plain(&self, out: &mut String) {
        let Ok(last_before_point) = usize::try_from(self.exponent) else {
            out.push_str("0.");
            (1..self.exponent.unsigned_abs()).for_each(|_| out.push('0'));
            return out.push_str(&self.digits);
        };
        let before_point = last_before_point + 1;
        let (whole, fraction) = self.digits.split_at(before_point.min(self.digits.len()));
        out.push_str(whole);
        (whole.len()..before_point).for_each(|_| out.push('0'));
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: Number) -> String {
        let mut out = String::new();
        write(number, &mut out);
        out
    }

    #[test]
    fn doubles_have_the_layout_of_go() {
        let cases = "0 1 -1 0.1 0.001 0.0001 1e-05 1e-10 1.5e-05 10 100000 999999 1e+06 1.234567e+06 123456.75 1e+10 \
                     1e+21 1.1e+23 1.79521811275e+09 1.7976931348623157e+308 5e-324 -0.00025 -2.5e+06 12.25 9.999995e+06";
        for case in cases.split_whitespace() {
            let value: f64 = case.parse().expect("the case is a number");
            assert_eq!(text(Number::F64(value)), case);
        }
        assert_eq!(text(Number::F64(-0.0)), "0");
        assert_eq!(text(Number::F64(f64::NAN)), "NaN");
        assert_eq!(text(Number::F64(f64::INFINITY)), "+Inf");
        assert_eq!(text(Number::F64(f64::NEG_INFINITY)), "-Inf");
    }

    #[test]
    fn canonical_doubles_show_that_they_are_no_integers() {
        for case in "0.0 0.001 0.002 0.01 0.1 0.9 0.95 0.99 0.999 1.0 1.7 10.0 1e-10 1e-09 1e-05 0.0001 100000.0 1e+06 \
                     1e+10 +Inf -Inf NaN"
            .split_whitespace()
        {
            let mut out = "1e.".to_owned();
            write_canonical(case.parse().expect("the case is a number"), &mut out);
            assert_eq!(out, format!("1e.{case}"));
        }
    }

    #[test]
    fn every_double_reads_back_as_itself() {
        let mut bits: u64 = 0x9e37_79b9_7f4a_7c15;
        for _ in 0..100_000 {
            bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(23) ^ 0x94d0_49bb_1331_11eb;
            let value = f64::from_bits(bits);
            if value.is_finite() {
                assert_eq!(text(Number::F64(value)).parse::<f64>(), Ok(value));
            }
        }
    }

    #[test]
    fn integers_print_all_their_digits() {
        assert_eq!(text(Number::U64(u64::MAX)), "18446744073709551615");
        assert_eq!(text(Number::I64(-7)), "-7");
        assert_eq!(text(Number::U128(1 << 100)), "1267650600228229401496703205376");
    }

    #[test]
    fn nanoseconds_print_as_exact_seconds() {
        for (nanoseconds, expected) in [
            (0, "0"),
            (1, "0.000000001"),
            (250_000_000, "0.25"),
            (3_000_000_000, "3"),
            (u128::from(u64::MAX), "18446744073.709551615"),
        ] {
            assert_eq!(text(Number::Nanoseconds(nanoseconds)), expected);
        }
    }
}
