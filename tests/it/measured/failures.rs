//! Fields and destructors that panic.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use gapless::{Measured, instrument_metric};

use crate::{exported, exported_or_absent};

static PANICS: AtomicBool = AtomicBool::new(false);

/// A value with a function that panics.
#[instrument_metric(namespace = "measured_broken")]
struct Broken {
    /// A number that panics.
    #[metric(gauge, with = broken)]
    number: u32,
    /// A number that does not.
    #[metric(gauge)]
    other: u32,
}

fn broken(number: &u32) -> u32 {
    assert!(!PANICS.load(Ordering::Relaxed), "a reading that panics, on purpose");
    *number
}

#[test]
fn a_reading_that_panics_leaves_out_its_series_and_is_counted() {
    let panics = || exported("gapless_read_panics_total", &[("metric", "measured_broken_number")]);
    let _value = Broken { number: 1, other: 2 }.measured();
    assert_eq!(exported("measured_broken_number", &[]), 1.0);
    PANICS.store(true, Ordering::Relaxed);
    let before = panics();
    assert_eq!(exported_or_absent("measured_broken_number", &[]), None);
    assert_eq!(exported("measured_broken_other", &[]), 2.0);
    assert!(panics() > before);
    PANICS.store(false, Ordering::Relaxed);
    assert_eq!(exported("measured_broken_number", &[]), 1.0);
}

/// A value whose destructor panics.
#[instrument_metric(namespace = "measured_dropped")]
struct Dropped {
    /// A number.
    #[metric(gauge)]
    number: u32,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        assert_eq!(
            exported_or_absent("measured_dropped_number", &[]),
            None,
            "the series ends before the value"
        );
    }
}

#[test]
fn the_series_of_a_value_end_before_its_destructor_runs() {
    let value = Dropped { number: 1 }.measured();
    assert_eq!(exported("measured_dropped_number", &[]), 1.0);
    assert_eq!(value.number, 1);
    drop(value);
}

/// A value that is dropped while it is read, so that the scrape runs its destructor.
#[instrument_metric(namespace = "measured_last")]
struct Last {
    /// A number that panics.
    #[metric(gauge, with = last)]
    number: u32,
}

static LAST: Mutex<Option<Measured<Last>>> = Mutex::new(None);

fn last(_: &u32) -> u32 {
    drop(LAST.lock().expect("no panic holds the lock").take());
    panic!("a reading that panics, on purpose");
}

impl Drop for Last {
    fn drop(&mut self) {
        panic!("a destructor of {} that panics, on purpose", self.number);
    }
}

#[test]
fn a_reading_and_a_destructor_that_both_panic_do_not_end_the_scrape() {
    let panics = || exported("gapless_read_panics_total", &[("metric", "measured_last_number")]);
    let before = panics();
    *LAST.lock().unwrap() = Some(Last { number: 1 }.measured());
    assert_eq!(exported_or_absent("measured_last_number", &[]), None);
    assert!(panics() > before);
}

/// A value that is read while a value of its type is made and dropped.
#[instrument_metric(namespace = "measured_reentrant")]
struct Reentrant {
    /// A number.
    #[metric(gauge, with = reentrant)]
    number: u32,
    #[metric(label)]
    outer: bool,
}

fn reentrant(number: &u32) -> u32 {
    if *number == 1 {
        drop(Reentrant { number: 0, outer: false }.measured());
    }
    number + 1
}

#[test]
fn a_reading_can_make_and_drop_a_value_of_the_same_type() {
    let _outer = Reentrant { number: 1, outer: true }.measured();
    assert_eq!(exported("measured_reentrant_number", &[("outer", "true")]), 2.0);
    assert_eq!(exported("measured_reentrant_number", &[("outer", "true")]), 2.0);
}
