//! Spellings of numbers: values, timestamps, and the required spelling of `le` and `quantile`.

/// Parses a value: a decimal number with an optional exponent, or infinity or NaN in upper or lower case.
pub(super) fn value(text: &str) -> Option<f64> {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if is(unsigned, "inf") || is(unsigned, "infinity") || is(text, "nan") {
        return text.parse().ok();
    }
    decimal(text)
}

/// Parses a finite decimal number. Words that Rust parses as a number are not accepted.
fn decimal(text: &str) -> Option<f64> {
    let is_decimal = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    text.bytes()
        .all(is_decimal)
        .then(|| text.parse().ok())
        .flatten()
        .filter(|number: &f64| number.is_finite())
}

/// Parses a timestamp of OpenMetrics.
pub(super) fn seconds(text: &str) -> Option<f64> {
    decimal(text)
}

/// Returns whether a number of seconds is not negative and has no exponent.
pub(super) fn is_plain(seconds: f64, text: &str) -> bool {
    seconds >= 0.0 && !text.contains(['e', 'E'])
}

/// Parses a timestamp of text. Prometheus rejects a body with a sign here.
#[expect(clippy::cast_precision_loss, reason = "it is only compared for order")]
pub(super) fn milliseconds(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse::<i64>().ok().filter(|_| is_plain).map(|milliseconds| milliseconds as f64)
}

/// Formats a bound as Go does. With `has_point`, an integer gets the suffix `.0`.
pub(super) fn spelled(bound: f64, has_point: bool) -> String {
    if bound.is_infinite() {
        return if bound > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let (digits, exponent) = shortest(bound);
    let sign = if bound < 0.0 { "-" } else { "" };
    let number = match exponent {
        -4..=5 => plain(&digits, exponent),
        _ => with_exponent(&digits, exponent),
    };
    let point = if has_point && !number.contains(['.', 'e']) { ".0" } else { "" };
    format!("{sign}{number}{point}")
}

/// Returns the fewest digits that parse as the same number, and the exponent of the first digit.
///
/// Go rounds ties to the even digit. `{:e}` does so only with a given precision.
fn shortest(number: f64) -> (String, i32) {
    let text = format!("{:e}", number.abs());
    let n_after_point =
        text.split_once('e').map_or(0, |(mantissa, _)| mantissa.len().saturating_sub("1.".len()));
    let even = format!("{:.n_after_point$e}", number.abs());
    let text = if even.parse() == Ok(number.abs()) { even } else { text };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or_default())
}

/// Formats a number such as `1.5e-07`.
fn with_exponent(digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}e{sign}{:02}", exponent.abs())
}

fn plain(digits: &str, exponent: i32) -> String {
    let Ok(before_point) = usize::try_from(exponent + 1) else {
        return format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1));
    };
    match digits.split_at_checked(before_point) {
        Some(("", rest)) => format!("0.{rest}"),
        Some((whole, "")) => whole.to_owned(),
        Some((whole, rest)) => format!("{whole}.{rest}"),
        None => format!("{digits:0<before_point$}"),
    }
}
