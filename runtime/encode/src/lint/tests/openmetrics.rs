//! OpenMetrics 1.0. The last line is left out of the bodies.

use super::super::{lint, Rule};
use super::{found, Case};

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) const ALL: &[&[Case]] =
    &[LINES, METADATA, NAMES, COUNTERS, HISTOGRAMS, SUMMARIES, INFOS, BLOCKS, EXEMPLARS, TIMES];

#[track_caller]
fn check(cases: &[Case]) {
    for (rule, line, broken, kept) in cases {
        let (broken, kept) = (format!("{broken}# EOF\n"), format!("{kept}# EOF\n"));
        assert_eq!(found(&broken, OPENMETRICS), [(*rule, *line)], "{broken}");
        assert_eq!(found(&kept, OPENMETRICS), [], "{kept}");
    }
}

#[test]
fn the_last_line_is_eof_and_nothing_follows_it() {
    for (rule, line, broken) in [
        (Rule::Eof, 2, "a 1\n"),
        (Rule::Eof, 1, ""),
        (Rule::Eof, 2, "# EOF\na 1\nb 2\n"),
        (Rule::Eof, 2, "# EOF\n\n"),
        (Rule::LastLineEnd, 2, "a 1\n# EOF"),
        (Rule::Spaces, 2, "a 1\n # EOF\n"),
        (Rule::Spaces, 2, "a 1\n\t \t# EOF\n"),
    ] {
        assert_eq!(found(broken, OPENMETRICS), [(rule, line)], "{broken}");
    }
    assert_eq!(lint(b"# EOF\n", OPENMETRICS), []);
}

const LINES: &[Case] = &[
    (Rule::BlankLine, 1, "\na 1\n", "a 1\n"),
    (Rule::Comment, 1, "# comment\n", "# HELP a comment\n"),
    (Rule::Comment, 1, "# eof\n", "# TYPE a unknown\n"),
    (Rule::Spaces, 1, "a  1\n", "a 1\n"),
    (Rule::Spaces, 1, "a\t1\n", "a{} 1\n"),
    (Rule::Spaces, 1, "a {b=\"1\"} 1\n", "a{b=\"1\"} 1\n"),
    (Rule::Spaces, 1, "a{b=\"1\", c=\"2\"} 1\n", "a{b=\"1\",c=\"2\"} 1\n"),
    (Rule::Spaces, 1, "a{b=\"1\"}1\n", "a{b=\" \"} 1\n"),
    (Rule::Spaces, 1, " a 1\n", "a 1\n"),
    (Rule::Spaces, 1, "a 1 \n", "a 1 2\n"),
    (Rule::Spaces, 1, "#  TYPE a gauge\n", "# TYPE a gauge\n"),
    (Rule::Spaces, 1, "# TYPE  a gauge\n", "# HELP a  two spaces \n"),
    (Rule::Syntax, 1, "a{b=\"1\",} 1\n", "a{b=\"1\"} 1\n"),
    (Rule::Escape, 1, "# HELP a \"\n", "# HELP a \\\" \\\\ \\n \r\t\n"),
    (Rule::Escape, 1, "# HELP a \\t\n", "# HELP a \n"),
    (Rule::Spaces, 1, "# HELP a\n", "# HELP a  \n"),
    (Rule::Spaces, 1, "# HELP a\t\n", "# HELP a \t\n"),
    (Rule::Spaces, 1, "# HELP a\tb c\n", "# HELP a b\tc\n"),
    (Rule::Spaces, 1, "# HELP a\t b\n", "# HELP a \tb\n"),
    (Rule::Spaces, 1, "# HELP\ta b\n", "# HELP a b\n"),
    (Rule::Spaces, 1, "# UNIT a_s\n", "# UNIT a_s \n"),
    (Rule::Spaces, 1, "# UNIT a_s\ts\n", "# UNIT a_s s\n"),
    (Rule::Spaces, 1, "# UNIT a_s s \n", "# UNIT a_s s\n"),
    (Rule::Spaces, 1, "# TYPE a\tgauge\n", "# TYPE a gauge\n"),
    (Rule::Spaces, 1, "# TYPE a gauge \n", "# TYPE a gauge\n"),
    (Rule::Escape, 1, "a{b=\"\\r\"} 1\n", "a{b=\"\0\r\t\"} 1\n"),
];

