//! More watched tasks than the metrics have names for.

use std::time::Duration;

use gapless::Registry;
use gapless::watch::{Watch, WatchedValue};

fn value(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(gapless::snapshot::Value::as_f64)
}

fn n_activities() -> usize {
    Registry::global().gather().family("gapless_task_activity").map_or(0, |family| family.series.len())
}

fn watch(numbers: std::ops::Range<usize>) -> Vec<WatchedValue> {
    let watch = |n| Watch::new(format!("task {n}")).give_up_after(Duration::from_millis(1)).value();
    numbers.map(watch).collect()
}

#[test]
fn tasks_beyond_the_limit_share_counters_and_have_no_activity() {
    let first = watch(0..256);
    let beyond = watch(256..300);
    assert_eq!((n_activities(), value("gapless_task_activity", &[("task", "_other")])), (256, None));
    assert_eq!(value("gapless_task_activity", &[("task", "task 255")]), Some(2.0));
    drop(beyond);
    drop(Watch::new("restarted").value());
    let ends = [("task", "_other"), ("outcome", "ok")];
    assert_eq!(value("gapless_task_ends_total", &ends), Some(45.0));
    drop(first);
    while n_activities() > 0 {
        std::thread::yield_now(); // until a millisecond has passed
    }
    let _again = watch(300..310);
    assert_eq!((n_activities(), value("gapless_task_activity", &[("task", "task 300")])), (10, Some(2.0)));
    let _restarted = Watch::new("restarted").value();
    assert_eq!(value("gapless_task_activity", &[("task", "restarted")]), Some(2.0));
    assert_eq!(value("gapless_task_ends_total", &ends), Some(45.0));
}
