//! Lints the expositions of all tests: a finding fails the test with its message.

use gapless::encode::lint;

/// Lints a body with this `Content-Type`, and returns it.
#[track_caller]
pub(crate) fn linted<B: AsRef<[u8]>>(body: B, content_type: &str) -> B {
    let findings: Vec<_> = lint(body.as_ref(), content_type).iter().map(ToString::to_string).collect();
    let shown = || String::from_utf8_lossy(body.as_ref());
    assert!(findings.is_empty(), "{}\nin {content_type}:\n{}", findings.join("\n"), shown());
    body
}
