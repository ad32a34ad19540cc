//! Timing of calls: durations by outcome, one call in N, and metrics that are left out.

use gapless::snapshot::{FamilySnapshot, Value};
use gapless::{LabelValue, Registry, instrument_metric};

use super::{Calls, block_on, plain, poll_once};
use crate::{exported, exported_or_absent, lines};

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

/// The sites and families of everything that is exported under a name.
fn family(name: &str) -> Option<FamilySnapshot> {
    Registry::global().gather().families.into_iter().find(|family| family.name == name)
}

// By outcome.

#[derive(Debug, LabelValue)]
enum LoginError {
    Unknown,
    Locked,
}

#[instrument_metric(name = "timed_login", by_outcome, error = LoginError, labels(long: bool = name.len() > 3), buckets(60))]
async fn timed_login(name: &str) -> Result<(), LoginError> {
    match name {
        "" => Err(LoginError::Unknown),
        "Eve" => Err(LoginError::Locked),
        "Mallory" => std::future::pending().await,
        _ => Ok(()),
    }
}

#[instrument_metric(name = "timed_greeting", by_outcome)]
fn timed_greeting() -> &'static str {
    "Hello!"
}

#[test]
fn durations_by_outcome_are_separate_and_seeded_like_the_calls() {
    block_on(async {
        assert!(timed_login("").await.is_err() && timed_login("Eve").await.is_err());
        assert!(timed_login("Ada").await.is_ok());
    });
    {
        let mut stalled = Box::pin(timed_login("Mallory"));
        assert!(poll_once(stalled.as_mut()).is_pending());
    }
    let timed = |long, outcome| {
        let labels =
            [("function", "timed_login"), ("module", module_path!()), ("long", long), ("outcome", outcome)];
        exported_or_absent("timed_login_duration_seconds", &labels)
    };
    assert_eq!(
        ["ok", "error", "panic", "cancelled"].map(|outcome| timed("false", outcome)),
        [Some(1.0), Some(2.0), Some(0.0), Some(0.0)]
    );
    assert_eq!(
        ["ok", "error", "panic", "cancelled"].map(|outcome| timed("true", outcome)),
        [Some(0.0), Some(0.0), Some(0.0), Some(1.0)]
    );
    let labels = [("function", "timed_login"), ("module", module_path!()), ("long", "true")];
    assert_eq!(exported("timed_login_in_flight", &labels), 0.0);
}

#[test]
fn an_outcome_that_a_function_cannot_have_has_no_duration() {
    assert_eq!(timed_greeting(), "Hello!");
    let timed = |outcome| {
        let labels = [("function", "timed_greeting"), ("module", module_path!()), ("outcome", outcome)];
        exported_or_absent("timed_greeting_duration_seconds", &labels)
    };
    assert_eq!(["ok", "error", "panic", "cancelled"].map(timed), [Some(1.0), None, Some(0.0), None]);
}

// Left out.

#[instrument_metric(skip(duration))]
fn untimed() {}

#[instrument_metric(skip(in_flight))]
fn not_in_flight(fail: bool) -> Result<(), ()> {
    if fail { Err(()) } else { Ok(()) }
}

#[instrument_metric(name = "counted_only", skip(duration, in_flight))]
async fn counted_only() {}

#[instrument_metric(name = "untimed_visit", skip(duration), labels(yes: bool = true))]
fn untimed_visit() {}

struct Desk;

#[instrument_metric(skip(in_flight), sample = 2)]
impl Desk {
    #[metric(skip)]
    fn new() -> Self {
        Desk
    }

    fn ask(&self) {}

    #[metric(skip(duration))]
    fn answer(&self) {}
}

#[test]
fn skipped_metrics_are_absent_and_the_others_are_exact() {
    untimed();
    assert!(not_in_flight(false).is_ok() && not_in_flight(true).is_err());
    let labels = |function| [("function", function), ("module", module_path!())];
    let ended = |function, outcome| {
        let labels = [&labels(function)[..], &[("outcome", outcome)]].concat();
        exported_or_absent("function_calls_total", &labels)
    };
    assert_eq!(ended("untimed", "ok"), Some(1.0));
    assert_eq!(exported_or_absent("function_duration_seconds", &labels("untimed")), None);
    assert_eq!(exported("function_in_flight", &labels("untimed")), 0.0);
    assert_eq!((ended("not_in_flight", "ok"), ended("not_in_flight", "error")), (Some(1.0), Some(1.0)));
    assert_eq!(exported("function_duration_seconds", &labels("not_in_flight")), 2.0);
    assert_eq!(exported_or_absent("function_in_flight", &labels("not_in_flight")), None);
}

