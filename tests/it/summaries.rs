//! Summaries: quantiles of recent observations, and the sum and the count of all. `process/windows.rs` tests what they
//! forget, because every snapshot can begin a window.

use std::time::Duration;

use gapless::snapshot::{SummaryValue, Value};
use gapless::{Registry, defmetrics};

use crate::lines;

defmetrics! {
    #![namespace = "summaries"]

    /// Of doubles, in a window of ten minutes.
    #[quantiles(0, 0.5, 0.99, 1)]
    summary wait_ratio(long: bool);

    /// Of integers.
    summary size_bytes;

    /// Of durations.
    #[quantiles(0.5)]
    summary work_duration_seconds;

    /// Of a player.
    #[max_series(20)]
    #[quantiles(0.5)]
    #[expire_after("1h")]
    summary score_ratio(player: &str);

    /// In cells that all threads share.
    #[quantiles(0.5)]
    #[storage(shared)]
    summary shared_ratio;
}

fn read(name: &str, labels: &[(&str, &str)]) -> Option<SummaryValue> {
    match Registry::global().gather().value(&format!("summaries_{name}"), labels)? {
        Value::Summary(value) => Some(value.clone()),
        other => panic!("{other:?} is not a summary"),
    }
}

/// Returns whether a quantile is within the promised error.
fn is_near(value: f64, expected: f64) -> bool {
    (value - expected).abs() <= expected * 0.011
}

#[test]
fn a_summary_has_quantiles_sum_and_count_from_the_start() {
    for n in 1..=100_u32 {
        wait_ratio(true).observe(n);
    }
    let text = lines("summaries_wait_ratio");
    let text = text.iter().filter(|line| line.starts_with("summaries_"));
    let text: Vec<_> = text.map(|line| line.trim_start_matches("summaries_wait_ratio")).collect();
    assert_eq!(
        text[..6],
        [
            "{long=\"false\",quantile=\"0\"} NaN",
            "{long=\"false\",quantile=\"0.5\"} NaN",
            "{long=\"false\",quantile=\"0.99\"} NaN",
            "{long=\"false\",quantile=\"1\"} NaN",
            "_sum{long=\"false\"} 0",
            "_count{long=\"false\"} 0",
        ]
    );
    assert_eq!(text[10..], ["_sum{long=\"true\"} 5050", "_count{long=\"true\"} 100"]);
    for (line, expected) in text[6..10].iter().zip([1.0, 50.0, 99.0, 100.0]) {
        let (_, value) = line.split_once(' ').expect("a line has a value");
        assert!(is_near(value.parse().expect("it is a number"), expected), "{line}");
    }
}

#[test]
fn sums_of_integers_and_durations_are_exact() {
    size_bytes().observe_n(1_u64 << 60, 3);
    assert_eq!(size_bytes().get().sum, gapless::snapshot::Number::U128(3 << 60));
    assert_eq!(*size_bytes().get().quantiles, [0.5, 0.9, 0.99]);
    work_duration_seconds().observe(Duration::from_nanos(1_000_000_001));
    assert_eq!(work_duration_seconds().time(|| 7), 7);
    drop(work_duration_seconds().start_timer());
    let value = work_duration_seconds().get();
    assert_eq!(value.count, 3);
    assert!(is_near(value.quantile(1.0), 1.0), "{}", value.quantile(1.0));
}

#[test]
fn a_value_that_reuses_the_place_of_a_removed_one_starts_empty() {
    let count = |player: &str| read("score_ratio", &[("player", player)]).map(|value| value.recent.count());
    for n in 0..20 {
        let player = format!("player {n}");
        score_ratio(&player).observe_n(1.0, 5);
        assert_eq!(count(&player), Some(5));
        assert!(score_ratio(&player).remove());
        assert_eq!(count(&player), None);
    }
    score_ratio("last").observe(2.0);
    let last = score_ratio("last").get();
    assert_eq!((last.recent.count(), last.count, last.sum.as_f64()), (1, 1, 2.0));
    assert!(is_near(last.quantile(0.5), 2.0));
}

#[test]
fn values_that_cannot_be_observed_are_refused_and_counted() {
    shared_ratio().observe(f64::NAN);
    shared_ratio().observe(-1.0);
    shared_ratio().observe(0.0);
    shared_ratio().observe(f64::INFINITY);
    let value = shared_ratio().get();
    assert_eq!((value.count, value.quantile(0.5), value.quantile(1.0)), (2, 0.0, f64::INFINITY));
    let refused = [("metric", "summaries_shared_ratio")];
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("gapless_refused_total", &refused).map(Value::as_f64), Some(2.0));
}
