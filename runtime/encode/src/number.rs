//! Writes numbers in the layout that all formats share.
//!
//! A double is written as by Go's `FormatFloat(value, 'g', -1, 64)`, because Prometheus compares `le` and `quantile` as
//! strings: with the shortest digits that parse as the same double, and with an exponent if it is below -4 or at least
//! 6.

use gapless_core::Number;

/// Writes the exact value of a number.
pub(crate) fn write(number: Number, out: &mut Vec<u8>) {
    match number {
        Number::U64(value) => push(itoa::Buffer::new().format(value), out),
        Number::I64(value) => push(itoa::Buffer::new().format(value), out),
        Number::U128(value) => push(itoa::Buffer::new().format(value), out),
        Number::Nanoseconds(value) => write_seconds(value, out),
        number => write_f64(number.as_f64(), out),
    }
}

/// Computes the digits of an integer in parallel. Returns them and their number, or `None` for more than eight digits.
#[inline]
pub(crate) fn eight_digits(value: u64) -> Option<([u8; 8], usize)> {
    if value >= 100_000_000 {
        return None;
    }
    // Lanes, with the first digits lowest: two numbers below 10^4, then four below 100, then eight below 10. A
    // multiplication and a shift divide by 100 and by 10, which is exact for numbers this small.
    let fours = (value / 10_000) | ((value % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x7f_0000_007f;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x0f_000f_000f_000f;
    let digits = tens | ((twos - tens * 10) << 8);
    let n_zeros = (digits.trailing_zeros() / 8).min(7);
    let text = (digits >> (8 * n_zeros)) + 0x3030_3030_3030_3030;
    Some((text.to_le_bytes(), 8 - n_zeros as usize))
}

fn push(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(text.as_bytes());
}

/// Writes nanoseconds as seconds, with all digits.
fn write_seconds(nanoseconds: u128, out: &mut Vec<u8>) {
    const PER_SECOND: u64 = 1_000_000_000;
    let fraction = match u64::try_from(nanoseconds) {
        Ok(nanoseconds) => {
            push(itoa::Buffer::new().format(nanoseconds / PER_SECOND), out);
            nanoseconds % PER_SECOND
        }
        Err(_) => {
            push(itoa::Buffer::new().format(nanoseconds / u128::from(PER_SECOND)), out);
            u64::try_from(nanoseconds % u128::from(PER_SECOND)).unwrap_or_default()
        }
    };
    if fraction > 0 {
        let mut buffer = itoa::Buffer::new();
        let digits = &buffer.format(PER_SECOND + fraction)[1..]; // with its leading zeros
        out.push(b'.');
        push(digits.trim_end_matches('0'), out);
    }
}

/// Returns a double as OpenMetrics requires for `le`. For the other crates of Gapless; it may change in any release.
#[must_use]
pub fn canonical(value: f64) -> String {
    let mut out = Vec::new();
    write_canonical(value, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes a double as OpenMetrics requires for `le`: in Go's layout, with `.0` after an integer.
pub(crate) fn write_canonical(value: f64, out: &mut Vec<u8>) {
    let start = out.len();
    write_f64(value, out);
    if value.is_finite() && !out[start..].iter().any(|byte| b".e".contains(byte)) {
        push(".0", out);
    }
}

/// Writes a double in Go's layout.
pub(crate) fn write_f64(value: f64, out: &mut Vec<u8>) {
    if value.is_nan() {
        push("NaN", out);
    } else if value.is_infinite() {
        push(if value > 0.0 { "+Inf" } else { "-Inf" }, out);
    } else if value == 0.0 {
        out.push(b'0'); // also for -0
    } else {
        write_finite(value, out);
    }
}

fn write_finite(value: f64, out: &mut Vec<u8>) {
    let decimal = Decimal::new(value.abs());
    if value < 0.0 {
        out.push(b'-');
    }
    if decimal.exponent < -4 || decimal.exponent >= 6 {
        decimal.write_with_exponent(out);
    } else {
        decimal.write_plain(out);
    }
}

/// More digits than the shortest spelling of a double has.
const MOST_DIGITS: usize = 24;

/// `d.ddd * 10^exponent`, without trailing zeros.
struct Decimal {
    digits: [u8; MOST_DIGITS],
    n: usize,
    exponent: i32,
}

impl Decimal {
    /// Reads the shortest digits from `zmij`, which writes `1.5e-7`, `0.00015`, `150.0` or `1e21`.
    fn new(value: f64) -> Self {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = whole.bytes().chain(fraction.bytes());
        let exponent: i32 = exponent.parse().expect("zmij writes an integer after the `e`");
        let before_point =
            i32::try_from(whole.len()).expect("a double has at most 309 digits before its point");
        let leading = all.clone().take_while(|digit| *digit == b'0').count();
        let mut decimal =
            Decimal { digits: [b'0'; MOST_DIGITS], n: 0, exponent: before_point - 1 + exponent };
        decimal.exponent -= i32::try_from(leading).expect("a double has at most 324 zeros before its digits");
        for (n, (slot, digit)) in decimal.digits.iter_mut().zip(all.skip(leading)).enumerate() {
            *slot = digit;
            decimal.n = if digit == b'0' { decimal.n } else { n + 1 };
        }
        decimal
    }

    fn digits(&self) -> &[u8] {
        &self.digits[..self.n]
    }

    /// Writes a number such as `1.5e-07`: the exponent has a sign and at least two digits.
    fn write_with_exponent(&self, out: &mut Vec<u8>) {
        let (first, rest) = self.digits().split_at(1);
        out.extend_from_slice(first);
        if !rest.is_empty() {
            out.push(b'.');
            out.extend_from_slice(rest);
        }
        push(if self.exponent < 0 { "e-" } else { "e+" }, out);
        if self.exponent.unsigned_abs() < 10 {
            out.push(b'0');
        }
        push(itoa::Buffer::new().format(self.exponent.unsigned_abs()), out);
    }

    fn write_plain(&self, out: &mut Vec<u8>) {
        let Ok(last_before_point) = usize::try_from(self.exponent) else {
            push("0.", out);
            (1..self.exponent.unsigned_abs()).for_each(|_| out.push(b'0'));
            return out.extend_from_slice(self.digits());
        };
        let before_point = last_before_point + 1;
        let (whole, fraction) = self.digits().split_at(before_point.min(self.n));
        out.extend_from_slice(whole);
        (whole.len()..before_point).for_each(|_| out.push(b'0'));
        if !fraction.is_empty() {
            out.push(b'.');
            out.extend_from_slice(fraction);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: Number) -> String {
        let mut out = Vec::new();
        write(number, &mut out);
        String::from_utf8(out).expect("digits are ASCII")
    }

    #[test]
    fn doubles_are_written_as_in_go() {
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
    fn canonical_doubles_differ_from_integers() {
        for case in "0.0 0.001 0.002 0.01 0.1 0.9 0.95 0.99 0.999 1.0 1.7 10.0 1e-10 1e-09 1e-05 0.0001 100000.0 1e+06 \
                     1e+10 +Inf -Inf NaN"
            .split_whitespace()
        {
            let mut out = b"1e.".to_vec();
            write_canonical(case.parse().expect("the case is a number"), &mut out);
            assert_eq!(out, format!("1e.{case}").into_bytes());
        }
    }

    #[test]
    fn every_double_parses_as_itself() {
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
    fn eight_digits_equal_the_digits_of_the_integer() {
        let mut value: u64 = 0x9e37_79b9_7f4a_7c15;
        for shift in (0..64).cycle().take(100_000) {
            value = value.wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(23) ^ 0x94d0_49bb_1331_11eb;
            let digits = eight_digits(value >> shift).map(|(digits, n)| digits[..n].to_vec());
            let expected = (value >> shift).to_string().into_bytes();
            assert_eq!(digits, (expected.len() <= 8).then_some(expected));
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
