//! All metrics of a program, disabled and enabled together. The tests run one after the other, because they share all
//! metrics.

use std::sync::{Mutex, MutexGuard, PoisonError};

use gapless::snapshot::{Switch, Value};
use gapless::{Registry, defmetrics, instrument_metric};

defmetrics! {
    #![group = "some"]

    /// Counted.
    counter counted_total;

    /// Off by itself.
    counter alone_total;

    /// Of its value.
    #[max_series(2)]
    counter games_total(game: &str);

    /// Set.
    #[seed(1.0)]
    gauge heat;

    /// Held.
    up_down_counter held;

    /// Timed.
    histogram timed_duration_seconds;
}

#[instrument_metric(name = "work")]
fn work() {}

/// Gives a test exclusive use of the switch.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn all() -> Switch<'static> {
    Registry::global().switch_all()
}

fn switch(metric: &str) -> Switch<'static> {
    Registry::global().switch(metric).expect("it is declared here")
}

fn record() {
    counted_total().inc();
    games_total("go").inc();
    heat().inc();
    held().inc();
    timed_duration_seconds().time(work);
}

fn values() -> (u64, u64, Option<f64>, i64, u64) {
    let timed = timed_duration_seconds().get().count();
    (counted_total().get(), games_total("go").get(), heat().get(), held().get(), timed)
}

fn exported(name: &str) -> Option<f64> {
    Registry::global().gather().value(name, &[]).map(Value::as_f64)
}

#[test]
fn switching_all_metrics_keeps_disabled_metrics_disabled() {
    let _turn = turn();
    let guard = held().guard();
    record();
    let n_series = exported("gapless_series");
    switch("alone_total").disable();
    let (before, n_families) = (values(), Registry::global().gather().families.len());
    for _ in 0..2 {
        all().disable();
        record();
    }
    assert_eq!((values(), all().is_enabled()), (before, false));
    let left = Registry::global().gather();
    assert!(left.families.iter().all(|family| family.name.starts_with("gapless_")));
    assert!(left.family("gapless_info").is_some());
    assert_eq!(exported("gapless_series"), n_series, "it is what there can be");
    for _ in 0..2 {
        all().enable();
    }
    assert_eq!((values(), Registry::global().gather().families.len()), (before, n_families));
    alone_total().inc();
    assert_eq!((exported("alone_total"), all().is_enabled()), (None, true));
    record();
    assert_eq!(
        values(),
        (before.0 + 1, before.1 + 1, before.2.map(|heat| heat + 1.0), before.3 + 1, before.4 + 1)
    );
    switch("alone_total").enable();
    assert_eq!(exported("alone_total"), Some(0.0));
    let before = held().get();
    all().disable();
    drop(guard);
    all().enable();
    assert_eq!(held().get(), before - 1);
}

#[test]
fn a_metric_that_is_enabled_while_all_are_disabled_records_later() {
    let _turn = turn();
    let (counted, group) =
        (switch("counted_total"), Registry::global().switch_group("some").expect("it is declared"));
    let before = counted_total().get();
    all().disable();
    counted.enable();
    group.enable();
    counted_total().inc();
    assert_eq!(
        (counted_total().get(), counted.is_enabled(), exported("counted_total")),
        (before, false, None)
    );
    counted.disable();
    all().enable();
    counted_total().inc();
    assert_eq!((counted_total().get(), counted.is_enabled()), (before, false));
    group.enable();
    counted_total().inc();
    assert_eq!((counted_total().get(), counted.is_enabled()), (before + 1, true));
}

mod untouched {
    gapless::defmetrics! {
        /// Touched late.
        pub(crate) counter late_total;

        /// Of a value that is seen late.
        #[max_series(2)]
        pub(crate) counter late_games_total(game: &str);
    }
}

#[test]
fn a_metric_first_touched_while_all_are_disabled_records_once_enabled() {
    let _turn = turn();
    all().disable();
    let (late, game) = (untouched::late_total(), untouched::late_games_total("go"));
    late.inc();
    game.inc();
    assert_eq!((late.get(), game.get()), (0, 0));
    all().enable();
    late.inc();
    game.inc();
    assert_eq!((late.get(), game.get(), exported("late_total")), (1, 1, Some(1.0)));
}
