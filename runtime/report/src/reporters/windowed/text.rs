//! Datapoints with a window as text.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{InvalidDatapoint, Window, WindowedDatapoint};

/// The units of durations in nanoseconds. Each unit may occur once, in this order.
pub(super) const UNITS: [(&str, u128); 7] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1000),
    ("ns", 1),
];

impl FromStr for WindowedDatapoint {
    type Err = InvalidDatapoint;

    fn from_str(text: &str) -> Result<Self, InvalidDatapoint> {
        let Some(at) = text.find(['@', '~']) else {
            return Ok(text.parse::<gapless_core::Datapoint>()?.into());
        };
        let (datapoint, time) = (text[..at].parse()?, &text[at + 1..]);
        let time = parsed(time).ok_or_else(|| InvalidDatapoint::NotADuration(time.to_owned()))?;
        let window = if text[at..].starts_with('@') { Window::Sliding(time) } else { Window::Decaying(time) };
        let parsed = WindowedDatapoint { datapoint, window };
        parsed.check(None).map(|()| parsed)
    }
}

impl fmt::Display for WindowedDatapoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.window {
            Window::Interval => self.datapoint.fmt(f),
            Window::Sliding(time) => write!(f, "{}@{}", self.datapoint, written(time)),
            Window::Decaying(time) => write!(f, "{}~{}", self.datapoint, written(time)),
        }
    }
}

/// Parses a duration such as `5m` or `1m30s`.
fn parsed(text: &str) -> Option<Duration> {
    let (mut rest, mut units, mut sum) = (text, UNITS.iter(), 0_u128);
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = rest[..rest.len() - after.len()].parse::<u64>().ok()?;
        rest = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let (_, nanoseconds) = units.find(|(unit, _)| *unit == &after[..after.len() - rest.len()])?;
        sum += u128::from(number) * nanoseconds;
    }
    let seconds = u64::try_from(sum / 1_000_000_000).ok()?;
    let nanoseconds = u32::try_from(sum % 1_000_000_000).ok()?;
    (!text.is_empty()).then(|| Duration::new(seconds, nanoseconds))
}

/// Writes a duration in the way that [`parsed`] reads it.
pub(super) fn written(time: Duration) -> String {
    let (mut rest, mut text) = (time.as_nanos(), String::new());
    for (unit, nanoseconds) in UNITS {
        if rest >= nanoseconds {
            text += &format!("{}{unit}", rest / nanoseconds);
            rest %= nanoseconds;
        }
    }
    if text.is_empty() {
        "0s".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_datapoint_prints_as_it_is_parsed() {
        for text in ["rate", "p99.9@5m", "delta@1m30s", "rate~15m", "max@500ms", "mean@1d1h", "min@1us1ns"] {
            assert_eq!(text.parse::<WindowedDatapoint>().expect(text).to_string(), text);
        }
        assert_eq!("rate@90s".parse(), "rate@1m30s".parse::<WindowedDatapoint>());
        assert_eq!(written(Duration::ZERO), "0s");
        assert_eq!(parsed(&written(Duration::MAX)), Some(Duration::MAX));
    }

    #[test]
    fn an_error_says_how_to_write_a_datapoint() {
        for (text, error) in [
            ("p99@", "`` is not a duration; write whole numbers of `d`, `h`, `m`, `s`, `ms`, `us`, `ns`, such as `1m30s`"),
            ("p99@5", "`5` is not a duration; write whole numbers of `d`, `h`, `m`, `s`, `ms`, `us`, `ns`, such as `1m30s`"),
            ("p99~5m", "`p99~5m` is not a rate; write `p99@5m`"),
            ("rate@0s", "`rate@0s` has an empty window; write a duration, such as `rate@5m`"),
            ("rate~0s", "`rate~0s` has an empty window; write a duration, such as `rate~5m`"),
            ("value@1m", "`value@1m` has a window, but a value does not; write `value`, or `max@5m` for a gauge"),
        ] {
            assert_eq!(text.parse::<WindowedDatapoint>().expect_err(text).to_string(), error);
        }
        for text in [
            "p99@5s1m",
            "p99@5m5m",
            "p99@-5m",
            "p99@1.5m",
            "p99@m",
            "p99@99999999999999999999d",
            "@5m",
            "p99@5m@1m",
        ] {
            text.parse::<WindowedDatapoint>().expect_err(text);
        }
        let error = "heat@5m".parse::<WindowedDatapoint>().expect_err("the heat is not one number");
        assert!(error.to_string().starts_with("the datapoint `heat` is not a number; "));
        let error = "median@5m".parse::<WindowedDatapoint>().expect_err("it is unknown").to_string();
        assert!(error.ends_with("such as `p99.9`, with a window as in `p99@5m` or `rate~5m`"), "{error}");
    }

    #[test]
    fn a_window_is_at_least_as_long_as_the_interval() {
        let check = |text: &str, seconds| {
            let datapoint = text.parse::<WindowedDatapoint>().expect(text);
            datapoint.check(Some(Duration::from_secs(seconds))).map_err(|error| error.to_string())
        };
        assert_eq!((check("p99@15s", 15), check("rate~1m", 15), check("p99", 15)), (Ok(()), Ok(()), Ok(())));
        for text in ["p99@14s", "rate~14s"] {
            let of = &text[..text.len() - 4];
            let error = format!(
                "the window of `{text}` is shorter than the interval of 15s; write `{of}` or at least 15s"
            );
            assert_eq!(check(text, 15), Err(error));
        }
    }
}
