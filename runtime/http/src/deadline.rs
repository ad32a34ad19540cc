//! The header `X-Prometheus-Scrape-Timeout-Seconds`: how long a client waits for an answer.
//!
//! A refusal comes a little before that, because a scraper that has given up does not learn why. The time is looked up
//! whenever a chunk is to be written. An alarm is set only while an answer waits for something else: for sources, or for
//! another request that writes.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;

use crate::alarm::Alarm;

const HEADER: &str = "x-prometheus-scrape-timeout-seconds";

/// For the answer to be on its way: so much before, or a tenth of the time if that is less.
const EARLIER: Duration = Duration::from_millis(500);

/// When an answer has to be written, if its client says so.
#[derive(Debug)]
pub(crate) struct Deadline {
    at: Option<Instant>,
    /// Set while an answer waits.
    alarm: Option<Alarm>,
}

impl Deadline {
    /// The deadline of a request that has come now. A header that is not a positive number of seconds is ignored.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let now = Instant::now();
        Deadline { at: time(headers).and_then(|time| now.checked_add(time)), alarm: None }
    }

    pub(crate) fn has_passed(&self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    /// Ready when the deadline passes, for an answer that waits for something else until then.
    pub(crate) fn poll(&mut self, context: &Context<'_>) -> Poll<()> {
        if let Some(alarm) = &self.alarm {
            return alarm.poll(context);
        }
        // Without an alarm, the deadline is kept only by what else wakes the task.
        self.alarm = self.at.and_then(|at| Alarm::set(at, context.waker()).ok());
        Poll::Pending
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
