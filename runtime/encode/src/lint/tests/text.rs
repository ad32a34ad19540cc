//! Text, 0.0.4 and 1.0.0.

use super::super::number::spelled;
use super::super::{lint, Rule};
use super::{check, found, Case};

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
const UTF8: &str = "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8";

/// The cases with the usual `Content-Type`, and the others.
pub(super) const ALL: &[&[Case]] = &[
    LINES,
    ESCAPES,
    METADATA,
    BLOCKS,
    NAMES,
    LABELS,
    VALUES,
    HISTOGRAMS,
    SUMMARIES,
    NOT_OF_TEXT,
    QUOTED,
    IN_BYTES,
];

const LINES: &[Case] = &[
    (Rule::LastLineEnd, 1, "a 1", "a 1\n"),
    (Rule::LineEnd, 1, "a 1\r\n", "a 1\n"),
    (Rule::LineEnd, 1, "# TYPE a gauge\r\na 1\n", "# HELP a May end so.\r\na 1\n"),
    (Rule::ByteOrderMark, 1, "\u{feff}a 1\n", "# HELP a \u{feff}\na 1\n"),
    (Rule::Eof, 2, "a 1\n# EOF\n", "a 1\n# eof\n"),
    (Rule::Spaces, 1, "a 1 \n", "a  1\n"),
    (Rule::Spaces, 1, "a 1 5 \n", "a\t1  5\n"),
    (Rule::Spaces, 1, "#TYPE a gauge\na 1\n", "## TYPE a gauge or so\na 1\n"),
    (Rule::Syntax, 1, "a\n", "a 0\n\n# comment\n"),
    (Rule::Syntax, 1, "a 1 2 3\n", "a 1 2\n"),
    (Rule::Syntax, 1, "a{b=\"1\" 1\n", "a{b=\"1\"} 1\n"),
    (Rule::Syntax, 1, "a{b=\"1} 1\n", "a{b=\"1}\"} 1\n"),
    (Rule::Syntax, 1, "a{b=1} 1\n", "a { b = \"1\" , } 1\n"),
    (Rule::Syntax, 1, "a{b} 1\n", "a{} 1\n"),
    (Rule::Syntax, 1, "a{b=\"1\",,} 1\n", "a{b=\"1\",} 1\n"),
    (Rule::Syntax, 1, "# HELP a=b A.\n", "# HELP a =b A.\n"),
    (Rule::Syntax, 1, "# TYPE a gauge or so\na 1\n", "# TYPE a gauge\na 1\n"),
    (Rule::Spaces, 1, " a 1\n", "\na 1\n"),
    (Rule::Spaces, 1, "\ta 1\n", " \t\na 1\n"),
    (Rule::Spaces, 1, "# TYPE a  gauge\n", "# TYPE  a gauge\n"),
    (Rule::Spaces, 1, "# TYPE a \tgauge\n", "# TYPE a\tgauge\n"),
    (Rule::Spaces, 1, "# TYPE a gauge \n", " # TYPE a gauge\n"),
    (Rule::Spaces, 1, "# TYPE a gauge\t\n", "# HELP a\n# TYPE a gauge\n"),
];

#[test]
fn lines_end_in_a_line_feed_and_are_samples_or_comments() {
    check(TEXT, LINES);
}

#[test]
fn an_exposition_without_metrics_is_empty() {
    assert_eq!(lint(b"", TEXT), []);
}

const IN_BYTES: &[Case] = &[(Rule::Utf8, 1, "a{b=\"\u{fffd}\"} 1\n", "")];

#[test]
fn every_string_is_utf_8() {
    let findings = lint(b"a{b=\"\xff\"} 1\n", TEXT);
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [IN_BYTES[0].0]);
    assert_eq!(lint(IN_BYTES[0].2.as_bytes(), TEXT), []);
}

const ESCAPES: &[Case] = &[
    (Rule::Escape, 1, "# HELP a one \\\" only\n", "# HELP a \"b\"\n"),
    (Rule::Escape, 1, "# HELP a \\t\n", "# HELP a \\\\t \\n \t\r x\n"),
    (Rule::Escape, 1, "# HELP a \\\n", "# HELP a \\\\\n"),
    (Rule::Escape, 1, "a{b=\"\\t\"} 1\n", "a{b=\"\\\\ \\\" \\n \t \r 🦀 \0\"} 1\n"),
];

#[test]
fn help_and_label_values_escape_special_characters() {
    check(TEXT, ESCAPES);
}