#[test]
fn only_metadata_and_single_spaces_are_allowed() {
    check(LINES);
}

const METADATA: &[Case] = &[
    (Rule::MetadataOrder, 2, "# HELP a A.\n# TYPE a gauge\n", "# TYPE a gauge\n# HELP a A.\n"),
    (
        Rule::MetadataOrder,
        3,
        "# TYPE a_s gauge\n# HELP a_s A.\n# UNIT a_s s\n",
        "# TYPE a_s gauge\n# UNIT a_s s\n# HELP a_s A.\n",
    ),
    (Rule::MetadataTwice, 2, "# UNIT a_s s\n# UNIT a_s s\n", "# UNIT a_s s\n# UNIT b_s s\n"),
    (Rule::MetadataLate, 2, "a_s 1\n# UNIT a_s s\n", "# UNIT a_s s\na_s 1\n"),
    (Rule::Type, 1, "# TYPE a untyped\na 1\n", "# TYPE a unknown\na 1\n"),
    (Rule::Unit, 1, "# UNIT a_bytes seconds\n", "# UNIT a_seconds seconds\n"),
    (Rule::Unit, 1, "# UNIT seconds seconds\n", "# UNIT a \n"),
    (
        Rule::Unit,
        1,
        "# TYPE a counter\n# UNIT a s\na_total 1\n",
        "# TYPE a_s counter\n# UNIT a_s s\na_s_total 1\n",
    ),
    (Rule::Unit, 1, "# TYPE a_s info\n# UNIT a_s s\n", "# TYPE a_s info\n# UNIT a_s \n"),
    (Rule::Unit, 1, "# TYPE a_s stateset\n# UNIT a_s s\n", "# TYPE a_s stateset\n"),
];

#[test]
fn metadata_is_type_unit_help() {
    check(METADATA);
}

const NAMES: &[Case] = &[
    (Rule::QuotedName, 1, "{\"a.b\"} 1\n", "a_b 1\n"),
    (Rule::LabelName, 1, "a{b:c=\"1\"} 1\n", "a:b{b_c=\"1\"} 1\n"),
    (Rule::ReservedLabel, 1, "a{__b=\"1\"} 1\n", "a{_b=\"1\"} 1\n"),
    (Rule::LabelTwice, 1, "a{b=\"1\",b=\"1\"} 1\n", "a{b=\"1\",c=\"1\"} 1\n"),
];

#[test]
fn names_are_plain_and_labels_unique() {
    check(NAMES);
}

#[test]
fn names_in_quotes_need_an_escaping_in_the_content_type() {
    let body = "# TYPE \"http.requests\" counter\n# UNIT \"http.requests\" \n# HELP \"http.requests\" A.\n\
                {\"http.requests_total\",\"http.status\"=\"200\",method=\"GET\"} 12 # {\"trace.id\"=\"a\"} 1\n\
                {\"http.requests_created\",\"http.status\"=\"200\",method=\"GET\"} 1\n# EOF\n";
    assert_eq!(found(body, &format!("{OPENMETRICS}; escaping=allow-utf-8")), []);
    assert!(found(body, &format!("{OPENMETRICS}; escaping=underscores")).contains(&(Rule::QuotedName, 1)));
}

