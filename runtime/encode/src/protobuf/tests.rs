//! Each test is named after a rule of the format. The round trips in `tests` show that other libraries read the output.

use gapless_core::{HistogramValue, Snapshot, Value};

use super::*;
use crate::fixture::{counter, family, histogram, linted, series};
use crate::Format;

fn encode(snapshot: &Snapshot) -> Vec<u8> {
    encode_as(snapshot, Escaping::Underscores)
}

fn encode_as(snapshot: &Snapshot, escaping: Escaping) -> Vec<u8> {
    let format = Format::Protobuf { escaping };
    linted(format.encode(snapshot), format)
}

/// Returns the spans and deltas of a histogram with these buckets.
fn spans_and_deltas(buckets: &[(i32, u64)], zero_threshold: f64) -> (Vec<(i32, u32)>, Vec<i64>) {
    let native = NativeBuckets { schema: 0, zero_threshold, zero_count: 0, buckets: buckets.to_vec() };
    (Spans::of(&native).collect(), spans::deltas(&native).collect())
}

#[test]
fn a_message_is_its_length_and_its_fields() {
    let snapshot = family("a_total", Kind::Counter, vec![counter(&[("b", "c"), ("none", "")], 3)]);
    let metric: &[&[u8]] = &[
        b"\x0a\x06\x0a\x01b\x12\x01c", // a label with a value; a label without a value is left out
        b"\x1a\x16\x09\0\0\0\0\0\0\x08\x40", // a counter: 3.0 ..
        b"\x1a\x0b\x08\xad\xcc\xba\xfd\x05\x10\x95\x9a\xef\x3a", // .. and its time of creation
    ];
    let fields: &[&[u8]] =
        &[b"\x0a\x07a_total", b"\x12\x05Help.", b"\x18\x00", b"\x22\x20", &metric.concat()];
    assert_eq!(encode(&snapshot), [b"\x34", &*fields.concat()].concat());
}

#[test]
fn an_exposition_without_metrics_is_empty() {
    assert_eq!(encode(&Snapshot::default()), b"");
}

#[test]
fn a_family_without_series_is_left_out() {
    let mut snapshot = family("unset", Kind::Gauge, vec![]);
    assert_eq!(encode(&snapshot), b"");
    snapshot.families.extend(histogram().families);
    assert_eq!(encode(&snapshot), encode(&histogram()));
}

#[test]
fn native_buckets_are_spans_and_deltas() {
    let buckets = [(-2, 3), (-1, 5), (2, 1), (4, 3), (5, 2)];
    let expected = (vec![(-2, 2), (2, 1), (1, 2)], vec![3, 2, -4, 2, -1]);
    assert_eq!(spans_and_deltas(&buckets, 0.5), expected);
}

#[test]
fn an_empty_native_histogram_has_an_empty_span() {
    assert_eq!(spans_and_deltas(&[], 0.0), (vec![(0, 0)], vec![]));
    assert_eq!(spans_and_deltas(&[], 0.5), (vec![], vec![]));
    assert_eq!(spans_and_deltas(&[(0, 1)], 0.0), (vec![(0, 1)], vec![1]));
}

#[test]
fn names_have_the_requested_escaping() {
    let snapshot = family("a.b_total", Kind::Counter, vec![counter(&[("c:d", "e")], 1)]);
    let has =
        |escaping, text: &[u8]| encode_as(&snapshot, escaping).windows(text.len()).any(|bytes| bytes == text);
    assert!(has(Escaping::Underscores, b"\x0a\x09a_b_total") && has(Escaping::Underscores, b"\x0a\x03c_d"));
    assert!(has(Escaping::AllowUtf8, b"\x0a\x09a.b_total") && has(Escaping::AllowUtf8, b"\x0a\x03c:d"));
}

#[test]
fn the_infinite_bucket_is_left_out_and_equals_the_count() {
    let value = HistogramValue {
        bounds: [1.0].as_slice().into(),
        counts: vec![1, 2],
        sum: Number::F64(7.0),
        native: None,
    };
    let mut series = series(&[], Value::Histogram(value));
    series.created = None;
    let snapshot = family("a", Kind::Histogram, vec![series]);
    let histogram: &[&[u8]] =
        &[b"\x08\x03", b"\x11\0\0\0\0\0\0\x1c\x40", b"\x1a\x0b\x08\x01\x11\0\0\0\0\0\0\xf0\x3f"];
    assert!(encode(&snapshot).ends_with(&[b"\x22\x1a\x3a\x18", &*histogram.concat()].concat()));
}
