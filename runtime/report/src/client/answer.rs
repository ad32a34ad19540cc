//! Answers of receivers, and the meaning of their statuses.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, Method, StatusCode};

/// How much of a message of a receiver an error contains, in characters.
const MAX_MESSAGE: usize = 500;

/// The answer to a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) method: Method,
    /// The URL without secrets.
    pub(crate) url: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The start of the body.
    pub(crate) body: Bytes,
    /// Whether the body is complete.
    pub(crate) is_complete: bool,
    /// The start of the body as one line of text, without secrets.
    pub(crate) message: String,
}

/// The meaning of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The receiver has the values.
    Accepted,
    /// The receiver may accept the values later.
    Later,
    /// The receiver rejects the values for good.
    Rejected,
}

/// A status that is not a success.
#[derive(Clone, Debug)]
pub(crate) struct StatusError {
    method: Method,
    url: String,
    pub(crate) status: StatusCode,
    message: String,
    /// The remedy, if it is not that of the status.
    remedy: Option<&'static str>,
}

impl Answer {
    pub(crate) fn verdict(&self) -> Verdict {
        match self.status.as_u16() {
            200..=299 => Verdict::Accepted,
            429 | 500.. => Verdict::Later,
            _ => Verdict::Rejected,
        }
    }

    /// Returns the answer if its status is a success.
    pub(crate) fn success(self) -> Result<Answer, StatusError> {
        if self.status.is_success() {
            return Ok(self);
        }
        Err(self.error())
    }

    /// Returns the error for the status of this answer.
    pub(crate) fn error(self) -> StatusError {
        StatusError {
            method: self.method,
            url: self.url,
            status: self.status,
            message: self.message,
            remedy: None,
        }
    }

    /// Returns the pause that the receiver asks for with the header `Retry-After`, up to a limit.
    pub(crate) fn retry_after(&self, longest: Duration) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
        Some(retry_after(value, SystemTime::now())?.min(longest))
    }
}

/// Parses a number of seconds, or a date. For a date in the past, the pause is zero.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    Some(httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default())
}

/// Returns the start of a body as text.
pub(super) fn text(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&body[..body.len().min(16 * MAX_MESSAGE)])
}

/// Returns the start of a text as one line.
pub(super) fn line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|letter| !letter.is_control());
    match line.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}..", &line[..end]),
        None => line,
    }
}

impl StatusError {
    /// Replaces the remedy.
    pub(crate) fn with_remedy(self, remedy: &'static str) -> Self {
        StatusError { remedy: Some(remedy), ..self }
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (problem, remedy) = match self.status.as_u16() {
            401 => ("the receiver rejects the credentials", "set the right token or user"),
            403 => ("the credentials lack a permission", "give it to them, or set other credentials"),
            404 | 405 => ("the receiver does not have this path", "correct the path of the URL"),
            407 => ("the proxy rejects the credentials", "set the right user in the URL of the proxy"),
            408 | 425 | 429 => {
                ("the receiver cannot keep up", "send fewer values, or give the receiver more resources")
            }
            413 => ("the receiver rejects the size of the request", "send less, or raise its limit"),
            500.. => ("the receiver cannot answer now", "look into its log"),
            _ => ("the receiver rejects the request", "correct what the message describes"),
        };
        write!(f, "`{} {}`: {problem} ({}", self.method, self.url, self.status.as_u16())?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        write!(f, "); {}", self.remedy.unwrap_or(remedy))
    }
}

impl std::error::Error for StatusError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Mon, 30 Nov 2026 08:00:00 GMT").unwrap();
        for (value, seconds) in [
            ("7", Some(7)),
            ("0", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Mon, 30 Nov 2026 08:01:00 GMT", Some(60)),
            ("Mon, 30 Nov 2026 07:00:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, now), seconds.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn a_message_is_one_line_and_has_an_end() {
        assert_eq!(line("text format parsing error:\n\tline 1\0\n"), "text format parsing error: line 1");
        assert_eq!(text(b"\xff<html>"), "\u{fffd}<html>");
        assert_eq!(line(&"\u{fc}".repeat(600)).chars().count(), MAX_MESSAGE + 2);
    }
}
