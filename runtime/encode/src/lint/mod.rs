//! A linter for expositions: it reports which rules of its format a body breaks, and where.
//!
//! The linter reads text 0.0.4 and 1.0.0, OpenMetrics 1.0 and delimited protobuf from any program. Each reader
//! tolerates different mistakes; a body without findings is read by all of them, and in the same way. The linter shares
//! no code with the modules that write the formats, because it would repeat their mistakes.
//!
//! The input can be any bytes, and the time is linear in their number. Lines and messages are parsed first (`line`,
//! `protobuf::message`), then grouped into families (`blocks`) and label sets (`child`). The rules about each of these
//! are in a module named after it. Not here: what a value means, and which names are good names.

mod blocks;
mod buckets;
mod child;
mod clash;
mod content_type;
mod document;
mod exemplar;
mod family;
mod finding;
mod kind;
mod line;
mod metadata;
mod name;
mod number;
mod protobuf;
mod rule;
mod sample;
#[cfg(test)]
mod tests;

pub use self::finding::{Finding, Position, Severity};
pub use self::rule::Rule;

use self::content_type::Wire;
use self::finding::Report;

/// Checks an exposition against the rules of the format in its `Content-Type`. Returns the findings in the order of the
/// body.
///
/// A finding contains the place, what is wrong and what to write, and whether the format requires or recommends it.
/// Every version of Prometheus reads a body without [required](Severity::Must) findings. The linter skips a broken line
/// and continues after it. If the `Content-Type` does not name a known format, the linter does not read the body.
///
/// ```
/// use gapless::encode::{lint, Format};
///
/// let body = "# TYPE wait_seconds histogram\n\
///             wait_seconds_bucket{le=\"0.50\"} 2\n\
///             wait_seconds_bucket{le=\"+Inf\"} 1\n\
///             wait_seconds_sum 0.7\n\
///             wait_seconds_count 1\n";
/// let findings = lint(body.as_bytes(), Format::Text.content_type());
/// let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
/// assert_eq!(
///     findings,
///     [
///         "line 2: `0.50` is not the shortest spelling; write `0.5` (bound-spelling)",
///         "line 3: the bucket `+Inf` has 1, less than the 2 of the bucket `0.5`; write cumulative counts \
///          (buckets-cumulative)",
///     ]
/// );
/// ```
#[must_use]
pub fn lint(body: &[u8], content_type: &str) -> Vec<Finding> {
    let mut report = Report::default();
    if let Some(form) = content_type::read(content_type, &mut report) {
        match form.wire {
            Wire::Text | Wire::OpenMetrics => document::check(body, form, &mut report),
            Wire::Protobuf => protobuf::check(body, form.names, &mut report),
        }
    }
    report.finish()
}
