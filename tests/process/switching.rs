//! Metrics that are disabled and enabled at run time. Each test has its own metrics, and the group of all functions has
//! one test.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use gapless::snapshot::{Switch, Value};
use gapless::{ErrorKind, Registry, defmetrics, instrument_metric};

fn switch(metric: &str) -> Switch<'static> {
    Registry::global().switch(metric).expect("it is declared here")
}

fn exported(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(Value::as_f64)
}

mod kinds {
    gapless::defmetrics! {
        #![group = "kinds"]

        /// Counted.
        pub(crate) counter kinds_total;

        /// Spent.
        pub(crate) counter kinds_seconds_total: f64;

        /// Set.
        pub(crate) gauge kinds_heat;

        /// Seeded.
        #[seed(1.0)]
        pub(crate) gauge kinds_room;

        /// Risen.
        pub(crate) up_down_counter kinds_level;

        /// Turned.
        pub(crate) stateset kinds_state: bool;

        /// Observed.
        #[buckets(1)]
        pub(crate) histogram kinds_size_bytes;

        /// Timed.
        pub(crate) histogram kinds_duration_seconds;
    }

    pub(crate) fn record() {
        kinds_total().inc();
        kinds_seconds_total().inc_by(0.5);
        kinds_seconds_total().inc_by(-1.0);
        kinds_heat().add(1.0);
        kinds_room().set(7.0);
        kinds_state().set(kinds_state().get() != Some("true"));
        kinds_level().inc_by(3);
        kinds_level().dec();
        kinds_size_bytes().observe(2_u64);
        kinds_duration_seconds().time(|| ());
        kinds_duration_seconds().start_timer().stop();
        kinds_duration_seconds().observe(f64::NAN);
    }

    pub(crate) fn values() -> (u64, f64, Option<f64>, Option<f64>, bool, i64, u64, u64) {
        (
            kinds_total().get(),
            kinds_seconds_total().get(),
            kinds_heat().get(),
            kinds_room().get(),
            kinds_state().get() == Some("true"),
            kinds_level().get(),
            kinds_size_bytes().get().count(),
            kinds_duration_seconds().get().count(),
        )
    }
}

#[test]
fn a_disabled_group_neither_records_nor_exports_and_continues_with_its_values() {
    let group = Registry::global().switch_group("kinds").expect("it is declared above");
    let families = || {
        let snapshot = Registry::global().gather();
        snapshot.families.iter().filter(|family| family.name.starts_with("kinds_")).count()
    };
    let refused = || {
        exported("gapless_refused_total", &[("metric", "kinds_seconds_total")]).unwrap()
            + exported("gapless_refused_total", &[("metric", "kinds_duration_seconds")]).unwrap()
    };
    kinds::record();
    assert_eq!(kinds::values(), (1, 0.5, Some(1.0), Some(7.0), true, 2, 1, 2));
    assert_eq!((families(), refused(), group.is_enabled()), (8, 2.0, true));
    group.disable();
    kinds::record();
    assert_eq!(kinds::values(), (1, 0.5, Some(1.0), Some(7.0), true, 2, 1, 2));
    assert_eq!((families(), refused(), group.is_enabled()), (0, 2.0, false));
    group.enable();
    kinds::record();
    assert_eq!(kinds::values(), (2, 1.0, Some(2.0), Some(7.0), false, 4, 2, 4));
    assert_eq!((families(), refused(), group.is_enabled()), (8, 4.0, true));
}

defmetrics! {
    /// One of two.
    counter first_total;

    /// The other.
    counter second_total;

    /// Taken while it is off.
    #[max_series(2)]
    counter open_total(game: &str);

    /// Held.
    up_down_counter held;

    /// Held by many threads.
    up_down_counter contended;

    /// Timed.
    histogram timed_duration_seconds;
}

#[test]
fn a_metric_is_switched_without_the_others() {
    switch("first_total").disable();
    first_total().inc();
    second_total().inc();
    assert_eq!((exported("first_total", &[]), exported("second_total", &[])), (None, Some(1.0)));
}

#[test]
fn untouched_metrics_can_be_disabled_from_the_start() {
    mod untouched {
        gapless::defmetrics! {
            /// Untouched.
            pub(crate) counter untouched_total;
        }
    }
    switch("untouched_total").disable();
    untouched::untouched_total().inc();
    switch("untouched_total").enable();
    assert_eq!(exported("untouched_total", &[]), Some(0.0));
}

#[test]
fn a_handle_created_while_its_metric_is_disabled_records_once_it_is_enabled() {
    let seen = open_total("seen");
    seen.inc();
    switch("open_total").disable();
    seen.inc();
    let [taken, past_the_bound] = [open_total("taken"), open_total("more")];
    taken.inc();
    switch("open_total").enable();
    [seen, taken, past_the_bound].into_iter().for_each(|counter| counter.inc());
    let value = |game| exported("open_total", &[("game", game)]);
    assert_eq!((value("seen"), value("taken"), value("_other")), (Some(2.0), Some(1.0), Some(1.0)));
    assert_eq!(exported("gapless_overflowed_total", &[("metric", "open_total")]), Some(0.0));
}

#[test]
fn a_guard_is_balanced_when_its_metric_is_switched_while_it_is_held() {
    let taken_on = held().guard();
    switch("held").disable();
    let taken_off = held().guard();
    assert_eq!(held().get(), 1);
    drop(taken_on);
    assert_eq!(held().get(), 0);
    let taken_on = [(); 2].map(|()| {
        switch("held").enable();
        held().guard()
    });
    drop(taken_off);
    assert_eq!(held().get(), 2);
    drop(taken_on);
    assert_eq!(exported("held", &[]), Some(0.0));
}

