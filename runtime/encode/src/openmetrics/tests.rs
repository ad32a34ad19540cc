//! Each test is named after a rule of the format.

use std::time::{Duration, SystemTime};

use gapless_core::{Exemplar, HistogramValue, Number, Snapshot, Value};

use super::*;
use crate::fixture::{counter, encode_text, family, histogram, series};
use crate::Format;

fn encode(snapshot: &Snapshot) -> String {
    encode_as(snapshot, Escaping::AllowUtf8)
}

fn encode_as(snapshot: &Snapshot, escaping: Escaping) -> String {
    encode_text(snapshot, Format::OpenMetrics { escaping: Some(escaping) })
}

fn with_unit(mut snapshot: Snapshot, unit: &'static str) -> Snapshot {
    snapshot.families[0].unit = Some(unit.into());
    snapshot
}

fn with_help(mut snapshot: Snapshot, help: &'static str) -> Snapshot {
    snapshot.families[0].help = help.into();
    snapshot
}

fn with_created(mut snapshot: Snapshot, created: Option<SystemTime>) -> Snapshot {
    snapshot.families[0].series[0].created = created;
    snapshot
}

fn with_bounds(bounds: &'static [f64]) -> Snapshot {
    let value = HistogramValue {
        bounds: bounds.into(),
        counts: vec![1; bounds.len() + 1],
        sum: Number::U64(3),
        native: None,
    };
    family("size", Kind::Histogram, vec![series(&[], Value::Histogram(value))])
}

#[test]
fn a_histogram_has_buckets_sum_count_and_created() {
    let expected = "# TYPE wait_seconds histogram\n\
                    # UNIT wait_seconds seconds\n\
                    # HELP wait_seconds Help.\n\
                    wait_seconds_bucket{kind=\"a\",le=\"0.5\"} 1\n\
                    wait_seconds_bucket{kind=\"a\",le=\"1.0\"} 3\n\
                    wait_seconds_bucket{kind=\"a\",le=\"1e+06\"} 3\n\
                    wait_seconds_bucket{kind=\"a\",le=\"+Inf\"} 7\n\
                    wait_seconds_sum{kind=\"a\"} 7.25\n\
                    wait_seconds_count{kind=\"a\"} 7\n\
                    wait_seconds_created{kind=\"a\"} 1605281325.123456789\n\
                    # EOF\n";
    assert_eq!(encode(&with_unit(histogram(), "seconds")), expected);
}

#[test]
fn the_last_line_is_eof_and_nothing_follows_it() {
    let body = encode(&histogram());
    assert!(body.ends_with("\n# EOF\n"));
    assert_eq!(body.matches("# EOF").count(), 1);
}

#[test]
fn an_exposition_without_metrics_has_only_eof() {
    assert_eq!(encode(&Snapshot::default()), "# EOF\n");
}

#[test]
fn metadata_is_type_unit_help_each_once_before_the_samples() {
    let series = vec![counter(&[("k", "x")], 1), counter(&[("k", "y")], 2)];
    let body = encode(&with_unit(family("sent_bytes_total", Kind::Counter, series), "bytes"));
    let words: Vec<_> = body.lines().map(|line| line.split([' ', '{']).nth(1).unwrap_or_default()).collect();
    assert_eq!(words[..3], ["TYPE", "UNIT", "HELP"]);
    assert_eq!(body.matches("# ").count(), "TYPE UNIT HELP EOF".split(' ').count());
}

#[test]
fn there_are_no_other_comments_no_blank_lines_and_only_single_spaces() {
    for body in [encode(&histogram()), encode(&family("a", Kind::Gauge, vec![]))] {
        let is_comment = |line: &str| line.starts_with('#');
        let is_known = |line: &str| {
            ["# TYPE ", "# UNIT ", "# HELP ", "# EOF"].iter().any(|known| line.starts_with(known))
        };
        assert!(body.lines().filter(|line| is_comment(line)).all(is_known));
        assert!(!body.contains("\n\n") && !body.contains("  ") && !body.contains('\r'));
    }
}

#[test]
fn the_samples_of_a_counter_have_total_and_its_family_does_not() {
    let snapshot = with_unit(family("cpu_seconds_total", Kind::Counter, vec![counter(&[], 3)]), "seconds");
    let expected = "# TYPE cpu_seconds counter\n\
                    # UNIT cpu_seconds seconds\n\
                    # HELP cpu_seconds Help.\n\
                    cpu_seconds_total 3\n\
                    cpu_seconds_created 1605281325.123456789\n\
                    # EOF\n";
    assert_eq!(encode(&snapshot), expected);
}

