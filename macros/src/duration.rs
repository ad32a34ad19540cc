//! Durations in the notation of Prometheus: `90s`, `10m`, `1h30m`.

use proc_macro2::Span;
use syn::LitStr;
use syn::parse::{Parse, ParseStream};

/// The units and their lengths in milliseconds. Each unit may appear once, in this order.
const UNITS: &[(&str, u64)] = &[
    ("y", 365 * DAY),
    ("w", 7 * DAY),
    ("d", DAY),
    ("h", 60 * 60 * 1000),
    ("m", 60 * 1000),
    ("s", 1000),
    ("ms", 1),
];

const DAY: u64 = 24 * 60 * 60 * 1000;

pub(crate) const FORM: &str = "a duration in quotes, such as `\"10m\"` or `\"1h30m\"`";

/// A duration, and its place in the source. It parses only if it is above zero.
pub(crate) struct Duration {
    pub(crate) text: String,
    pub(crate) milliseconds: u64,
    pub(crate) span: Span,
}

impl Parse for Duration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let literal: LitStr =
            input.parse().map_err(|error| syn::Error::new(error.span(), format!("expected {FORM}")))?;
        Duration::of(&literal, milliseconds)
    }
}

impl Duration {
    /// Returns the duration that a string contains, which may be zero.
    pub(crate) fn or_zero(literal: &LitStr) -> syn::Result<Self> {
        Duration::of(literal, total)
    }

    fn of(literal: &LitStr, milliseconds: fn(&str) -> Result<u64, String>) -> syn::Result<Self> {
        let (text, span) = (literal.value(), literal.span());
        let milliseconds = milliseconds(&text).map_err(|mistake| syn::Error::new(span, mistake))?;
        Ok(Duration { text, milliseconds, span })
    }
}

fn milliseconds(text: &str) -> Result<u64, String> {
    match total(text)? {
        0 => Err(format!("the duration `{text}` is zero; write a longer duration, such as `10m`")),
        total => Ok(total),
    }
}

fn total(text: &str) -> Result<u64, String> {
    let units = || UNITS.iter().map(|(unit, _)| format!("`{unit}`")).collect::<Vec<_>>().join(", ");
    let wrong = || {
        format!(
            "`{text}` is not a duration; write numbers with units in the order {}, such as `1h30m`",
            units()
        )
    };
    let (mut rest, mut units, mut sum) = (text, UNITS.iter(), 0_u64);
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit());
        let (unit, after) = split(after, |c| !c.is_ascii_digit());
        let (_, milliseconds) = units.find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let part = number.checked_mul(*milliseconds).and_then(|part| sum.checked_add(part));
        sum = part.ok_or_else(|| format!("the duration `{text}` is too long; write a shorter duration"))?;
        rest = after;
    }
    if text.is_empty() { Err(wrong()) } else { Ok(sum) }
}

/// Splits a string after the first characters of a kind.
fn split(text: &str, is_of_kind: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !is_of_kind(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_use_the_notation_of_prometheus() {
        for (text, expected) in [
            ("90s", 90_000),
            ("10m", 600_000),
            ("1h30m", 5_400_000),
            ("1d1ms", 86_400_001),
            ("1y2w", 32_745_600_000),
            ("0h5s", 5000),
        ] {
            assert_eq!(milliseconds(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_duration_may_be_zero_where_the_caller_allows_it() {
        assert_eq!(total("0s"), Ok(0));
        assert!(total("").is_err());
    }

    #[test]
    fn an_invalid_duration_is_an_error_that_says_what_to_write() {
        for (text, remedy) in [
            ("", "`1h30m`"),
            ("10", "in the order `y`"),
            ("m", "write numbers with units"),
            ("10 m", "write numbers with units"),
            ("10min", "write numbers with units"),
            ("30m1h", "in the order `y`"),
            ("1m1m", "in the order `y`"),
            ("1.5h", "write numbers with units"),
            ("-1h", "write numbers with units"),
            ("0s", "longer"),
            ("99999999999999y", "shorter"),
            ("99999999999999999999s", "write numbers with units"),
        ] {
            let mistake = milliseconds(text).expect_err(text);
            assert!(mistake.contains(remedy), "{text}: {mistake}");
        }
    }
}
