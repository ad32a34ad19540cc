//! The header `X-Prometheus-Scrape-Timeout-Seconds`: how long a client waits for a response.
//!
//! A rejection is sent a little before that, so that the scraper learns the reason. The deadline is checked before each
//! chunk. An alarm is set only while a response waits for sources or for another request.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;

use crate::alarm::Alarm;

const HEADER: &str = "x-prometheus-scrape-timeout-seconds";

/// The time for a rejection to arrive: this much, or a tenth of the timeout if that is less.
const EARLIER: Duration = Duration::from_millis(500);

/// The time by which a response must be written, if the client sets a timeout.
#[derive(Debug)]
pub(crate) struct Deadline {
    at: Option<Instant>,
    /// Set while the response waits.
    alarm: Option<Alarm>,
}

impl Deadline {
    /// Returns the deadline of a request that arrives now. A header that is not a positive number of seconds is
    /// ignored.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let now = Instant::now();
        Deadline { at: time(headers).and_then(|time| now.checked_add(time)), alarm: None }
    }

    pub(crate) fn has_passed(&self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    /// Is ready after the deadline, and wakes a waiting response then.
    pub(crate) fn poll(&mut self, context: &Context<'_>) -> Poll<()> {
        if let Some(alarm) = &self.alarm {
            return alarm.poll(context);
        }
        // Without an alarm, the deadline is checked when the task is woken for another reason.
        self.alarm = self.at.and_then(|at| Alarm::set(at, context.waker()).ok());
        Poll::Pending
    }
}

/// Returns the time limit for writing.
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
            Deadline { at: Some(Instant::now()), alarm: None }
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
    fn the_deadline_is_a_little_before_the_timeout() {
        check("10", Some(9.5));
        check("5", Some(4.5));
        check("1.5", Some(1.35));
        check("1e1", Some(9.5));
        check(" 0.1", Some(0.09));
        check("1e10", Some(9_999_999_999.5)); // 317 years
    }

    #[test]
    fn an_invalid_timeout_is_ignored() {
        for header in ["", "0", "-0", "-1", "NaN", "inf", "-inf", "1e300", "1e20", "ten", "1,5", "10s", "0x1"]
        {
            check(header, None);
        }
        assert_eq!(time(&HeaderMap::new()), None);
    }
}