#[test]
fn the_escaping_applies_to_the_name_of_a_counter_with_its_suffix() {
    let body =
        "# TYPE http_dot_requests_ counter\nhttp_dot_requests__total 1\n# TYPE a counter\na_total 1\n# EOF\n";
    assert_eq!(found(body, &format!("{OPENMETRICS}; escaping=dots")), []);
    let body = "# TYPE U__http_2e_requests_ counter\nU__http_2e_requests__total 1\n# EOF\n";
    assert_eq!(found(body, &format!("{OPENMETRICS}; escaping=values")), []);
}

const COUNTERS: &[Case] = &[
    (Rule::CounterName, 1, "# TYPE a_total counter\na_total_total 1\n", "# TYPE a counter\na_total 1\n"),
    (Rule::SampleName, 2, "# TYPE a counter\na 1\n", "# TYPE a gauge\na 1\n"),
    (Rule::SampleName, 2, "# TYPE a gauge\na_created 1\n", "# TYPE a counter\na_total 1\na_created 1\n"),
    (Rule::CounterValue, 2, "# TYPE a counter\na_total -1\n", "# TYPE a gauge\na -1\n"),
    (Rule::CounterValue, 2, "# TYPE a counter\na_total NaN\n", "# TYPE a counter\na_total +Inf\n"),
    (Rule::Value, 1, "a Infin\n", "a 1.0E+5\n"),
    (Rule::Value, 1, "a -1e999\n", "a 1e-999\n"),
    (
        Rule::Created,
        3,
        "# TYPE a counter\na_total 1\na_created 1e9\n",
        "# TYPE a counter\na_total 1\na_created 1605281325.123\n",
    ),
    (
        Rule::Created,
        3,
        "# TYPE a counter\na_total 1\na_created -1\n",
        "# TYPE a counter\na_total 1\na_created 0\n",
    ),
    (Rule::Created, 3, "# TYPE a counter\na_total 1\na_created NaN\n", "# TYPE a counter\na_total 1\n"),
    (
        Rule::SampleOrder,
        3,
        "# TYPE a counter\na_created 1\na_total 1\n",
        "# TYPE a counter\na_total 1\na_created 1\n",
    ),
];

#[test]
fn counters_count_up_and_are_named_without_total() {
    check(COUNTERS);
}