#[test]
fn a_timer_observes_if_its_histogram_was_enabled_when_it_started() {
    let started_on = [(); 2].map(|()| timed_duration_seconds().start_timer());
    switch("timed_duration_seconds").disable();
    let started_off = [(); 2].map(|()| timed_duration_seconds().start_timer());
    let [stopped, dropped] = started_on;
    assert!(stopped.stop().is_some());
    drop(dropped);
    switch("timed_duration_seconds").enable();
    let [stopped, dropped] = started_off;
    assert_eq!(stopped.stop(), None, "no clock was read");
    drop(dropped);
    assert_eq!(exported("timed_duration_seconds", &[]), Some(2.0));
}

#[test]
fn switching_while_threads_hold_guards_keeps_counters_balanced() {
    let done = AtomicBool::new(false);
    let counter = switch("contended");
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..2).map(|_| scope.spawn(|| (0..100_000).for_each(|_| drop(contended().guard())))).collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                counter.disable();
                counter.enable();
            }
        });
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert!(exported("contended", &[]).is_none_or(|held| held >= 0.0));
            }
        });
        workers.into_iter().for_each(|worker| worker.join().expect("a guard does not panic"));
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(contended().get(), 0);
}

mod here {
    gapless::defmetrics! {
        /// Declared twice.
        pub(crate) counter shared_total;
    }
}

mod there {
    gapless::defmetrics! {
        #![group = "there"]

        /// Declared twice.
        pub(crate) counter shared_total;
    }
}

#[test]
fn a_metric_is_switched_wherever_it_is_declared() {
    let record = || {
        here::shared_total().inc();
        there::shared_total().inc();
    };
    record();
    switch("shared_total").disable();
    record();
    assert_eq!(exported("shared_total", &[]), None);
    switch("shared_total").enable();
    assert_eq!(exported("shared_total", &[]), Some(2.0));
    assert!(Registry::global().switch_group("there").is_err(), "it is in the group of the first");
}

#[test]
fn an_unknown_name_is_reported_with_the_nearest_name() {
    let error = Registry::global().switch("firts_total").expect_err("the metric does not exist");
    assert!(matches!(error.kind(), ErrorKind::UnknownMetric { nearest: Some("first_total"), .. }));
    assert_eq!(error.to_string(), "unknown metric `firts_total`; did you mean `first_total`?");
    let error = Registry::global().switch_group("kind").expect_err("the group does not exist");
    assert!(
        matches!(error.kind(), ErrorKind::UnknownGroup { name, nearest: Some("kinds") } if name == "kind")
    );
    assert_eq!(error.to_string(), "unknown group `kind`; did you mean `kinds`?");
    let error = Registry::global().switch_group("").expect_err("it is not a group");
    assert_eq!(error.to_string(), "unknown group ``; `Registry::descriptors` lists all groups");
}

#[test]
fn the_metrics_of_gapless_can_be_disabled() {
    switch("gapless_info").disable();
    assert!(Registry::global().gather().family("gapless_info").is_none());
}

#[instrument_metric(name = "load")]
async fn load(ready: &AtomicBool) {
    std::future::poll_fn(|_| if ready.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending })
        .await;
}

#[instrument_metric(name = "fall")]
fn fall() {
    panic!("on purpose");
}

/// Returns the ended calls by outcome, the timed calls and the calls in flight of a function with a name.
fn calls(name: &str) -> (Option<f64>, Option<f64>, Option<f64>) {
    let labels = [("function", name), ("module", module_path!())];
    let [ok, panic] = ["ok", "panic"].map(|outcome| {
        exported(&format!("{name}_calls_total"), &[labels[0], labels[1], ("outcome", outcome)])
    });
    let others = [format!("{name}_duration_seconds"), format!("{name}_in_flight")];
    let [timed, in_flight] = others.map(|name| exported(&name, &labels));
    (ok.zip(panic).map(|(ok, panic)| ok + panic), timed, in_flight)
}

#[test]
fn a_call_counts_in_full_if_its_metrics_were_enabled_when_it_started() {
    let functions = Registry::global().switch_group("functions").expect("there are functions above");
    let context = &mut Context::from_waker(Waker::noop());
    let ready = AtomicBool::new(false);
    let (mut began_on, mut began_off) = (pin!(load(&ready)), pin!(load(&ready)));
    assert!(began_on.as_mut().poll(context).is_pending());
    assert_eq!(calls("load"), (Some(0.0), Some(0.0), Some(1.0)));
    functions.disable();
    assert_eq!(calls("load"), (None, None, None));
    assert!(began_off.as_mut().poll(context).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    ready.store(true, Ordering::Relaxed);
    assert!(began_on.as_mut().poll(context).is_ready());
    functions.enable();
    assert!(began_off.as_mut().poll(context).is_ready());
    assert_eq!(calls("load"), (Some(1.0), Some(1.0), Some(0.0)));
    assert_eq!(calls("fall"), (Some(0.0), Some(0.0), Some(0.0)));

    // Calls in flight are computed from ended calls, so these continue. Durations do not.
    ["fall_calls_total", "fall_duration_seconds"].map(switch).iter().for_each(Switch::disable);
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    assert_eq!(calls("fall"), (None, None, Some(0.0)));
    functions.enable();
    assert_eq!(calls("fall"), (Some(1.0), Some(0.0), Some(0.0)));
}
