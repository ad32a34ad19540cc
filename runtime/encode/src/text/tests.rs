//! Each test is named after a rule of the format.

use gapless_core::{Kind, Number, Snapshot, Value};

use crate::fixture::{counter, encode_text, family, histogram, series};
use crate::Format;

fn encode(snapshot: &Snapshot) -> String {
    encode_text(snapshot, Format::Text)
}

#[test]
fn a_family_is_help_type_and_samples() {
    let snapshot = family("jobs_total", Kind::Counter, vec![counter(&[], 3)]);
    assert_eq!(encode(&snapshot), "# HELP jobs_total Help.\n# TYPE jobs_total counter\njobs_total 3\n");
}

#[test]
fn lines_end_in_lf_and_so_does_the_last_one() {
    let body = encode(&histogram());
    assert!(body.ends_with('\n') && !body.ends_with("\n\n") && !body.contains('\r'));
}

#[test]
fn the_body_has_neither_an_eof_line_nor_a_byte_order_mark() {
    let body = encode(&histogram());
    assert!(!body.contains("# EOF") && body.starts_with("# HELP"));
}

#[test]
fn an_exposition_without_metrics_is_empty() {
    assert_eq!(encode(&Snapshot::default()), "");
}

#[test]
fn help_escapes_backslash_and_line_feed_and_not_quotes() {
    let mut snapshot = family("a", Kind::Gauge, vec![]);
    snapshot.families[0].help = "a \\ b\nc \"d\"".into();
    assert!(encode(&snapshot).starts_with("# HELP a a \\\\ b\\nc \"d\"\n"));
}

#[test]
fn label_values_escape_backslash_quote_and_line_feed_only() {
    let snapshot = family("a_total", Kind::Counter, vec![counter(&[("v", "\\ \" \n \t \r 🦀 \0")], 1)]);
    assert!(encode(&snapshot).ends_with("a_total{v=\"\\\\ \\\" \\n \t \r 🦀 \0\"} 1\n"));
}

#[test]
fn an_empty_label_value_is_an_absent_label() {
    let snapshot = family(
        "a_total",
        Kind::Counter,
        vec![counter(&[("x", ""), ("y", "1")], 1), counter(&[("x", "")], 2)],
    );
    assert!(encode(&snapshot).ends_with("a_total{y=\"1\"} 1\na_total 2\n"));
}

#[test]
fn help_and_type_come_once_before_all_samples_of_a_family() {
    let snapshot =
        family("a_total", Kind::Counter, vec![counter(&[("k", "x")], 1), counter(&[("k", "y")], 2)]);
    let body = encode(&snapshot);
    assert_eq!(body.matches("# HELP").count(), 1);
    assert_eq!(body.matches("# TYPE").count(), 1);
    assert!(body.ends_with("counter\na_total{k=\"x\"} 1\na_total{k=\"y\"} 2\n"));
}

#[test]
fn the_type_line_of_a_counter_has_the_sample_name() {
    assert!(encode(&family("a_total", Kind::Counter, vec![])).contains("# TYPE a_total counter\n"));
}

#[test]
fn up_down_counters_are_gauges_and_may_be_negative() {
    let below = series(&[], Value::Gauge(Number::I64(-2)));
    assert!(encode(&family("a", Kind::UpDownCounter, vec![below])).ends_with("# TYPE a gauge\na -2\n"));
}

#[test]
fn buckets_are_cumulative_and_ascending_and_inf_equals_the_count() {
    let expected = "wait_seconds_bucket{kind=\"a\",le=\"0.5\"} 1\n\
                    wait_seconds_bucket{kind=\"a\",le=\"1\"} 3\n\
                    wait_seconds_bucket{kind=\"a\",le=\"1e+06\"} 3\n\
                    wait_seconds_bucket{kind=\"a\",le=\"+Inf\"} 7\n\
                    wait_seconds_sum{kind=\"a\"} 7.25\n\
                    wait_seconds_count{kind=\"a\"} 7\n";
    assert!(encode(&histogram()).ends_with(expected));
}

#[test]
fn created_exemplars_and_timestamps_are_not_written() {
    let body = encode(&histogram());
    assert!(!body.contains("_created") && !body.contains(" # "));
    let samples = body.lines().filter(|line| !line.starts_with('#'));
    assert!(samples.map(|line| line.split(' ').count()).all(|fields| fields == 2));
}

#[test]
fn values_above_2_pow_53_print_all_digits() {
    assert!(encode(&family("a_total", Kind::Counter, vec![counter(&[], u64::MAX)]))
        .ends_with("a_total 18446744073709551615\n"));
}

#[test]
fn special_doubles_are_spelled_as_in_prometheus() {
    for (value, spelled) in
        [(f64::NAN, "NaN"), (f64::INFINITY, "+Inf"), (f64::NEG_INFINITY, "-Inf"), (-0.0, "0")]
    {
        let snapshot = family("a", Kind::Gauge, vec![series(&[], Value::Gauge(Number::F64(value)))]);
        assert!(encode(&snapshot).ends_with(&format!("a {spelled}\n")));
    }
}

#[test]
fn names_that_are_not_plain_have_underscores() {
    let snapshot = family("http.requests_total", Kind::Counter, vec![counter(&[("http.status", "200")], 12)]);
    let expected = "# HELP http_requests_total Help.\n\
                    # TYPE http_requests_total counter\n\
                    http_requests_total{http_status=\"200\"} 12\n";
    assert_eq!(encode(&snapshot), expected);
}
