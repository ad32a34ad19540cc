//! More watched tasks than the metrics have names for.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gapless::Registry;
use gapless::watch::{Watch, WatchedValue};

fn value(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(gapless::snapshot::Value::as_f64)
}

fn n_activities() -> usize {
    Registry::global().gather().family("gapless_task_activity").map_or(0, |family| family.series.len())
}

/// Waits until no other test runs, and no task is exported.
fn alone() -> MutexGuard<'static, ()> {
    static TESTS: Mutex<()> = Mutex::new(());
    let guard = TESTS.lock().unwrap_or_else(PoisonError::into_inner);
    until_none_is_exported();
    guard
}

fn until_none_is_exported() {
    while n_activities() > 0 {
        std::thread::yield_now(); // until a millisecond has passed
    }
}

fn ends_of_other() -> f64 {
    value("gapless_task_ends_total", &[("task", "_other"), ("outcome", "ok")]).unwrap_or_default()
}

fn watch(numbers: std::ops::Range<usize>) -> Vec<WatchedValue> {
    let watch = |n| Watch::new(format!("task {n}")).give_up_after(Duration::from_millis(1)).value();
    numbers.map(watch).collect()
}

#[test]
fn tasks_beyond_the_limit_share_counters_and_have_no_activity() {
    let _alone = alone();
    let ends_before = ends_of_other();
    let first = watch(0..256);
    let beyond = watch(256..300);
    assert_eq!((n_activities(), value("gapless_task_activity", &[("task", "_other")])), (256, None));
    assert_eq!(value("gapless_task_activity", &[("task", "task 255")]), Some(2.0));
    drop(beyond);
    drop(Watch::new("restarted").value());
    assert_eq!(ends_of_other() - ends_before, 45.0);
    drop(first);
    until_none_is_exported();
    let _again = watch(300..310);
    assert_eq!((n_activities(), value("gapless_task_activity", &[("task", "task 300")])), (10, Some(2.0)));
    let _restarted = Watch::new("restarted").give_up_after(Duration::from_millis(1)).value();
    assert_eq!(value("gapless_task_activity", &[("task", "restarted")]), Some(2.0));
    assert_eq!(ends_of_other() - ends_before, 45.0);
}

#[test]
fn the_ends_of_tasks_beyond_the_limit_go_to_the_shared_counter_after_places_are_free_again() {
    let _alone = alone();
    let ends_before = ends_of_other();
    let first = watch(1000..1256);
    let beyond = watch(1256..1512);
    drop(first);
    until_none_is_exported();
    drop(beyond);
    assert_eq!(ends_of_other() - ends_before, 256.0);
    let gathered = Registry::global().gather();
    let ends = gathered.family("gapless_task_ends_total").map_or(0, |family| family.series.len());
    assert_eq!(ends, 4); // the outcomes of `_other`
}
