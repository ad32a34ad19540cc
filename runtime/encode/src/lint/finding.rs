//! Findings and their positions.

use std::fmt;

use super::rule::Rule;

/// The characters of a body that a finding shows at most, so that findings do not outgrow the body.
const SHOWN: usize = 60;

/// A rule that is broken, with the position and an explanation.
///
/// ```
/// use gapless::encode::lint::{lint, Severity};
///
/// let findings = lint(b"a 1", "text/plain; version=0.0.4; charset=utf-8");
/// assert_eq!(findings[0].to_string(), "line 1: the last line has no line end; write a line feed (last-line-end)");
/// assert_eq!(findings[0].severity, Severity::Must);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The position in the body.
    pub position: Position,
    /// The broken rule.
    pub rule: Rule,
    /// Whether the format requires or recommends the rule.
    pub severity: Severity,
    /// The mistake, and the text to write instead.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.position, self.message, self.rule)
    }
}

/// The severity of a finding.
///
/// ```
/// use gapless::encode::lint::{lint, Severity};
///
/// let body = b"# HELP jobs Jobs.\n# TYPE jobs gauge\njobs 3\n# EOF\n"; // OpenMetrics recommends TYPE first
/// let findings = lint(body, "application/openmetrics-text; version=1.0.0; charset=utf-8");
/// assert!(findings.iter().all(|finding| finding.severity == Severity::Should));
/// assert_eq!(Severity::Should.to_string(), "SHOULD");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The format recommends the rule. Every reader accepts the body.
    Should,
    /// The format requires the rule, or a version of Prometheus rejects the whole body.
    Must,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Should => "SHOULD",
            Severity::Must => "MUST",
        })
    }
}

/// The position of a finding.
///
/// ```
/// use gapless::encode::lint::Position;
///
/// assert_eq!(Position::Line(12).to_string(), "line 12");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Position {
    /// The `Content-Type`.
    ContentType,
    /// A line of text or OpenMetrics, counted from 1.
    Line(usize),
    /// A message of protobuf.
    #[non_exhaustive]
    Message {
        /// The number of bytes before the message.
        offset: usize,
        /// The path to the message, such as `family[2].metric[0].histogram`.
        path: String,
    },
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Position::ContentType => f.write_str("Content-Type"),
            Position::Line(line) => write!(f, "line {line}"),
            Position::Message { offset, path } => write!(f, "byte {offset}, {path}"),
        }
    }
}

impl From<usize> for Position {
    fn from(line: usize) -> Self {
        Position::Line(line)
    }
}

/// Collects findings.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Finding>);

impl Report {
    /// Reports something that the format requires.
    pub(super) fn say(&mut self, position: impl Into<Position>, rule: Rule, words: impl Into<String>) {
        self.push(position.into(), rule, Severity::Must, words.into());
    }

    /// Reports something that the format recommends.
    pub(super) fn advise(&mut self, position: impl Into<Position>, rule: Rule, words: impl Into<String>) {
        self.push(position.into(), rule, Severity::Should, words.into());
    }

    fn push(&mut self, position: Position, rule: Rule, severity: Severity, message: String) {
        self.0.push(Finding { position, rule, severity, message });
    }

    /// Returns the findings in the order of the body. Some are found late: what a family lacks is reported at its first
    /// line.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.0.sort_by(|a, b| a.position.cmp(&b.position));
        self.0
    }
}

/// Returns the start of a string in backticks.
pub(super) fn shown(text: &str) -> String {
    let start: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let rest = if text.chars().nth(SHOWN).is_some() { ".." } else { "" };
    format!("`{start}{rest}`")
}