const METADATA: &[Case] = &[
    (Rule::MetadataTwice, 2, "# TYPE a gauge\n# TYPE a gauge\n", "# TYPE a gauge\n# HELP a A.\n"),
    (Rule::MetadataTwice, 2, "# HELP a A.\n# HELP a A.\n", "# HELP a A.\n# TYPE a gauge\n"),
    (Rule::MetadataLate, 2, "a 1\n# TYPE a gauge\n", "# TYPE a gauge\na 1\n"),
    (Rule::MetadataLate, 3, "# TYPE a gauge\na 1\n# HELP a A.\n", "# TYPE a gauge\n# HELP a A.\na 1\n"),
    (Rule::Type, 1, "# TYPE a info\na 1\n", "# TYPE a untyped\na 1\n"),
    (Rule::Type, 1, "# TYPE a unknown\na 1\n", "# TYPE a gauge\na 1\n"),
    (Rule::Type, 1, "# TYPE a stateset\na 1\n", "# UNIT a is a comment here\na 1\n"),
    (Rule::CounterName, 1, "# TYPE a counter\na 1\n", "# TYPE a_total counter\na_total 1\n"),
    (Rule::SampleName, 2, "# TYPE a_total counter\na_total_total 1\n", "# TYPE a_total counter\na_total 1\n"),
    (Rule::SampleName, 2, "# TYPE a gauge\na_sum 1\n", "# TYPE a gauge\na 1\na_b 1\n"),
];

#[test]
fn metadata_comes_once_and_before_samples() {
    check(TEXT, METADATA);
}

const BLOCKS: &[Case] = &[
    (Rule::FamilySplit, 3, "a{x=\"1\"} 1\nb 1\na{x=\"2\"} 1\n", "a{x=\"1\"} 1\na{x=\"2\"} 1\nb 1\n"),
    (Rule::FamilySplit, 3, "# TYPE a gauge\n# TYPE b gauge\n# HELP a A.\n", "# TYPE a gauge\n# HELP a A.\n# TYPE b gauge\n"),
    (Rule::SeriesTwice, 2, "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n", "a{x=\"1\",y=\"2\"} 1\na{x=\"2\",y=\"1\"} 2\n"),
    (Rule::SeriesTwice, 2, "a 1 1\na 1 2\n", "a 1 1\n"),
    (
        Rule::SampleClash,
        5,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 0\nh_sum 0\nh_count 0\n# TYPE h_count gauge\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 0\nh_sum 0\nh_count 0\n# TYPE h_created gauge\nh_created 1\n",
    ),
    (
        Rule::SampleClash,
        3,
        "# TYPE h_bucket gauge\nh_bucket 1\n# TYPE h histogram\n",
        "# TYPE h_total counter\nh_total 1\n# TYPE h gauge\nh 1\n",
    ),
];

#[test]
fn lines_of_a_family_are_together_and_series_appear_once() {
    check(TEXT, BLOCKS);
}

const NAMES: &[Case] = &[
    (Rule::MetricName, 1, "a.b 1\n", "a:b 1\n"),
    (Rule::MetricName, 1, "9a 1\n", "a9 1\n"),
    (Rule::MetricName, 1, "# HELP ä A.\n", "# HELP _a A.\n"),
    (Rule::MetricName, 1, "{a=\"1\"} 1\n", "_{a=\"1\"} 1\n"),
    (Rule::LabelName, 1, "a{b:c=\"1\"} 1\n", "a{b_c=\"1\"} 1\n"),
    (Rule::LabelName, 1, "a{9=\"1\"} 1\n", "a{_9=\"1\"} 1\n"),
    (Rule::LabelName, 1, "a{=\"1\"} 1\n", "a{_=\"1\"} 1\n"),
    (Rule::QuotedName, 1, "{\"a\"} 1\n", "a 1\n"),
    (Rule::QuotedName, 1, "a{\"b\"=\"1\"} 1\n", "a{b=\"1\"} 1\n"),
    (Rule::QuotedName, 1, "# TYPE \"a\" gauge\n", "# TYPE a gauge\n"),
];

#[test]
fn names_have_plain_characters() {
    check(TEXT, NAMES);
}

const QUOTED: &[Case] = &[
    (Rule::MetricName, 1, "a.b 1\n", "{\"a.b\"} 1\n"),
    (Rule::MetricName, 1, "{\"\"} 1\n", "{\"\\\"\\\\\\n\"} 1\n"),
    (Rule::MetricName, 1, "# TYPE a.b gauge\n", "# TYPE \"a.b\" gauge\n{\"a.b\",\"c:d\"=\"1\",e=\"2\"} 1\n"),
    (Rule::LabelName, 1, "{\"a.b\",c:d=\"1\"} 1\n", "a{\"c:d\"=\"1\"} 1\n"),
    (Rule::LabelName, 1, "a{\"\"=\"1\"} 1\n", "a{\"🦀\"=\"1\"} 1\n"),
    (Rule::LabelTwice, 1, "a{\"b\"=\"1\",b=\"1\"} 1\n", "{\"a\",b=\"1\"} 1\n"),
    (Rule::Escape, 1, "{\"a\\t\"} 1\n", "{\"a\\n\"} 1\n"),
    (Rule::Syntax, 1, "{b=\"1\",\"a\"} 1\n", "{\"a\",b=\"1\"} 1\n"),
    (Rule::Syntax, 1, "a{\"a\"} 1\n", "{\"a\"} 1\n"),
    (
        Rule::SampleName,
        2,
        "# TYPE \"a.b\" histogram\n{\"a.b\"} 1\n",
        "# TYPE \"a.b\" histogram\n{\"a.b_bucket\",le=\"+Inf\"} 0\n{\"a.b_sum\"} 0\n{\"a.b_count\"} 0\n",
    ),
];

