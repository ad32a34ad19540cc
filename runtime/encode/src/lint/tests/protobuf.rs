//! Delimited protobuf, put together by hand.

use super::super::{lint, Position, Rule};

const PROTOBUF: &str =
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/// The rules that the bodies in this file break.
pub(super) const ALL: &[Rule] = &[
    Rule::EscapedName,
    Rule::ExemplarTimestamp,
    Rule::Framing,
    Rule::Truncated,
    Rule::Field,
    Rule::MetricType,
    Rule::Schema,
    Rule::Spans,
    Rule::NegativePopulation,
    Rule::NativeCount,
    Rule::ZeroThreshold,
    Rule::NoOpSpan,
];

/// The wire type and value of a field.
enum Field {
    Varint(u64),
    Sint(i64),
    Double(f64),
    Bytes(Vec<u8>),
}

use Field::{Bytes, Double, Sint, Varint};

fn message(fields: impl IntoIterator<Item = (u64, Field)>) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, field) in fields {
        match field {
            Varint(value) => out.extend([varint(number << 3), varint(value)].concat()),
            Sint(value) => out.extend([varint(number << 3), zigzag(value)].concat()),
            Double(value) => out.extend([&varint(number << 3 | 1)[..], &value.to_le_bytes()].concat()),
            Bytes(bytes) => out.extend([varint(number << 3 | 2), framed(bytes)].concat()),
        }
    }
    out
}

/// Encodes 0, -1, 1, -2 as 0, 1, 2, 3.
#[expect(clippy::cast_sign_loss, reason = "that is what it is for")]
fn zigzag(value: i64) -> Vec<u8> {
    varint(((value << 1) ^ (value >> 63)) as u64)
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).expect("it has seven bits") | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).expect("it has seven bits"));
    out
}

/// Prepends the length.
fn framed(bytes: Vec<u8>) -> Vec<u8> {
    [varint(bytes.len() as u64), bytes].concat()
}

fn text(text: &str) -> Field {
    Bytes(text.into())
}

fn within(fields: Vec<(u64, Field)>) -> Field {
    Bytes(message(fields))
}

fn label(name: &str, value: &str) -> (u64, Field) {
    (1, within(vec![(1, text(name)), (2, text(value))]))
}

const COUNTER: u64 = 0;
const GAUGE: u64 = 1;
const SUMMARY: u64 = 2;
const HISTOGRAM: u64 = 4;

/// Encodes a family after its length.
fn family(name: &str, kind: u64, metrics: Vec<Vec<(u64, Field)>>) -> Vec<u8> {
    let metrics = metrics.into_iter().map(|metric| (4, within(metric)));
    framed(message([(1, text(name)), (2, text("Help.")), (3, Varint(kind))].into_iter().chain(metrics)))
}

/// The value of a gauge.
fn gauge() -> (u64, Field) {
    (2, within(vec![(1, Double(1.0))]))
}

fn histogram(fields: Vec<(u64, Field)>) -> Vec<u8> {
    family("h", HISTOGRAM, vec![vec![(7, within(fields))]])
}

/// A bucket with a bound and an exemplar.
fn bucket(count: u64, bound: f64, exemplar: Option<f64>) -> (u64, Field) {
    let exemplar = exemplar.map(|value| (3, within(vec![(2, Double(value))])));
    (3, Bytes(message([(1, Varint(count)), (2, Double(bound))].into_iter().chain(exemplar))))
}

fn span(offset: i64, length: u64) -> Field {
    within(vec![(1, Sint(offset)), (2, Varint(length))])
}

/// The example of the specification: `[3, 5, 0, 0, 1, 0, 3, 2]` from bucket -2, and 2 in the zero bucket.
fn native(changed: impl IntoIterator<Item = (u64, Field)>) -> Vec<(u64, Field)> {
    let mut fields = vec![
        (1, Varint(16)),
        (2, Double(20.0)),
        (5, Sint(3)),
        (6, Double(1e-9)),
        (7, Varint(2)),
        (12, span(-2, 2)),
        (12, span(2, 1)),
        (12, span(1, 2)),
        (13, packed(&[3, 2, -4, 2, -1])),
    ];
    for (number, field) in changed {
        fields.retain(|(known, _)| *known != number || number == 12);
        fields.push((number, field));
    }
    fields
}

fn packed(deltas: &[i64]) -> Field {
    Bytes(deltas.iter().flat_map(|delta| zigzag(*delta)).collect())
}