#[test]
fn a_family_without_a_function_is_not_registered() {
    block_on(counted_only());
    untimed_visit();
    for left_out in
        ["counted_only_duration_seconds", "counted_only_in_flight", "untimed_visit_duration_seconds"]
    {
        assert!(family(left_out).is_none() && lines(left_out).is_empty(), "{left_out}");
    }
    let labels = [("function", "counted_only"), ("module", module_path!()), ("outcome", "ok")];
    assert_eq!(exported("counted_only_calls_total", &labels), 1.0);
    let labels = [("function", "untimed_visit"), ("module", module_path!()), ("yes", "true")];
    assert_eq!(exported("untimed_visit_in_flight", &labels), 0.0);
}

#[test]
fn a_method_leaves_out_what_its_block_measures() {
    let desk = Desk::new();
    (0..3).for_each(|_| desk.ask());
    desk.answer();
    let labels = |function| [("function", function), ("module", module_path!())];
    assert_eq!(exported_or_absent("function_duration_seconds", &labels("Desk::new")), None);
    assert_eq!(exported("function_duration_seconds", &labels("Desk::ask")), 2.0);
    assert_eq!(exported_or_absent("function_in_flight", &labels("Desk::ask")), None);
    assert_eq!(exported_or_absent("function_duration_seconds", &labels("Desk::answer")), None);
    assert_eq!(exported("function_in_flight", &labels("Desk::answer")), 0.0);
}

// One call in N.

#[instrument_metric(sample = 4)]
fn sampled() {}

#[instrument_metric(name = "sampled_lookup", sample = 3, labels(hit: bool = hit))]
async fn sampled_lookup(hit: bool) {}

#[instrument_metric(name = "sampled_always", sample = 1)]
fn sampled_always() {}

#[test]
fn the_first_call_is_timed_and_then_each_nth() {
    let timed: Vec<_> = (0..10)
        .map(|_| {
            sampled();
            calls("sampled").durations
        })
        .collect();
    assert_eq!(timed, [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0]);
    assert_eq!(calls("sampled"), Calls { durations: 3.0, ..plain(10.0) });
}

#[test]
fn a_call_that_is_not_timed_is_counted_and_in_flight() {
    let mut calls: Vec<_> = (0..6).map(|i| Box::pin(sampled_lookup(i >= 4))).collect();
    block_on(async {
        for call in &mut calls {
            call.await;
        }
    });
    let labels = |hit| [("function", "sampled_lookup"), ("module", module_path!()), ("hit", hit)];
    let ended = |hit, outcome| {
        exported("sampled_lookup_calls_total", &[&labels(hit)[..], &[("outcome", outcome)]].concat())
    };
    assert_eq!((ended("false", "ok"), ended("true", "ok")), (4.0, 2.0));
    let timed = |hit| exported("sampled_lookup_duration_seconds", &labels(hit));
    assert_eq!((timed("false"), timed("true")), (2.0, 0.0));
    assert_eq!(exported("sampled_lookup_in_flight", &labels("true")), 0.0);
}

#[test]
fn the_help_of_sampled_durations_states_the_sample() {
    let help = |name| family(name).map(|family| family.help.into_owned());
    assert_eq!(
        help("sampled_lookup_duration_seconds").as_deref(),
        Some("Time from a call's start to its end, of one call in 3.")
    );
    for each in ["sampled_always_duration_seconds", "function_duration_seconds"] {
        assert_eq!(help(each).as_deref(), Some("Time from a call's start to its end."));
    }
    sampled_always();
    match Registry::global().gather().value(
        "sampled_always_duration_seconds",
        &[("function", "sampled_always"), ("module", module_path!())],
    ) {
        Some(Value::Histogram(histogram)) => assert_eq!(histogram.count(), 1),
        other => panic!("{other:?}"),
    }
}
