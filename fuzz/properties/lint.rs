//! For every body, the linter returns findings in the order of the body, at locations within it.
//!
//! An input contains a digit for a format, or a line with a `Content-Type`, and then the body.

use gapless::encode::lint::{Finding, Position, lint};
use gapless::encode::{Escaping, Format};

/// Formats whose rules differ.
const FORMATS: [Format; 10] = [
    Format::Text,
    Format::Text1 { escaping: Some(Escaping::AllowUtf8) },
    Format::Text1 { escaping: Some(Escaping::Dots) },
    Format::Text1 { escaping: Some(Escaping::Values) },
    Format::OpenMetrics { escaping: None },
    Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) },
    Format::OpenMetrics { escaping: Some(Escaping::Dots) },
    Format::OpenMetrics { escaping: Some(Escaping::Values) },
    Format::Protobuf { escaping: Escaping::Underscores },
    Format::Protobuf { escaping: Escaping::AllowUtf8 },
];

pub(crate) fn check(input: &[u8]) {
    let (content_type, body) = split(input);
    let findings = lint(body, &content_type);
    assert!(findings.is_sorted_by_key(|finding| &finding.position), "{findings:?}");
    findings.iter().for_each(|finding| check_finding(finding, body));
    assert_eq!(lint(body, &content_type), findings, "the same body has the same findings");
}

fn split(input: &[u8]) -> (String, &[u8]) {
    let digit = input.first().copied().filter(u8::is_ascii_digit);
    if let Some(digit) = digit {
        return (FORMATS[usize::from(digit - b'0')].content_type().to_owned(), &input[1..]);
    }
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    (String::from_utf8_lossy(&input[..end]).into_owned(), input.get(end + 1..).unwrap_or_default())
}

fn check_finding(finding: &Finding, body: &[u8]) {
    let is_there = match &finding.position {
        Position::ContentType => true,
        // A finding about a missing end is on the line after the last.
        Position::Line(line) => (1..=body.split(|byte| *byte == b'\n').count() + 1).contains(line),
        Position::Message { offset, path, .. } => *offset <= body.len() && path.starts_with("family["),
        _ => false,
    };
    assert!(is_there, "the place is not in the {} bytes of the body: {finding:?}", body.len());
    assert!(!finding.message.contains('\n') && finding.message.len() < 2000, "{finding}");
}