fn found(body: &[u8]) -> Vec<Rule> {
    lint(body, PROTOBUF).into_iter().map(|finding| finding.rule).collect()
}

#[track_caller]
fn check(rule: Rule, broken: &[u8], kept: &[u8]) {
    assert_eq!(found(broken), [rule], "{:?}", lint(broken, PROTOBUF));
    assert_eq!(lint(kept, PROTOBUF), [], "kept");
}

#[test]
fn a_message_comes_after_its_length_in_a_varint() {
    let kept = family("a", GAUGE, vec![vec![gauge()]]);
    let grpc = [&[0, 0, 0, 0][..], &kept].concat();
    check(Rule::Framing, &grpc, &kept);
    check(Rule::Framing, &[0xff; 11], &[]);
    check(Rule::Truncated, &kept[..kept.len() - 1], &kept);
    check(Rule::Truncated, &[0x80], &kept);
}

#[test]
fn a_field_has_a_known_number_its_type_and_appears_once() {
    let of_gauge = |value| family("a", GAUGE, vec![vec![(2, within(value))]]);
    let kept = of_gauge(vec![(1, Double(1.0))]);
    check(Rule::Field, &of_gauge(vec![(1, Varint(1))]), &kept);
    check(Rule::Field, &of_gauge(vec![(1, Double(1.0)), (2, Double(1.0))]), &kept);
    check(Rule::Field, &of_gauge(vec![(1, Double(1.0)), (1, Double(1.0))]), &kept);
    check(Rule::Truncated, &family("a", GAUGE, vec![vec![(2, Bytes(vec![9, 0]))]]), &kept);
    check(Rule::Field, &framed(vec![0x0b]), &family("b", GAUGE, vec![]));
}

#[test]
fn a_finding_contains_the_path_to_its_message() {
    let body =
        [family("a", GAUGE, vec![]), histogram(vec![bucket(2, 1.0, None), bucket(1, 2.0, None)])].concat();
    let findings = lint(&body, PROTOBUF);
    let positions: Vec<_> = findings.iter().map(|finding| finding.position.to_string()).collect();
    assert_eq!(
        positions,
        ["byte 30, family[1].metric[0].histogram", "byte 45, family[1].metric[0].histogram.bucket[1]",]
    );
    assert!(matches!(findings[0].position, Position::Message { offset: 30, .. }));
}

#[test]
fn a_family_has_one_message_and_a_label_set_one_metric() {
    let one = |name, metrics: Vec<_>| family(name, GAUGE, metrics);
    let labeled = |name: &str| vec![label(name, "1"), gauge()];
    check(
        Rule::FamilySplit,
        &[one("a", vec![]), one("a", vec![])].concat(),
        &[one("a", vec![]), one("b", vec![])].concat(),
    );
    check(
        Rule::SeriesTwice,
        &one("a", vec![labeled("x"), labeled("x")]),
        &one("a", vec![labeled("x"), labeled("y"), vec![gauge()]]),
    );
    check(
        Rule::SampleClash,
        &[one("h_count", vec![]), histogram(vec![])].concat(),
        &[one("h_total", vec![]), histogram(vec![])].concat(),
    );
}

#[test]
fn a_metric_has_the_value_of_the_type_of_its_family() {
    let kept = family("a", GAUGE, vec![vec![gauge()]]);
    check(Rule::Type, &family("a", 6, vec![]), &kept);
    check(Rule::MetricType, &family("a", GAUGE, vec![vec![]]), &kept);
    check(Rule::MetricType, &family("a", GAUGE, vec![vec![gauge(), (5, within(vec![]))]]), &kept);
    check(Rule::CounterName, &family("a", COUNTER, vec![]), &family("a_total", COUNTER, vec![]));
}