#[test]
fn a_counter_without_total_gets_it() {
    let body = encode(&family("jobs", Kind::Counter, vec![counter(&[], 3)]));
    assert!(body.starts_with("# TYPE jobs counter\n") && body.contains("\njobs_total 3\n"));
}

#[test]
fn only_a_counter_loses_total() {
    let gauge = series(&[], Value::Gauge(Number::U64(1)));
    assert!(encode(&family("a_total", Kind::Gauge, vec![gauge])).contains("# TYPE a_total gauge\n"));
}

#[test]
fn up_down_counters_are_gauges_and_may_be_negative() {
    let below = series(&[], Value::Gauge(Number::I64(-2)));
    let body = encode(&family("a", Kind::UpDownCounter, vec![below]));
    assert_eq!(body, "# TYPE a gauge\n# HELP a Help.\na -2\n# EOF\n");
}

#[test]
fn help_escapes_backslash_line_feed_and_quotes() {
    let body = encode(&with_help(family("a", Kind::Gauge, vec![]), "a \\ b\nc \"d\""));
    assert!(body.contains("# HELP a a \\\\ b\\nc \\\"d\\\"\n"));
}

#[test]
fn label_values_escape_backslash_quote_and_line_feed_only() {
    let snapshot = family("a_total", Kind::Counter, vec![counter(&[("v", "\\ \" \n \t \r 🦀 \0")], 1)]);
    assert!(encode(&snapshot).contains("a_total{v=\"\\\\ \\\" \\n \t \r 🦀 \0\"} 1\n"));
}

#[test]
fn an_empty_label_value_is_an_absent_label() {
    let snapshot = family("a_total", Kind::Counter, vec![counter(&[("x", ""), ("y", "1")], 1)]);
    assert!(encode(&snapshot).contains("\na_total{y=\"1\"} 1\na_created{y=\"1\"} "));
}

#[test]
fn a_unit_is_written_only_if_the_family_name_ends_in_it() {
    let has_unit = |name, kind, unit| encode(&with_unit(family(name, kind, vec![]), unit)).contains("# UNIT");
    assert!(has_unit("a_seconds", Kind::Gauge, "seconds"));
    assert!(has_unit("a_seconds_total", Kind::Counter, "seconds"));
    assert!(!has_unit("seconds", Kind::Gauge, "seconds"));
    assert!(!has_unit("milliseconds", Kind::Gauge, "seconds"));
    assert!(!has_unit("a_bytes", Kind::Gauge, "seconds"));
}

