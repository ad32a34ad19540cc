//! Of each rule a body that breaks it, and nothing else, beside one that keeps it.

mod openmetrics;
mod protobuf;
mod text;

use std::collections::HashSet;

use super::{lint, Place, Rule};
use crate::Format;

/// A rule, the line where it is broken, a body that breaks it, and one that does not.
type Case = (Rule, usize, &'static str, &'static str);

/// Rules and lines of all findings, which have to be of lines.
fn found(body: &str, content_type: &str) -> Vec<(Rule, usize)> {
    let findings = lint(body.as_bytes(), content_type).into_iter();
    let rule_and_line = findings.map(|finding| match finding.place {
        Place::Line(line) => (finding.rule, line),
        place => panic!("{place} is no line"),
    });
    rule_and_line.collect()
}

#[track_caller]
fn check(content_type: &str, cases: &[Case]) {
    for (rule, line, broken, kept) in cases {
        assert_eq!(found(broken, content_type), [(*rule, *line)], "{broken}");
        assert_eq!(found(kept, content_type), [], "{kept}");
    }
}

#[test]
fn every_rule_has_a_body_that_breaks_it() {
    let of_text = text::ALL.iter().chain(openmetrics::ALL).flat_map(|cases| cases.iter().map(|case| case.0));
    let mut broken: HashSet<_> = of_text.chain(protobuf::ALL.iter().copied()).collect();
    broken.insert(Rule::ContentType);
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !broken.contains(rule)).collect();
    assert_eq!(missing, [&Rule::Utf8; 0]);
}

#[test]
fn every_rule_has_a_name_of_its_own() {
    let names: HashSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
}

#[test]
fn a_content_type_names_a_known_format_in_whole() {
    for known in [
        Format::Text.content_type(),
        "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
        "Text/Plain;Charset=UTF-8 ; version=\"0.0.4\"",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
    ] {
        assert_eq!(lint(b"", known), [], "{known}");
    }
    for (unknown, words) in [
        ("text/html", "`text/html` is none of `text/plain` and `application/openmetrics-text` and `application/vnd.google.protobuf`"),
        ("text/plain; version=0.0.4", "`charset` is missing; write `charset=utf-8`"),
        ("text/plain; version=2.0.0; charset=utf-8", "`version` is `2.0.0`; write `version=0.0.4` or `version=1.0.0`"),
        ("text/plain; version=1.0.0; charset=utf-8; escaping=no", "`no` is no escaping; there are `allow-utf-8`, `underscores`, `dots` and `values`"),
        ("text/plain; version=1.0.0; charset=utf-8; q=1", "`q` is no parameter of this format"),
        ("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily", "`encoding` is missing; write `encoding=delimited`"),
    ] {
        let said: Vec<_> = lint(b"", unknown).iter().map(ToString::to_string).collect();
        assert_eq!(said, [format!("Content-Type: {words} (content-type)")]);
    }
}

#[test]
fn findings_stand_in_the_order_of_the_body_and_say_what_is_right() {
    let body = "# TYPE jobs counter\njobs{le=\"1\",x=\"\"} 1.0\nwait_seconds{x=\"\\t\"} -Inf 1.5\n# EOF";
    let said: Vec<_> =
        lint(body.as_bytes(), Format::Text.content_type()).iter().map(ToString::to_string).collect();
    let expected = [
        "line 1: the name of the counter `jobs` does not end in `_total` (counter-name)",
        "line 2: the label `x` has no value; leave it out (empty-label)",
        "line 3: `\\t` is no escape; there are `\\\\`, `\\\"` and `\\n`, all else stands for itself (escape)",
        "line 3: the time stamp `1.5` is not an integer of milliseconds (timestamp)",
        "line 4: `# EOF` is of OpenMetrics alone; leave it out (eof)",
        "line 4: the last line does not end; write a line feed (last-line-end)",
    ];
    assert_eq!(said, expected);
}

#[test]
fn what_is_said_of_a_long_text_is_short() {
    let body = format!("a {}\n", "x".repeat(1 << 20));
    assert!(lint(body.as_bytes(), Format::Text.content_type())[0].to_string().len() < 200);
}
