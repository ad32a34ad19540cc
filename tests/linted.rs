//! Expositions as they are asked for in all tests: a finding of the linter fails the test, with its words.

use gapless::encode::lint;

/// A body that came with this `Content-Type`, in which the linter finds nothing.
#[track_caller]
pub(crate) fn linted<B: AsRef<[u8]>>(body: B, content_type: &str) -> B {
    let findings: Vec<_> = lint(body.as_ref(), content_type).iter().map(ToString::to_string).collect();
    let shown = || String::from_utf8_lossy(body.as_ref());
    assert!(findings.is_empty(), "{}\nin {content_type}:\n{}", findings.join("\n"), shown());
    body
}
