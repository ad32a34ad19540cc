//! A judge of expositions: which rules of its format a body breaks, and where.
//!
//! It reads text 0.0.4 and 1.0.0, OpenMetrics 1.0 and delimited protobuf, whoever wrote them. Readers forgive much, each
//! of them something else; a body without findings is one that all of them read, and read alike. What it knows of the
//! formats it does not have from the modules that write them: a mistake there would be no mistake here.
//!
//! Any bytes may come, and the time they take grows as their number does. Lines and messages are split up first (`line`,
//! `protobuf::message`), then put into families (`blocks`) and children (`child`), and what each rule says of these stands
//! in a module named for them. Not here: what a value means, and which names are good ones.

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

pub use self::finding::{Finding, Place, Severity};
pub use self::rule::Rule;

use self::content_type::Wire;
use self::finding::Report;

/// Reads an exposition with the `Content-Type` that it came with, and finds each rule that it breaks, in the order of
/// the body.
///
/// A finding says where it is, what is wrong and what would be right, and whether the format requires that or recommends it. A
/// body without [required](Severity::Must) findings is read by every version of Prometheus. The linter skips a broken line and
/// reads on after it. If the `Content-Type` does not name a known format, the linter does not read the body.
///
/// ```
/// use gapless_encode::{lint, Format};
///
/// let body = "# TYPE wait_seconds histogram\n\
///             wait_seconds_bucket{le=\"0.50\"} 2\n\
///             wait_seconds_bucket{le=\"+Inf\"} 1\n\
///             wait_seconds_sum 0.7\n\
///             wait_seconds_count 1\n";
/// let findings = lint(body.as_bytes(), Format::Text.content_type());
/// let said: Vec<_> = findings.iter().map(ToString::to_string).collect();
/// assert_eq!(
///     said,
///     [
///         "line 2: `0.50` is spelled `0.5` (bound-spelling)",
///         "line 3: the bucket `+Inf` has 1, less than the 2 of the bucket `0.5`; buckets are cumulative (buckets-cumulative)",
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