#[test]
fn names_and_labels_follow_the_rules_of_text() {
    let labeled = |pairs: &[(&str, &str)]| {
        let labels = pairs.iter().map(|(name, value)| label(name, value));
        family("a", GAUGE, vec![labels.chain([gauge()]).collect()])
    };
    let kept = labeled(&[("x", "1"), ("le", "\0"), ("quantile", "🦀")]);
    check(Rule::LabelName, &labeled(&[("x.y", "1")]), &kept);
    check(Rule::LabelTwice, &labeled(&[("x", "1"), ("x", "2")]), &kept);
    check(Rule::EmptyLabel, &labeled(&[("x", "")]), &kept);
    check(Rule::ReservedLabel, &labeled(&[("__x", "1")]), &kept);
    check(
        Rule::ReservedLabel,
        &family("h", HISTOGRAM, vec![vec![label("le", "1"), (7, within(vec![]))]]),
        &kept,
    );
    check(
        Rule::ReservedLabel,
        &family("s", SUMMARY, vec![vec![label("quantile", "1"), (4, within(vec![]))]]),
        &kept,
    );
    check(Rule::MetricName, &family("a.b", GAUGE, vec![]), &kept);
    check(Rule::MetricName, &family("", GAUGE, vec![]), &kept);
    check(Rule::Utf8, &framed(message([(1, text("a_total")), (2, Bytes(vec![0xff]))])), &kept);
}

#[test]
fn names_with_any_characters_need_an_escaping_in_the_content_type() {
    let body = family("a.b", GAUGE, vec![vec![label("c.d", "1"), gauge()]]);
    assert_eq!(lint(&body, &format!("{PROTOBUF}; escaping=allow-utf-8")), []);
    let rules = lint(&family("a_b", GAUGE, vec![]), &format!("{PROTOBUF}; escaping=dots"));
    assert_eq!(rules[0].rule, Rule::EscapedName);
}

#[test]
fn classic_buckets_are_cumulative_and_ascending_and_inf_equals_the_count() {
    let of = |count, buckets: [(u64, f64); 2]| {
        let buckets = buckets.map(|(count, bound)| bucket(count, bound, None));
        histogram([(1, Varint(count))].into_iter().chain(buckets).collect())
    };
    let kept = of(3, [(1, 1.0), (3, f64::INFINITY)]);
    check(Rule::BucketsCumulative, &of(3, [(2, 1.0), (1, 2.0)]), &kept);
    check(Rule::BucketOrder, &of(3, [(2, 2.0), (2, 1.0)]), &of(3, [(1, 1.0), (2, 2.0)]));
    check(Rule::Count, &of(3, [(1, 1.0), (2, f64::INFINITY)]), &kept);
    check(Rule::Count, &of(3, [(1, 1.0), (4, 2.0)]), &kept);
    check(Rule::Bound, &of(3, [(1, f64::NAN), (2, 2.0)]), &kept);
}

#[test]
fn exemplars_are_short_and_in_their_bucket() {
    let of = |value| histogram(vec![(1, Varint(1)), bucket(0, 1.0, None), bucket(1, 2.0, Some(value))]);
    check(Rule::ExemplarValue, &of(1.0), &of(2.0));
    check(Rule::ExemplarValue, &of(2.5), &of(1.5));
    let counter = |length| {
        let exemplar = within(vec![label("t", &"ä".repeat(length)), (2, Double(1.0))]);
        family("a_total", COUNTER, vec![vec![(3, within(vec![(1, Double(1.0)), (2, exemplar)]))]])
    };
    check(Rule::ExemplarLength, &counter(128), &counter(127));
}

#[test]
fn timestamps_have_less_than_a_second_of_nanoseconds() {
    let of = |nanos| {
        let created = within(vec![(1, Varint(1_605_281_325)), (2, Varint(nanos))]);
        family("a_total", COUNTER, vec![vec![(3, within(vec![(1, Double(1.0)), (3, created)]))]])
    };
    check(Rule::Timestamp, &of(1_000_000_000), &of(999_999_999));
}

#[test]
fn quantiles_are_between_0_and_1() {
    let of = |quantile| {
        let quantile = within(vec![(1, Double(quantile)), (2, Double(1.0))]);
        family("s", SUMMARY, vec![vec![(4, within(vec![(1, Varint(1)), (3, quantile)]))]])
    };
    check(Rule::Quantile, &of(99.0), &of(0.99));
}

#[test]
fn the_count_of_a_native_histogram_is_the_sum_of_its_buckets() {
    let kept = histogram(native([]));
    check(Rule::NativeCount, &histogram(native([(1, Varint(17))])), &kept);
    check(Rule::NativeCount, &histogram(native([(7, Varint(3))])), &kept);
    check(Rule::NativeCount, &histogram(native([(1, Varint(15)), (2, Double(f64::NAN))])), &kept);
    check(Rule::NativeCount, &histogram(native([(9, span(0, 1)), (10, Sint(1))])), &kept);
    check(Rule::Count, &histogram(native([bucket(17, f64::INFINITY, None)])), &kept);
    assert_eq!(found(&histogram(native([(1, Varint(17)), (2, Double(f64::NAN))]))), []);
    assert_eq!(found(&histogram(native([(1, Varint(17)), (9, span(0, 1)), (10, Sint(1))]))), []);
    assert_eq!(found(&histogram(native([bucket(16, f64::INFINITY, None)]))), []);
}

