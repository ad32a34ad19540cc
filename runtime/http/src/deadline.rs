//! The header `X-Prometheus-Scrape-Timeout-Seconds`: how long a client waits for an answer.
//!
//! A scraper that has waited in vain knows nothing but that, so the answer that there is none comes a little before. It is looked
//! up whenever a chunk is to be written, so it takes no timer.

use std::time::{Duration, Instant};

use axum::http::HeaderMap;

const HEADER: &str = "x-prometheus-scrape-timeout-seconds";

/// For the answer to be on its way: so much before, or a tenth of the time if that is less.
const EARLIER: Duration = Duration::from_millis(500);

/// When an answer has to be written, if its client says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// That of a request which has come now. What is no time in seconds, or none that makes sense, is as if it were absent.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let now = Instant::now();
        Deadline(time(headers).and_then(|time| now.checked_add(time)))
    }

    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|at| at <= Instant::now())
    }
}

/// How long writing may take.
fn time(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers.get(HEADER)?.to_str().ok()?.trim().parse().ok()?;
    let waits = Duration::try_from_secs_f64(seconds).ok().filter(|_| seconds > 0.0)?;
    Some(waits - EARLIER.min(waits / 10))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    impl Deadline {
        pub(crate) fn now() -> Self {
            Deadline(Some(Instant::now()))
        }
    }

    #[track_caller]
    fn check(header: &'static str, expected: Option<f64>) {
        let headers = HeaderMap::from_iter([(HEADER.parse().unwrap(), HeaderValue::from_static(header))]);
        assert_eq!(time(&headers), expected.map(Duration::from_secs_f64), "{header}");
        let far = expected.is_none_or(|time| time > 1.0);
        assert!(!(far && Deadline::of(&headers).has_passed()), "{header}");
    }

    #[test]
    fn writing_ends_a_little_before_its_client_gives_up() {
        check("10", Some(9.5));
        check("5", Some(4.5));
        check("1.5", Some(1.35));
        check("1e1", Some(9.5));
        check(" 0.1", Some(0.09));
        check("1e10", Some(9_999_999_999.5)); // 317 years
    }

    #[test]
    fn a_time_that_makes_no_sense_is_none() {
        for header in ["", "0", "-0", "-1", "NaN", "inf", "-inf", "1e300", "1e20", "ten", "1,5", "10s", "0x1"]
        {
            check(header, None);
        }
        assert_eq!(time(&HeaderMap::new()), None);
    }
}
