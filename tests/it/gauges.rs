//! Gauges: absent until set, unless they are seeded.

use std::time::{SystemTime, UNIX_EPOCH};

use gapless::{LabelValue, Registry, defmetrics};

use crate::{exported, exported_or_absent, refused};

#[derive(Clone, Copy, LabelValue)]
enum Room {
    Hall,
    Cellar,
}

fn half() -> f64 {
    0.5
}

fn broken() -> f64 {
    panic!("a seed that panics, on purpose")
}

defmetrics! {
    #![namespace = "gauges"]

    /// Degrees.
    gauge temperature_celsius(room: Room);

    /// A time.
    gauge last_run_timestamp_seconds;

    /// A level.
    gauge level;

    /// Set by many threads.
    gauge contended;

    /// Added to by many threads.
    gauge added;

    /// Starts at a number.
    #[seed(20.0)]
    gauge capacity(room: Room);

    /// Starts at what a function says.
    #[seed(half)]
    gauge fill_ratio;

    /// Starts at a number, and nobody has looked at it when it is added to.
    #[seed(4.0)]
    gauge raised;

    /// Starts at a number, and nobody has looked at it when it is set.
    #[seed(4.0)]
    gauge replaced;

    /// Starts nowhere, as its function panics.
    #[seed(broken)]
    gauge broken_ratio;

    /// Refuses one bit pattern.
    gauge odd;
}

#[test]
fn a_gauge_is_absent_until_it_is_set() {
    let cellar = [("room", "cellar")];
    assert_eq!(exported_or_absent("gauges_temperature_celsius", &cellar), None);
    temperature_celsius(Room::Cellar).set(12.5);
    assert_eq!(exported("gauges_temperature_celsius", &cellar), 12.5);
    assert_eq!(exported_or_absent("gauges_temperature_celsius", &[("room", "hall")]), None);
    assert_eq!(temperature_celsius(Room::Hall).get(), None);
}

#[test]
fn a_gauge_that_is_set_to_zero_is_not_absent() {
    level().set(0.0);
    assert_eq!(exported("gauges_level", &[]), 0.0);
    level().inc();
    level().add(2.5);
    level().dec();
    assert_eq!(level().get(), Some(2.5));
}

#[test]
fn the_current_time_is_in_seconds_since_the_epoch() {
    let since_epoch =
        || SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970").as_secs_f64();
    let before = since_epoch();
    last_run_timestamp_seconds().set_to_current_time();
    let now = last_run_timestamp_seconds().get().expect("it was just set");
    assert!((before..=since_epoch()).contains(&now));
}

#[test]
fn a_seeded_gauge_is_exported_from_the_start_with_all_its_labels() {
    for room in ["hall", "cellar"] {
        assert_eq!(exported("gauges_capacity", &[("room", room)]), 20.0);
    }
    assert_eq!(exported("gauges_fill_ratio", &[]), 0.5);
    capacity(Room::Hall).add(1.0);
    assert_eq!(capacity(Room::Hall).get(), Some(21.0));
}

#[test]
fn a_seeded_gauge_adds_to_its_seed_and_keeps_a_set_value() {
    raised().add(0.5);
    assert_eq!(raised().get(), Some(4.5));
    replaced().set(1.0);
    assert_eq!(exported("gauges_replaced", &[]), 1.0);
}

#[test]
fn a_seed_that_panics_leaves_its_gauge_absent_and_usable() {
    assert_eq!(exported_or_absent("gauges_broken_ratio", &[]), None);
    broken_ratio().set(0.25);
    assert_eq!(exported("gauges_broken_ratio", &[]), 0.25);
}

/// Metrics of a group that can no longer be measured.
mod lost {
    use super::Room;

    gapless::defmetrics! {
        #![namespace = "gauges_lost"]
        #![group = "gauges_lost"]

        /// Without labels, seeded.
        #[seed(1.0)]
        pub(super) gauge capacity;

        /// With labels, seeded, and nobody has looked at it.
        #[seed(1.0)]
        pub(super) gauge seats(room: Room);

        /// With open labels.
        #[max_series(4)]
        pub(super) gauge level(tank: &str);

        /// A state.
        pub(super) stateset room_state: Room;

        /// A counter.
        pub(super) counter losses_total;
    }
}

#[test]
fn unsetting_the_gauges_of_a_group_changes_nothing_else() {
    lost::level("north").set(1.0);
    lost::room_state().set(Room::Hall);
    lost::losses_total().inc();
    let unset = || Registry::global().unset_gauges("gauges_lost").expect("there is such a group");
    unset();
    let snapshot = Registry::global().gather();
    let series = |name: &str| snapshot.family(name).map_or(0, |family| family.series.len());
    let names = ["capacity", "seats", "level", "room_state"].map(|name| format!("gauges_lost_{name}"));
    assert_eq!(names.map(|name| series(&name)), [0; 4]);
    assert_eq!(exported("gauges_lost_losses_total", &[]), 1.0);
    lost::seats(Room::Hall).set(2.0);
    lost::level("north").add(1.5);
    assert_eq!((lost::seats(Room::Hall).get(), lost::seats(Room::Cellar).get()), (Some(2.0), None));
    assert_eq!(exported("gauges_lost_level", &[("tank", "north")]), 1.5);
    let error = Registry::global().unset_gauges("gauges_list").expect_err("the group does not exist");
    assert_eq!(error.to_string(), "unknown group `gauges_list`; did you mean `gauges_lost`?");
}

#[test]
fn the_last_write_wins_and_no_addition_is_lost() {
    std::thread::scope(|scope| {
        for value in 0..8_u8 {
            scope.spawn(move || (0..1_000).for_each(|_| contended().set(f64::from(value))));
            scope.spawn(|| (0..1_000).for_each(|_| added().inc()));
        }
    });
    assert!((0..8_u8).any(|value| contended().get() == Some(f64::from(value))));
    assert_eq!(added().get(), Some(8_000.0));
}

#[test]
fn any_double_but_the_stale_marker_can_be_set() {
    for value in [f64::NAN, f64::INFINITY, -0.0, f64::MIN_POSITIVE] {
        odd().set(value);
        assert_eq!(odd().get().map(f64::to_bits), Some(value.to_bits()));
    }
    odd().set(f64::from_bits(0x7ff0_0000_0000_0002));
    assert_eq!(odd().get(), Some(f64::MIN_POSITIVE));
    assert_eq!(refused("gauges_odd"), 1.0);
}
