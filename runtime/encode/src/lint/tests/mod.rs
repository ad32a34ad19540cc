//! For each rule, a body that breaks only this rule, and a body that keeps it.

mod openmetrics;
mod protobuf;
mod text;

use std::collections::HashSet;

use super::{lint, Position, Rule, Severity};
use crate::Format;

/// A rule, the line that breaks it, a body that breaks it, and a body that keeps it.
type Case = (Rule, usize, &'static str, &'static str);

/// Returns the rules and lines of all findings.
fn found(body: &str, content_type: &str) -> Vec<(Rule, usize)> {
    let findings = lint(body.as_bytes(), content_type).into_iter();
    let rule_and_line = findings.map(|finding| match finding.position {
        Position::Line(line) => (finding.rule, line),
        place => panic!("{place} is not a line"),
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
fn names_of_rules_are_unique() {
    let names: HashSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
}

#[test]
fn a_content_type_must_name_a_known_format_with_its_parameters() {
    for known in [
        Format::Text.content_type(),
        "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
        "Text/Plain;Charset=UTF-8 ; version=\"0.0.4\"",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
    ] {
        assert_eq!(lint(b"", known), [], "{known}");
    }
    for (unknown, words) in [
        ("text/html", "`text/html` is not a known format; write `text/plain` or `application/openmetrics-text` or `application/vnd.google.protobuf`"),
        ("text/plain; version=0.0.4", "`charset` is missing; write `charset=utf-8`"),
        ("text/plain; version=2.0.0; charset=utf-8", "`version` is `2.0.0`; write `version=0.0.4` or `version=1.0.0`"),
        ("text/plain; version=1.0.0; charset=utf-8; escaping=no", "`no` is not a known escaping; write `allow-utf-8`, `underscores`, `dots` or `values`"),
        ("text/plain; version=1.0.0; charset=utf-8; q=1", "`q` is not a parameter of this format; leave it out"),
        ("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily", "`encoding` is missing; write `encoding=delimited`"),
    ] {
        let said: Vec<_> = lint(b"", unknown).iter().map(ToString::to_string).collect();
        assert_eq!(said, [format!("Content-Type: {words} (content-type)")]);
    }
}

#[test]
fn findings_are_in_the_order_of_the_body_and_contain_the_remedy() {
    let body = "# TYPE jobs counter\njobs{le=\"1\",x=\"\"} 1.0\nwait_seconds{x=\"\\t\"} -Inf 1.5\n# EOF";
    let said: Vec<_> =
        lint(body.as_bytes(), Format::Text.content_type()).iter().map(ToString::to_string).collect();
    let expected = [
        "line 1: the name of the counter `jobs` does not end in `_total`; add it (counter-name)",
        "line 2: the label `x` has an empty value; leave it out (empty-label)",
        "line 3: `\\t` is not an escape; write `\\\\`, `\\\"` or `\\n`, and other characters unescaped (escape)",
        "line 3: the timestamp `1.5` cannot be read; write milliseconds as an integer (timestamp)",
        "line 4: `# EOF` does not exist in text; leave it out (eof)",
        "line 4: the last line has no line end; write a line feed (last-line-end)",
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_finding_about_a_long_string_is_short() {
    let body = format!("a {}\n", "x".repeat(1 << 20));
    assert!(lint(body.as_bytes(), Format::Text.content_type())[0].to_string().len() < 200);
}

/// Builds a histogram from the lines after TYPE.
fn histogram(rest: &str) -> String {
    format!("# TYPE h histogram\n{rest}# EOF\n")
}

#[test]
fn a_message_about_buckets_names_the_bound() {
    let format = Format::OpenMetrics { escaping: None };
    for (rest, expected) in [
        (
            "h_bucket{le=\"0.5\"} 2\nh_bucket{le=\"+Inf\"} 1\n",
            "the bucket `+Inf` has 1, less than the 2 of the bucket `0.5`; write cumulative counts (buckets-cumulative)",
        ),
        (
            "h_bucket{le=\"2.5\"} 1\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\n",
            "the bucket `1` comes after the bucket `2.5`; write buckets in ascending order (bucket-order)",
        ),
        (
            "h_bucket{le=\"1e+06\"} 1.5\nh_bucket{le=\"+Inf\"} 2\n",
            "the count 1.5 of the bucket `1e+06` is not an integer of 0 or more; write one (integer-count)",
        ),
        (
            "h_bucket{le=\"0.1\"} 1 # {} 0.2\nh_bucket{le=\"+Inf\"} 1\n",
            "the exemplar 0.2 is not in its bucket, which ends at `0.1`; write it in the bucket of its value (exemplar-value)",
        ),
        (
            "h_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 1 # {} 0.1\n",
            "the exemplar 0.1 is not in its bucket `+Inf`, which begins above `0.1`; write it in the bucket of its value (exemplar-value)",
        ),
        (
            "h_bucket{le=\"-1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
            "the histogram has the negative bound `-1` and a sum; leave out sum and count (sum)",
        ),
        ("h_bucket{le=\"1.0\"} 1\n", "the histogram has no bucket `le=\"+Inf\"`; write one with the count of all observations (inf-bucket)"),
        (
            "h_bucket{le=\"1.0\"} 1\nh_bucket{le=\"high\"} 1\nh_bucket{le=\"+Inf\"} 1\n",
            "`high` is not a number; write a number as `le` (bound)",
        ),
    ] {
        let findings = lint(histogram(rest).as_bytes(), format.content_type());
        let messages: Vec<_> = findings.iter().map(|it| format!("{} ({})", it.message, it.rule)).collect();
        assert_eq!(messages, [expected], "{rest}");
    }
}

#[test]
fn findings_are_requirements_or_recommendations() {
    let openmetrics = Format::OpenMetrics { escaping: None }.content_type();
    let text = Format::Text.content_type();
    let check = |severity, content_type: &str, bodies: &[&str]| {
        for body in bodies {
            let severities: Vec<_> =
                lint(body.as_bytes(), content_type).iter().map(|finding| finding.severity).collect();
            assert!(!severities.is_empty() && severities.iter().all(|it| *it == severity), "{body}");
        }
    };
    let recommended = [
        "# HELP a A.\n# TYPE a gauge\n# EOF\n",
        "# TYPE a gauge\n# EOF",
        "a{b=\"\"} 1\n# EOF\n",
        "a{b=\"\\q\"} 1\n# EOF\n",
        "# HELP a \\q\n# EOF\n",
        "# TYPE a_total counter\n# EOF\n",
        "# TYPE a_info info\n# EOF\n",
        "# TYPE b info\n# TYPE target info\n# EOF\n",
        "# TYPE a counter\na_total 1\na_created 1e9\n# EOF\n",
        "# TYPE a counter\na_created 1\na_total 1\n# EOF\n",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n# EOF\n",
        "# TYPE s summary\ns{quantile=\"1\"} 1\n# EOF\n",
    ];
    check(Severity::Should, openmetrics, &recommended);
    let required = [
        "a 1\n",
        "a 1\n # EOF\n",
        "# HELP a\n# EOF\n",
        "# HELP a \"\n# EOF\n",
        "# HELP a \\\n# EOF\n",
        "\na 1\n# EOF\n",
        "# comment\n# EOF\n",
        "a 1\na 1\n# EOF\n",
        "a 1e999\n# EOF\n",
        "# TYPE a counter\na_total -1\n# EOF\n",
        "# TYPE a counter\na_total 1\na_created NaN\n# EOF\n",
        "# TYPE h histogram\nh_bucket{le=\"inf\"} 1\n# EOF\n",
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 2\nh_bucket{le=\"+Inf\"} 1\n# EOF\n",
    ];
    check(Severity::Must, openmetrics, &required);
    let recommended = [
        "a 1 \n",
        "a 1\n# EOF\n",
        "a{b=\"\"} 1\n",
        "#TYPE a gauge\n",
        "# TYPE a counter\na 1\n",
        "# TYPE a gauge\na_sum 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n",
    ];
    check(Severity::Should, text, &recommended);
    let required = [
        "a 1",
        " a 1\n",
        "a 1 -5\n",
        "a 1\r\n",
        "# TYPE a gauge \n",
        "# TYPE a info\n",
        "a{b=\"\\q\"} 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
    ];
    check(Severity::Must, text, &required);
}

#[test]
fn the_name_of_a_counter_is_a_recommendation_in_messages_too() {
    let format = Format::Protobuf { escaping: crate::Escaping::Underscores };
    let value = b"\x22\x0b\x1a\x09\x09\0\0\0\0\0\0\0\0"; // the metric, a counter of 0
    let body = [b"\x12\x0a\x01a\x18\0".as_slice(), value].concat();
    let findings = lint(&body, format.content_type());
    let found: Vec<_> = findings.iter().map(|finding| (finding.rule, finding.severity)).collect();
    assert_eq!(found, [(Rule::CounterName, Severity::Should)]);
}