#[test]
fn deltas_do_not_make_a_bucket_negative() {
    let kept = histogram(native([]));
    check(Rule::NegativePopulation, &histogram(native([(13, packed(&[3, 2, -6, 2, -1]))])), &kept);
    let of_doubles = |count| {
        histogram(vec![
            (4, Double(2.0)),
            (5, Sint(0)),
            (12, span(0, 2)),
            (14, Double(2.0)),
            (14, Double(count)),
        ])
    };
    check(Rule::NegativePopulation, &of_doubles(-1.0), &of_doubles(0.5));
}

#[test]
fn spans_match_the_buckets_and_are_in_the_range_of_doubles() {
    let kept = histogram(native([]));
    let of = |spans: &[(i64, u64)], deltas: &[i64], schema| {
        let spans = spans.iter().map(|(offset, length)| (12, span(*offset, *length)));
        let count = deltas
            .iter()
            .scan(0, |sum, delta| {
                *sum += delta;
                Some(*sum)
            })
            .sum::<i64>();
        let fields = [(1, Varint(count.unsigned_abs())), (5, Sint(schema)), (13, packed(deltas))];
        histogram(fields.into_iter().chain(spans).collect())
    };
    check(Rule::Spans, &of(&[(0, 2)], &[1], 0), &of(&[(0, 1)], &[1], 0));
    check(Rule::Spans, &of(&[(0, 1), (-1, 1)], &[1, 0], 0), &of(&[(0, 1), (0, 1)], &[1, 0], 0));
    check(Rule::Spans, &of(&[(1026, 1)], &[1], 0), &of(&[(1025, 1)], &[1], 0));
    check(Rule::Spans, &of(&[(-1075, 1)], &[1], 0), &of(&[(-1074, 1)], &[1], 0));
    check(Rule::Spans, &of(&[(66, 1)], &[1], -4), &of(&[(65, 1)], &[1], -4));
    check(Rule::Spans, &of(&[(262_146, 1)], &[1], 8), &of(&[(262_145, 1)], &[1], 8));
    check(Rule::Spans, &histogram(native([(14, Double(1.0))])), &kept);
}

#[test]
fn a_schema_is_minus_4_to_8_and_the_zero_bucket_has_a_width() {
    let kept = histogram(native([(5, Sint(-4))]));
    check(Rule::Schema, &histogram(native([(5, Sint(-5))])), &kept);
    check(Rule::Schema, &histogram(native([(5, Sint(9))])), &kept);
    check(
        Rule::ZeroThreshold,
        &histogram(native([(6, Double(-1.0))])),
        &histogram(native([(6, Double(0.0))])),
    );
}

#[test]
fn an_empty_native_histogram_has_a_span() {
    let of = |fields: Vec<_>| histogram([(5, Sint(3))].into_iter().chain(fields).collect());
    check(Rule::NoOpSpan, &of(vec![]), &of(vec![(12, span(0, 0))]));
    check(Rule::NoOpSpan, &of(vec![(6, Double(0.0))]), &of(vec![(6, Double(1e-9))]));
    check(Rule::NoOpSpan, &of(vec![(7, Varint(0))]), &of(vec![(1, Varint(1)), (7, Varint(1))]));
}

#[test]
fn exemplars_of_native_histograms_have_a_timestamp() {
    let of = |time: Option<(u64, Field)>| {
        let exemplar = [label("t", "1"), (2, Double(1.0))].into_iter().chain(time).collect();
        histogram(native([(16, within(exemplar))]))
    };
    check(Rule::ExemplarTimestamp, &of(None), &of(Some((3, within(vec![(1, Varint(1))])))));
}

#[test]
fn numbers_can_be_unpacked() {
    let deltas = [3, 2, -4, 2, -1].map(|delta| (13, Sint(delta)));
    let mut fields = native([]);
    fields.retain(|(number, _)| *number != 13);
    assert_eq!(found(&histogram(fields.into_iter().chain(deltas).collect())), []);
}