#[test]
fn names_with_any_characters_are_in_quotes_first_in_braces() {
    check(UTF8, QUOTED);
}

#[test]
fn an_escaping_cannot_produce_every_name() {
    for (escaping, broken, kept) in [
        ("dots", "# TYPE a_b gauge\n", "# TYPE a__b_dot_c gauge\na__b_dot_c{d__e=\"1\"} 1\n"),
        ("dots", "a{b_c=\"1\"} 1\n", "# TYPE a__total counter\na__total 1\n"),
        ("values", "# TYPE U__a_2E_b gauge\n", "# TYPE U__a_2e_b__c gauge\n# TYPE a_b gauge\n"),
        ("values", "a{U__b_c=\"1\"} 1\n", "a{U___82b1__706b_=\"1\",U__b_FFFD_=\"2\"} 1\n"),
        ("underscores", "a{b.c=\"1\"} 1\n", "a_b{U__b_c=\"1\"} 1\n"),
    ] {
        let content_type = UTF8.replace("allow-utf-8", escaping);
        let rule = if escaping == "underscores" { Rule::LabelName } else { Rule::EscapedName };
        assert_eq!(found(broken, &content_type), [(rule, 1)], "{broken}");
        assert_eq!(found(kept, &content_type), [], "{kept}");
    }
}

