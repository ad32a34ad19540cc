//! Headers of real scrapers and odd clients, and the chosen formats.

use crate::escaping::Escaping;
use crate::format::Format;

const TEXT: Format = Format::Text;
const OPENMETRICS: Format = Format::OpenMetrics { escaping: None };
const UTF_8: Format = Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) };
const TEXT_1: Format = Format::Text1 { escaping: None };
const PROTOBUF: Format = Format::Protobuf { escaping: Escaping::Underscores };
const PROTOBUF_UTF_8: Format = Format::Protobuf { escaping: Escaping::AllowUtf8 };
const UNDERSCORES: Format = Format::OpenMetrics { escaping: Some(Escaping::Underscores) };

/// Checks requests with one `Accept` header each.
fn check(cases: &[(&str, Format)]) {
    for (accept, expected) in cases {
        assert_eq!(Format::negotiate([accept]), *expected, "{accept}");
    }
}

#[test]
fn real_scrapers_get_the_format_that_they_prefer() {
    check(&[
        // Prometheus 2.42
        ("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OPENMETRICS),
        // Prometheus 2.53
        ("application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", OPENMETRICS),
        // Prometheus 3.5
        ("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", UTF_8),
        // Prometheus 3.5 with native histograms
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1", PROTOBUF_UTF_8),
        // Prometheus 2.53 with native histograms
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,application/openmetrics-text;version=0.0.1;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1", PROTOBUF),
        // Prometheus 3.5 of a job that asks only for text 1.0.0
        ("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5", Format::Text1 { escaping: Some(Escaping::AllowUtf8) }),
        // Prometheus 3.5 of a job with legacy names
        ("application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", UNDERSCORES),
        // Prometheus 3.5 of a job that asks only for text
        ("text/plain;version=0.0.4;q=0.6,*/*;q=0.5", TEXT),
        // curl, and a browser
        ("*/*", TEXT),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", TEXT),
    ]);
}

#[test]
fn without_a_header_it_is_text() {
    assert_eq!(Format::negotiate([""; 0]), TEXT);
    check(&[("", TEXT), (" ", TEXT), (",,", TEXT)]);
}

#[test]
fn several_lines_are_one_header() {
    assert_eq!(Format::negotiate(["text/plain;q=0.5", "application/openmetrics-text"]), OPENMETRICS);
    assert_eq!(Format::negotiate(["application/openmetrics-text;q=0.2", "text/plain;q=0.5"]), TEXT);
}

#[test]
fn case_and_spaces_do_not_matter() {
    check(&[
        ("APPLICATION/OpenMetrics-Text;VERSION=1.0.0", OPENMETRICS),
        ("application/openmetrics-text;VERSION=2.0.0", TEXT),
        ("application/openmetrics-text;Q=0.4,text/plain;q=0.5", TEXT),
        ("application/openmetrics-text ; version = 1.0.0 ; Q = 0.5 , text/plain ; q=0.4", OPENMETRICS),
        ("\tapplication/openmetrics-text;version=1.0.0,text/plain;q=0.9", OPENMETRICS),
        (",,application/openmetrics-text;;version=1.0.0;,", OPENMETRICS),
    ]);
}

#[test]
fn quoted_parameters_are_unquoted() {
    check(&[
        ("application/openmetrics-text;version=\"1.0.0\"", OPENMETRICS),
        ("application/openmetrics-text;note=\"a, b; q=0 \\\" c\";version=1.0.0", OPENMETRICS),
        ("text/plain;note=\",application/openmetrics-text\"", TEXT),
    ]);
}

#[test]
fn quality_decides_then_specificity_then_order() {
    check(&[
        ("text/plain;q=0.4,application/openmetrics-text;q=0.5", OPENMETRICS),
        ("application/openmetrics-text;q=0.4,text/plain;q=0.5", TEXT),
        ("*/*,application/openmetrics-text", OPENMETRICS),
        ("text/plain,application/openmetrics-text", TEXT),
        ("application/openmetrics-text,text/plain", OPENMETRICS),
        ("text/plain,application/openmetrics-text;version=1.0.0", OPENMETRICS),
        ("text/*,application/openmetrics-text;q=0.9", TEXT),
        ("application/*", OPENMETRICS),
    ]);
}

#[test]
fn quality_zero_excludes() {
    check(&[
        ("application/openmetrics-text;q=0", TEXT),
        ("application/openmetrics-text;q=0,application/*", TEXT),
        ("text/plain;q=0,*/*;q=0.1", OPENMETRICS),
        ("application/openmetrics-text;q=0.0,text/plain;q=0.1", TEXT),
        ("text/plain;q=0,application/openmetrics-text;q=0.1", OPENMETRICS),
        ("*/*;q=0,application/openmetrics-text;q=0.1", OPENMETRICS),
        ("text/*;q=0,text/plain;q=0.1,*/*", TEXT),
        ("application/openmetrics-text;q=0,application/openmetrics-text", TEXT),
        ("*/*;q=0", TEXT),
    ]);
}

#[test]
fn unsupported_versions_and_types_are_skipped() {
    check(&[
        ("application/openmetrics-text;version=2.0.0", TEXT),
        ("application/openmetrics-text;version=0.0.1", TEXT),
        ("text/plain;version=2.0.0,application/openmetrics-text;q=0.1", OPENMETRICS),
        ("application/vnd.google.protobuf,application/openmetrics-text;q=0.1", OPENMETRICS),
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", TEXT),
        ("application/vnd.google.protobuf;proto=other.Family;encoding=delimited", TEXT),
        ("application/json,application/openmetrics-text;q=0.1", OPENMETRICS),
        ("application/json", TEXT),
    ]);
}

#[test]
fn text_1_and_protobuf_must_be_named_in_full() {
    let protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    check(&[
        ("text/plain;version=1.0.0", TEXT_1),
        ("text/plain;version=1.0.0;q=0.1,*/*;q=0.2", TEXT),
        ("text/plain;version=1.0.0,text/plain;q=0.5", TEXT_1),
        ("text/plain;version=1.0.0,text/plain;q=0", TEXT_1),
        ("text/plain;version=1.0.0;q=0,text/plain", TEXT),
        (protobuf, PROTOBUF),
        (&format!("{protobuf};escaping=allow-utf-8"), PROTOBUF_UTF_8),
        (&format!("{protobuf};q=0.9,text/plain;version=0.0.4"), TEXT),
        (&format!("{protobuf},application/vnd.google.protobuf;q=0"), PROTOBUF),
        (&format!("{protobuf};q=0,application/*"), OPENMETRICS),
    ]);
}

#[test]
fn names_do_not_change_with_protobuf() {
    let protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    for (elsewhere, escaping) in [
        ("", Escaping::Underscores),
        (",text/plain;q=0.5", Escaping::Underscores),
        (",text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5", Escaping::AllowUtf8),
        (
            ",application/openmetrics-text;escaping=dots;q=0.4,text/plain;escaping=values;q=0.5",
            Escaping::Values,
        ),
        (
            ",application/openmetrics-text;escaping=commas;q=0.4,text/plain;escaping=dots;q=0.1",
            Escaping::Dots,
        ),
    ] {
        let accept = format!("{protobuf}{elsewhere}");
        assert_eq!(Format::negotiate([&accept]), Format::Protobuf { escaping }, "{accept}");
    }
}

const MALFORMED: [&str; 22] = [
    "application/openmetrics-text;q=2",
    "application/openmetrics-text;q=x",
    "application/openmetrics-text;q=-1",
    "application/openmetrics-text;q=NaN",
    "application/openmetrics-text;q=",
    "application/openmetrics-text;q",
    "application/openmetrics-text text/plain",
    "application/openmetrics-text/plain",
    "application/openmetrics-text;version=\"1.0.0",
    "application/openmetrics-text;version=\"1.0.0\\",
    "application/openmetrics-text;version=\"1.0.0\"\"",
    "application/openmetrics-text;version",
    "application/openmetrics-text;version=1.0.0=",
    "application/openmetrics-text;=1.0.0",
    "*/openmetrics-text",
    "application",
    "application/",
    "/",
    "a b",
    "\"",
    "\"a,application/openmetrics-text\"",
    "\u{82b1}/\u{706b}",
];

#[test]
fn a_malformed_element_is_skipped() {
    check(&MALFORMED.map(|malformed| (malformed, TEXT)));
    for malformed in MALFORMED {
        for header in [
            format!("{malformed},application/openmetrics-text;version=1.0.0"),
            format!("application/openmetrics-text , {malformed}"),
            format!("text/plain;q=0.5,{malformed},application/openmetrics-text,*/html"),
            format!("a;b,,{malformed};,application/openmetrics-text;q=0.1"),
        ] {
            check(&[(&header, OPENMETRICS)]);
        }
        assert_eq!(
            Format::negotiate([malformed, "application/openmetrics-text"]),
            OPENMETRICS,
            "{malformed}"
        );
        assert_eq!(
            Format::negotiate(["application/openmetrics-text", malformed]),
            OPENMETRICS,
            "{malformed}"
        );
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_malformed_outside_of_quotes() {
    assert_eq!(Format::negotiate([b"\xff,application/openmetrics-text".as_slice()]), OPENMETRICS);
    assert_eq!(Format::negotiate([b"application/openmetrics-text;x=\xff"]), TEXT);
    assert_eq!(Format::negotiate([b"application/openmetrics-text;x=\"\xff\""]), OPENMETRICS);
}

#[test]
fn the_content_type_always_states_the_escaping() {
    for escaping in ["underscores", "dots", "values", "allow-utf-8"] {
        for (media, version) in [("application/openmetrics-text", "1.0.0"), ("text/plain", "1.0.0")] {
            let format = Format::negotiate([format!("{media};version={version};escaping={escaping}")]);
            let expected = format!("{media}; version={version}; charset=utf-8; escaping={escaping}");
            assert_eq!(format.content_type(), expected);
        }
    }
    let protobuf =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
    for (format, expected) in [
        (TEXT, "text/plain; version=0.0.4; charset=utf-8"),
        (TEXT_1, "text/plain; version=1.0.0; charset=utf-8; escaping=underscores"),
        (OPENMETRICS, "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"),
        (PROTOBUF, &format!("{protobuf}; escaping=underscores")),
        (PROTOBUF_UTF_8, &format!("{protobuf}; escaping=allow-utf-8")),
    ] {
        assert_eq!(format.content_type(), expected);
    }
}

#[test]
fn an_unknown_escaping_is_not_echoed() {
    check(&[
        ("application/openmetrics-text;escaping=commas", OPENMETRICS),
        ("application/openmetrics-text;escaping=?", TEXT),
    ]);
}

/// Takes minutes if the time is quadratic in the number of ranges.
#[test]
fn a_header_of_a_mebibyte_is_accepted() {
    let range = "*/*;q=0,";
    check(&[(&range.repeat((1 << 20) / range.len()), TEXT)]);
}
