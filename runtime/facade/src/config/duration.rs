//! Durations such as `5s`, `100ms` or `1m30s`.

use std::time::Duration;

/// The units in milliseconds. Each unit may occur once, in this order.
const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// Parses a duration.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let (mut rest, mut units, mut sum) = (text, UNITS.iter(), 0_u64);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let after = &rest[digits..];
        let unit = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (_, milliseconds) = units.find(|(name, _)| *name == &after[..unit])?;
        sum = rest[..digits].parse::<u64>().ok()?.checked_mul(*milliseconds)?.checked_add(sum)?;
        rest = &after[unit..];
    }
    (!text.is_empty()).then(|| Duration::from_millis(sum))
}