const LABELS: &[Case] = &[
    (Rule::EmptyLabel, 1, "a{b=\"\"} 1\n", "a{b=\" \"} 1\n"),
    (Rule::LabelTwice, 1, "a{b=\"1\",b=\"2\"} 1\n", "a{b=\"1\",B=\"2\"} 1\n"),
    (Rule::ReservedLabel, 1, "a{__name__=\"b\"} 1\n", "a{_name__=\"b\"} 1\n"),
    (
        Rule::ReservedLabel,
        3,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 0\nh_sum{le=\"1\"} 0\nh_count 0\n",
        "# TYPE g gauge\ng{le=\"x\",quantile=\"y\"} 0\n",
    ),
    (
        Rule::ReservedLabel,
        2,
        "# TYPE s summary\ns_sum{quantile=\"1\"} 0\n",
        "# TYPE s summary\ns_sum{le=\"1\"} 0\n",
    ),
];

#[test]
fn labels_are_unique_not_empty_and_not_reserved() {
    check(TEXT, LABELS);
}

const VALUES: &[Case] = &[
    (Rule::Value, 1, "a in\n", "a inf\n"),
    (Rule::Value, 1, "a infinit\n", "a -INFINITY\n"),
    (Rule::Value, 1, "a +nan\n", "a nan\n"),
    (Rule::Value, 1, "a --Inf\n", "a +Inf\n"),
    (Rule::Value, 1, "a 0x1\n", "a -Inf\n"),
    (Rule::Value, 1, "a 1_000\n", "a 1.7976931348623157e+308\n"),
    (Rule::Value, 1, "a one\n", "a -0\n"),
    (Rule::Value, 1, "a 1e\n", "a 18446744073709551615\n"),
    (Rule::Timestamp, 1, "a 1 1.5\n", "a 1 1605281325123\n"),
    (Rule::Timestamp, 1, "a 1 9223372036854775808\n", "a 1 9223372036854775807\n"),
    (Rule::Timestamp, 1, "a 1 -5\n", "a 1 0\n"),
    (Rule::Timestamp, 1, "a 1 +5\n", "a 1 05\n"),
    (Rule::Value, 1, "a 1e999\n", "a 1e-999\n"),
];

#[test]
fn values_are_numbers_and_timestamps_are_integers() {
    check(TEXT, VALUES);
}

const HISTOGRAMS: &[Case] = &[
    (
        Rule::BucketsCumulative,
        3,
        "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    ),
    (
        Rule::BucketOrder,
        3,
        "# TYPE h histogram\nh_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"-1\"} 1\nh_bucket{le=\"2\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum -9\nh_count 1\n",
    ),
    (
        Rule::InfBucket,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    ),
    (
        Rule::Count,
        4,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2.0\n",
    ),
    (
        Rule::SumAndCount,
        2,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum NaN\nh_count 1\n",
    ),
    (
        Rule::SampleOrder,
        4,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n",
        "# TYPE h histogram\n",
    ),
    (
        Rule::SampleOrder,
        3,
        "# TYPE h histogram\nh_sum 1\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1e+06\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    ),
    (
        Rule::ChildSplit,
        6,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_bucket{x=\"1\",le=\"+Inf\"} 1\nh_sum{x=\"1\"} 1\nh_count{x=\"1\"} 1\n\
         h_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n\
         h_bucket{le=\"+Inf\",x=\"1\"} 1\nh_sum{x=\"1\"} 1\nh_count{x=\"1\"} 1\n",
    ),
    (Rule::Bound, 2, "# TYPE h histogram\nh_bucket 1\n", "# TYPE h histogram\n"),
    (
        Rule::Bound,
        2,
        "# TYPE h histogram\nh_bucket{le=\"NaN\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"5e-324\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    ),
    (
        Rule::BoundSpelling,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    ),
    (
        Rule::BoundSpelling,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1000000\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"100000\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    ),
    (
        Rule::SeriesTwice,
        3,
        "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns{quantile=\"0.5\"} 1\n",
        "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns{quantile=\"0.9\"} 1\n",
    ),
];

#[test]
fn buckets_are_cumulative_and_ascending_and_inf_equals_the_count() {
    check(TEXT, HISTOGRAMS);
}

const SUMMARIES: &[Case] = &[
    (
        Rule::Quantile,
        2,
        "# TYPE s summary\ns{quantile=\"99\"} 1\n",
        "# TYPE s summary\ns{quantile=\"0.99\"} NaN\n",
    ),
    (Rule::Bound, 2, "# TYPE s summary\ns 1\n", "# TYPE s summary\ns_sum 1\ns_count 1\n"),
    (
        Rule::BoundSpelling,
        2,
        "# TYPE s summary\ns{quantile=\"1.0\"} 1\n",
        "# TYPE s summary\ns{quantile=\"1\"} 1\n",
    ),
    (
        Rule::SampleOrder,
        3,
        "# TYPE s summary\ns_count 1\ns{quantile=\"1\"} 1\n",
        "# TYPE s summary\ns{quantile=\"1\"} 1\ns_sum 1\ns_count 1\n",
    ),
];

#[test]
fn quantiles_are_between_0_and_1_and_come_first() {
    check(TEXT, SUMMARIES);
}

const NOT_OF_TEXT: &[Case] = &[
    (Rule::ExemplarPlace, 1, "a 1 # {b=\"c\"} 1\n", "a 1\n"),
    (Rule::ExemplarPlace, 1, "a 1 5 # {b=\"c\"} 1\n", "a 1 5\n"),
    (
        Rule::Created,
        5,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 0\nh_sum 0\nh_count 0\nh_created 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 0\nh_sum 0\nh_count 0\n",
    ),
];

#[test]
fn exemplars_and_created_do_not_exist_in_text() {
    check(TEXT, NOT_OF_TEXT);
}

#[test]
fn bounds_are_spelled_as_in_go() {
    let bounds =
        "-Inf -2.5e+06 -1 -0.00025 0 5e-324 1e-10 1e-05 1.5e-05 0.0001 0.001 0.1 0.5 1 10 12.25 123456.75 \
                  100000 999999 1e+06 1.234567e+06 9.999995e+06 1.79521811275e+09 1e+10 1.4694710816035162e+14 1e+21 1.1e+23 \
                  1.7976931348623157e+308 +Inf";
    let mut bounds: Vec<_> = bounds.split_whitespace().collect();
    bounds.sort_by(|a, b| a.parse::<f64>().unwrap_or_default().total_cmp(&b.parse().unwrap_or_default()));
    let buckets: String = bounds.iter().map(|bound| format!("h_bucket{{le=\"{bound}\"}} 1\n")).collect();
    assert_eq!(found(&format!("# TYPE h histogram\n{buckets}h_sum 1\nh_count 1\n"), TEXT), []);
}

#[test]
fn the_linter_and_the_writer_spell_bounds_alike() {
    let mut bits: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = || {
        bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(23) ^ 0x94d0_49bb_1331_11eb;
        f64::from_bits(bits)
    };
    let powers = (-1074..1024).map(|exponent| 2_f64.powi(exponent));
    let wholes = (1..10_000).map(|n| f64::from(n) * 14_694_710_816.035_16);
    for bound in powers.chain(wholes).chain((0..20_000).map(|_| random()).filter(|bound| bound.is_finite())) {
        let mut written = Vec::new();
        crate::number::write_f64(bound, &mut written);
        assert_eq!(spelled(bound, false).as_bytes(), written);
    }
}