const HISTOGRAMS: &[Case] = &[
    (
        Rule::BoundSpelling,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\n",
    ),
    (
        Rule::IntegerCount,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 0.5\nh_bucket{le=\"+Inf\"} 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1e+06\"} 1\nh_bucket{le=\"+Inf\"} 1.0\n",
    ),
    (
        Rule::InfBucket,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\nh_created 1\n",
    ),
    (
        Rule::Count,
        4,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n",
    ),
    (
        Rule::SumAndCount,
        2,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 0\n",
    ),
    (
        Rule::Sum,
        4,
        "# TYPE h histogram\nh_bucket{le=\"-1.0\"} 0\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"-1.0\"} 0\nh_bucket{le=\"+Inf\"} 1\n",
    ),
    (
        Rule::Sum,
        3,
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum NaN\nh_count 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 0\nh_count 1\n",
    ),
    (
        Rule::Sum,
        3,
        "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\ng_gsum -1\ng_gcount 1\n",
        "# TYPE g gaugehistogram\ng_bucket{le=\"-1.0\"} 1\ng_bucket{le=\"+Inf\"} 1\ng_gsum -1\ng_gcount 1\n",
    ),
    (
        Rule::SampleName,
        3,
        "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\ng_count 1\n",
        "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\ng_gcount 1\ng_gsum 1\n",
    ),
    (
        Rule::SampleName,
        3,
        "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\ng_created 1\n",
        "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\n",
    ),
    (
        Rule::SampleOrder,
        3,
        "# TYPE h histogram\nh_created{x=\"1\"} 1\nh_bucket{le=\"+Inf\",x=\"1\"} 1\n",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\",x=\"1\"} 1\nh_created{x=\"1\"} 1\n",
    ),
];

#[test]
fn histograms_count_in_integers_and_have_sums_only_above_zero() {
    check(HISTOGRAMS);
}

const SUMMARIES: &[Case] = &[
    (
        Rule::Quantile,
        2,
        "# TYPE s summary\ns{quantile=\"1.5\"} 1\n",
        "# TYPE s summary\ns{quantile=\"1.0\"} 1\n",
    ),
    (
        Rule::Quantile,
        2,
        "# TYPE s summary\ns{quantile=\"0.5\"} -1\n",
        "# TYPE s summary\ns{quantile=\"0.5\"} 0\n",
    ),
    (
        Rule::Quantile,
        2,
        "# TYPE s summary\ns{quantile=\"0.5\"} 0\ns_sum 0\ns_count 0\n",
        "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 0\ns_count 0\ns_created 1\n",
    ),
    (Rule::Sum, 2, "# TYPE s summary\ns_sum -1\n", "# TYPE s summary\ns_sum 1\n"),
    (Rule::IntegerCount, 2, "# TYPE s summary\ns_count -1\n", "# TYPE s summary\ns_count 1\n"),
    (
        Rule::BoundSpelling,
        2,
        "# TYPE s summary\ns{quantile=\"1\"} 1\n",
        "# TYPE s summary\ns{quantile=\"0.99\"} 1\n",
    ),
];

#[test]
fn quantiles_without_observations_are_nan() {
    check(SUMMARIES);
}

const INFOS: &[Case] = &[
    (Rule::Info, 1, "# TYPE a_info info\na_info_info 1\n", "# TYPE a info\na_info{b=\"c\"} 1\n"),
    (Rule::Info, 2, "# TYPE a info\na_info 2\n", "# TYPE a info\na_info 1.0\n"),
    (Rule::SampleName, 2, "# TYPE a info\na 1\n", "# TYPE a info\na_info 1\n"),
    (
        Rule::StateSet,
        2,
        "# TYPE a stateset\na{a=\"on\"} 2\n",
        "# TYPE a stateset\na{a=\"on\"} 1\na{a=\"off\"} 0\n",
    ),
    (
        Rule::StateSet,
        2,
        "# TYPE a stateset\na{b=\"on\"} 1\n",
        "# TYPE a stateset\na{a=\"on\",b=\"x\"} 1\na{a=\"off\",b=\"x\"} 1\n",
    ),
    (Rule::TargetFirst, 2, "# TYPE a info\n# TYPE target info\n", "# TYPE target info\n# TYPE a info\n"),
];

#[test]
fn infos_are_1_and_states_0_or_1() {
    check(INFOS);
}

const BLOCKS: &[Case] = &[
    (
        Rule::ChildSplit,
        4,
        "# TYPE a counter\na_total{x=\"1\"} 1\na_total{x=\"2\"} 1\na_created{x=\"1\"} 1\n",
        "# TYPE a counter\na_total{x=\"1\"} 1\na_created{x=\"1\"} 1\na_total{x=\"2\"} 1\n",
    ),
    (
        Rule::ChildSplit,
        4,
        "# TYPE a stateset\na{a=\"on\",x=\"1\"} 1\na{a=\"on\",x=\"2\"} 1\na{a=\"off\",x=\"1\"} 0\n",
        "# TYPE a stateset\na{a=\"on\",x=\"1\"} 1\na{x=\"1\",a=\"off\"} 0\na{a=\"on\",x=\"2\"} 1\n",
    ),
    (
        Rule::SampleClash,
        3,
        "# TYPE a counter\na_total 1\n# TYPE a_created gauge\n",
        "# TYPE a gauge\na 1\n# TYPE a_created gauge\n",
    ),
    (
        Rule::SampleClash,
        2,
        "# TYPE a_count gauge\n# TYPE a histogram\n",
        "# TYPE a_count gauge\n# TYPE a counter\n",
    ),
    (Rule::MetadataTwice, 2, "# TYPE a counter\n# TYPE a gauge\n", "# TYPE a counter\n# TYPE b gauge\n"),
    (
        Rule::FamilySplit,
        4,
        "# TYPE a gauge\na{x=\"1\"} 1\n# TYPE b gauge\na{x=\"2\"} 1\n",
        "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n",
    ),
    (Rule::SeriesTwice, 2, "a 1\na 1\n", "a 1 1\na 1 2\n"),
    (Rule::SeriesTwice, 2, "a 1 2\na 1 1\n", "a 1 1\na 1 1.5\n"),
];

#[test]
fn samples_of_one_label_set_stay_together() {
    check(BLOCKS);
}

const EXEMPLARS: &[Case] = &[
    (Rule::ExemplarPlace, 1, "a 1 # {} 1\n", "# TYPE a counter\na_total 1 # {} 1\n"),
    (Rule::ExemplarPlace, 3, "# TYPE a counter\na_total 1\na_created 1 # {} 1\n", "# TYPE a counter\na_total 1 2 # {} 1 2\n"),
    (
        Rule::ExemplarValue,
        2,
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {} 2\nh_bucket{le=\"+Inf\"} 1\n",
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {t=\"1\"} 1 1.5\nh_bucket{le=\"+Inf\"} 1\n",
    ),
    (
        Rule::ExemplarValue,
        3,
        "# TYPE g gaugehistogram\ng_bucket{le=\"1.0\"} 1\ng_bucket{le=\"+Inf\"} 1 # {} 1\n",
        "# TYPE g gaugehistogram\ng_bucket{le=\"1.0\"} 1\ng_bucket{le=\"+Inf\"} 1 # {} 1.5\n",
    ),
    (
        Rule::ExemplarLength,
        2,
        "# TYPE a counter\na_total 1 # {t=\"12345678901234567890123456789012345678901234567890123456789012345678901234567890\
         123456789012345678901234567890123456789012345678\"} 1\n",
        "# TYPE a counter\na_total 1 # {t=\"🦀2345678901234567890123456789012345678901234567890123456789012345678901234567890\
         12345678901234567890123456789012345678901234567\"} 1\n",
    ),
    (Rule::LabelName, 2, "# TYPE a counter\na_total 1 # {t:u=\"1\"} 1\n", "# TYPE a counter\na_total 1 # {t=\"\"} 1\n"),
    (Rule::LabelTwice, 2, "# TYPE a counter\na_total 1 # {t=\"1\",t=\"2\"} 1\n", "# TYPE a counter\na_total 1 # {t=\"1\",u=\"2\"} 1\n"),
    (Rule::Value, 2, "# TYPE a counter\na_total 1 # {} one\n", "# TYPE a counter\na_total 1 # {} -1.5\n"),
    (Rule::Timestamp, 2, "# TYPE a counter\na_total 1 # {} 1 now\n", "# TYPE a counter\na_total 1 # {} 1 1605281325.123\n"),
    (Rule::Syntax, 2, "# TYPE a counter\na_total 1 # 1\n", "# TYPE a counter\na_total 1\n"),
    (Rule::Syntax, 2, "# TYPE a counter\na_total 1 # {} 1 2 3\n", "# TYPE a counter\na_total 1\n"),
    (Rule::Spaces, 2, "# TYPE a counter\na_total 1  # {} 1\n", "# TYPE a counter\na_total 1 # {} 1\n"),
];

#[test]
fn exemplars_are_short_and_in_their_bucket_or_counter() {
    check(EXEMPLARS);
}

const TIMES: &[Case] = &[
    (Rule::Timestamp, 1, "a 1 now\n", "a 1 1605281325.123\n"),
    (Rule::Timestamp, 1, "a 1 NaN\n", "a 1 1e9\n"),
    (Rule::Timestamp, 1, "a 1 +Inf\n", "a 1 -1\n"),
    (Rule::Timestamp, 1, "a 1 1e999\n", "a 1 1e30\n"),
];

#[test]
fn timestamps_are_in_seconds() {
    check(TIMES);
}
