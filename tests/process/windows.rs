//! Windows of a summary's quantiles. This test needs a separate process, because every snapshot can begin a window.

use std::time::{Duration, Instant};

use gapless::snapshot::{SummaryValue, Value};
use gapless::{Registry, defmetrics};

defmetrics! {
    /// In a window of one minute.
    #[quantiles(0.5)]
    #[window("1m")]
    summary recent_ratio;
}

fn read(now: Instant) -> SummaryValue {
    match Registry::global().gather_at(now).value("recent_ratio", &[]) {
        Some(Value::Summary(value)) => value.clone(),
        other => panic!("{other:?} is not a summary"),
    }
}

/// Returns whether a quantile is within the promised error.
fn is_near(value: f64, expected: f64) -> bool {
    (value - expected).abs() <= expected * 0.011
}

#[test]
fn quantiles_forget_old_values_and_sum_and_count_keep_them() {
    let start = Instant::now();
    let at = |seconds| read(start + Duration::from_secs(seconds));
    at(0);
    recent_ratio().observe_n(1.0, 9);
    assert!(is_near(at(15).quantile(0.5), 1.0));
    recent_ratio().observe(1000.0);
    assert!(is_near(at(60).quantile(0.5), 1.0), "all ten are of the last minute");
    let later = at(90);
    assert_eq!((later.recent.count(), later.count, later.sum.as_f64()), (1, 10, 1009.0));
    assert!(is_near(later.quantile(0.5), 1000.0));
    let last = at(180);
    assert!(last.quantile(0.5).is_nan(), "nothing was observed lately");
    assert_eq!((last.count, last.sum.as_f64()), (10, 1009.0));
}