#[test]
fn le_is_canonical() {
    let body = encode(&with_bounds(&[0.0, 1e-5, 0.001, 1.0, 10.0, 12.5, 100_000.0, 1e6]));
    let bounds: Vec<_> = body.split("le=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(bounds, ["0.0", "1e-05", "0.001", "1.0", "10.0", "12.5", "100000.0", "1e+06", "+Inf"]);
}

#[test]
fn buckets_are_cumulative_and_inf_equals_the_count() {
    let body = encode(&with_bounds(&[1.0, 2.0]));
    let values: Vec<_> = body
        .lines()
        .filter(|line| line.contains("_bucket"))
        .filter_map(|line| line.split(' ').nth(1))
        .collect();
    assert_eq!(values, ["1", "2", "3"]);
    assert!(body.contains("size_bucket{le=\"+Inf\"} 3\n") && body.contains("size_count 3\n"));
}

#[test]
fn a_histogram_has_a_sum_and_a_count_or_neither() {
    let has = |body: &str| (body.contains("size_sum "), body.contains("size_count "));
    assert_eq!(has(&encode(&with_bounds(&[0.0, 2.0]))), (true, true));
    assert_eq!(has(&encode(&with_bounds(&[-1.0, 2.0]))), (false, false));
}

#[test]
fn samples_of_one_label_set_stay_together_and_end_in_created() {
    let series = vec![counter(&[("k", "x")], 1), counter(&[("k", "y")], 2)];
    let created = "1605281325.123456789";
    let expected = format!(
        "a_total{{k=\"x\"}} 1\na_created{{k=\"x\"}} {created}\n\
         a_total{{k=\"y\"}} 2\na_created{{k=\"y\"}} {created}\n# EOF\n"
    );
    assert!(encode(&family("a_total", Kind::Counter, series)).ends_with(&expected));
}

#[test]
fn created_is_in_plain_decimal_seconds() {
    for (since_epoch, expected) in [
        (Duration::from_millis(1_605_281_325_123), "1605281325.123"),
        (Duration::from_secs(1_000_000_000), "1000000000"),
        (Duration::new(1_795_218_112, 1), "1795218112.000000001"),
        (Duration::ZERO, "0"),
    ] {
        let snapshot = family("a_total", Kind::Counter, vec![counter(&[], 1)]);
        let body = encode(&with_created(snapshot, Some(SystemTime::UNIX_EPOCH + since_epoch)));
        assert!(body.ends_with(&format!("\na_created {expected}\n# EOF\n")), "{body}");
    }
}

#[test]
fn created_is_left_out_if_it_is_unknown_or_before_the_epoch() {
    for created in [None, Some(SystemTime::UNIX_EPOCH - Duration::from_secs(1))] {
        let body = encode(&with_created(histogram(), created));
        assert!(!body.contains("_created"), "{body}");
    }
}

#[test]
fn a_gauge_has_no_created() {
    let gauge = series(&[], Value::Gauge(Number::F64(0.5)));
    assert!(encode(&family("a", Kind::Gauge, vec![gauge])).ends_with("\na 0.5\n# EOF\n"));
}

#[test]
fn a_family_without_series_has_only_metadata() {
    assert_eq!(encode(&family("a", Kind::Gauge, vec![])), "# TYPE a gauge\n# HELP a Help.\n# EOF\n");
}

#[test]
fn an_exemplar_follows_the_sample_of_a_counter_or_of_its_bucket() {
    let exemplar = |labels: &[(&str, &str)], value, timestamp| Exemplar::new(labels, value, timestamp);
    let epoch = SystemTime::UNIX_EPOCH;
    let mut counters = family("a_total", Kind::Counter, vec![counter(&[("k", "x")], 3)]);
    counters.families[0].series[0].exemplars = vec![exemplar(&[], Number::U64(2), epoch)];
    let body = encode(&with_created(counters, None));
    assert!(body.ends_with("\na_total{k=\"x\"} 3 # {} 2 0\n# EOF\n"), "{body}");
    let mut histograms = with_created(histogram(), None);
    let labels = [("trace_id", "4b\"f9"), ("span_id", "00f0")];
    let (value, timestamp) =
        (Number::Nanoseconds(750_000_000), epoch + Duration::from_millis(1_605_281_325_123));
    histograms.families[0].series[0].exemplars = vec![None, exemplar(&labels, value, timestamp)];
    let body = encode(&histograms);
    let marked: Vec<_> = body.lines().filter(|line| line.contains(" # ")).collect();
    let expected = "wait_seconds_bucket{kind=\"a\",le=\"1.0\"} 3 \
                    # {trace_id=\"4b\\\"f9\",span_id=\"00f0\"} 0.75 1605281325.123";
    assert_eq!(marked, [expected]);
}

#[test]
fn without_exemplars_there_are_none_and_no_timestamps() {
    let body = encode(&histogram());
    let samples = body.lines().filter(|line| !line.starts_with('#'));
    assert!(samples.map(|line| line.split(' ').count()).all(|fields| fields == 2));
}

#[test]
fn a_name_that_is_not_plain_is_in_quotes_before_the_labels() {
    let series = vec![counter(&[("http.status", "200"), ("method", "GET"), ("a:b", "c")], 12)];
    let expected = "# TYPE \"http.requests\" counter\n\
                    # HELP \"http.requests\" Help.\n\
                    {\"http.requests_total\",\"http.status\"=\"200\",method=\"GET\",\"a:b\"=\"c\"} 12\n\
                    {\"http.requests_created\",\"http.status\"=\"200\",method=\"GET\",\"a:b\"=\"c\"} 1605281325.123456789\n\
                    # EOF\n";
    assert_eq!(encode(&family("http.requests_total", Kind::Counter, series)), expected);
    let bare = family("a \"b\"", Kind::Counter, vec![counter(&[], 1)]);
    assert!(encode(&bare).contains("\n{\"a \\\"b\\\"_total\"} 1\n"));
    let mut named = histogram();
    named.families[0].name = "wait.seconds".into();
    assert!(encode(&named).contains("\n{\"wait.seconds_bucket\",kind=\"a\",le=\"0.5\"} 1\n"));
}

#[test]
fn names_have_the_escaping_that_the_client_asks_for() {
    let snapshot = family("http.requests_total", Kind::Counter, vec![counter(&[("http.status", "200")], 12)]);
    for (escaping, expected) in [
        (Escaping::Underscores, "\nhttp_requests_total{http_status=\"200\"} 12\n"),
        (Escaping::Dots, "\nhttp_dot_requests__total{http_dot_status=\"200\"} 12\n"),
        (Escaping::Values, "\nU__http_2e_requests__total{U__http_2e_status=\"200\"} 12\n"),
    ] {
        let body = encode_as(&snapshot, escaping);
        assert!(body.contains(expected), "{body}");
    }
}
