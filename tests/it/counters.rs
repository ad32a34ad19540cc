//! Counters: integers and doubles, exact under contention, and what they refuse.

use gapless::{Counter, defmetrics};

use crate::{exported, exported_or_absent, refused};

defmetrics! {
    #![namespace = "counters"]

    /// Counted by one thread.
    counter events_total;

    /// Counted by many threads.
    counter contended_total;

    /// Doubles by many threads.
    counter contended_seconds_total: f64;

    /// Doubles, good and bad.
    counter spent_seconds_total: f64;

    /// Not there before its first event.
    #[seed(none)]
    counter rare_total(cached: bool);

    /// Counted through a constant.
    counter constant_total;
}

static CONSTANT: Counter = constant_total();

#[test]
fn a_counter_adds_up() {
    assert_eq!(exported("counters_events_total", &[]), 0.0);
    events_total().inc();
    events_total().inc_by(41);
    assert_eq!(events_total().get(), 42);
    assert_eq!(exported("counters_events_total", &[]), 42.0);
}

#[test]
fn a_handle_without_labels_is_a_constant() {
    CONSTANT.inc();
    assert_eq!(exported("counters_constant_total", &[]), 1.0);
}

#[test]
fn no_increment_is_lost_between_threads() {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..100_000).for_each(|_| contended_total().inc()));
            scope.spawn(|| (0..100_000).for_each(|_| contended_seconds_total().inc_by(0.5)));
        }
    });
    assert_eq!(contended_total().get(), 800_000);
    assert_eq!(contended_seconds_total().get(), 400_000.0);
}

#[test]
fn a_float_counter_refuses_and_counts_values_that_would_not_raise_it() {
    spent_seconds_total().inc_by(0.25);
    for bad in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        spent_seconds_total().inc_by(bad);
    }
    assert_eq!(spent_seconds_total().get(), 0.25);
    assert_eq!(refused("counters_spent_seconds_total"), 4.0);
}

#[test]
fn a_series_that_is_not_seeded_appears_with_its_first_event() {
    assert_eq!(exported_or_absent("counters_rare_total", &[("cached", "true")]), None);
    rare_total(true).inc();
    assert_eq!(exported("counters_rare_total", &[("cached", "true")]), 1.0);
    assert_eq!(exported_or_absent("counters_rare_total", &[("cached", "false")]), None);
}
