//! All ways to create a metric follow the same rules for names. The macros are tested with the same list in
//! `macros/src/name/tests.rs`, and `promtool` in `tests/e2e/names.rs`.

use gapless::dynamic::Registry;
use gapless::metrics::Recorder;
use gapless::snapshot::{HistogramValue, Number};
use gapless::sources::{Samples, Sources, source_fn};
use metrics::with_local_recorder;

use crate::listed_names::{ListedName, listed_names};

#[test]
fn declarations_and_run_time_metrics_have_the_same_rules_and_defaults() {
    for (declared, at_run_time) in [
        (
            include_str!("../../macros/src/name/rules.rs"),
            include_str!("../../runtime/core/src/names/rules.rs"),
        ),
        (
            include_str!("../../macros/src/defaults.rs"),
            include_str!("../../runtime/core/src/declared/defaults.rs"),
        ),
    ] {
        assert_eq!(declared, at_run_time, "the two copies differ; copy one over the other");
    }
}

/// Registers a metric of a type that a registry has; `None` for other types.
fn register(listed: &ListedName, labels: [&str; 1], unconventional: bool) -> Option<Result<(), String>> {
    macro_rules! register {
        ($declaration:expr) => {{
            let declaration = $declaration.labels(labels);
            let declaration = if unconventional { declaration.unconventional_name() } else { declaration };
            declaration.register().map(drop).map_err(|error| error.to_string())
        }};
    }
    let (registry, name) = (Registry::new(), &*listed.name);
    Some(match &*listed.kind {
        "counter" => register!(registry.counter(name, "Help.")),
        "gauge" => register!(registry.gauge(name, "Help.")),
        "up_down_counter" => register!(registry.up_down_counter(name, "Help.")),
        "histogram" => register!(registry.histogram(name, "Help.")),
        "label" => register!(registry.gauge("queue_length", "Help.")),
        _ => return None,
    })
}

#[track_caller]
fn check(listed: &ListedName, labels: [&str; 1]) {
    let Some(registered) = register(listed, labels, false) else { return };
    let unconventional = register(listed, labels, true).expect("the type is the same");
    let ListedName { verdict, name, says, .. } = listed;
    match registered {
        Ok(()) => assert_eq!(verdict, "ok", "{name}"),
        Err(error) => {
            assert_ne!(verdict, "ok", "{name}: {error}");
            assert!(error.contains(says), "{name}: `{says}` in {error}");
        }
    }
    assert_eq!(unconventional.is_err(), verdict == "must", "{name}: {unconventional:?}");
}

#[test]
fn a_registry_refuses_the_names_that_declarations_refuse() {
    listed_names(false).iter().for_each(|listed| check(listed, ["kind"]));
    listed_names(true).iter().for_each(|listed| check(listed, [&listed.name]));
}

/// Emits a metric of a type that samples have.
fn emit(listed: &ListedName, into: &mut Samples) {
    let (name, help) = (listed.name.clone(), "Help.");
    match &*listed.kind {
        "counter" => _ = into.counter(name, help).value(1_u64),
        "histogram" => {
            let (bounds, counts, sum) = (vec![0.5].into(), vec![1, 0], Number::F64(0.25));
            _ = into.histogram(name, help).value(HistogramValue { bounds, counts, sum, native: None });
        }
        "info" => _ = into.info(name, help).value(()),
        "label" => _ = into.gauge("queue_length", help).series([(name, "text")], 1.0),
        _ => _ = into.gauge(name, help).value(1.0),
    }
}

#[test]
fn a_source_may_break_recommendations_but_not_rules() {
    for listed in listed_names(false).into_iter().chain(listed_names(true)) {
        let (name, is_refused) = (listed.name.clone(), listed.verdict == "must");
        let sources = Sources::new();
        let source = source_fn("foreign", move |samples| {
            emit(&listed, samples);
            Ok(())
        });
        sources.add(source).expect("it is the first");
        let collection = sources.collect().wait();
        let is_exported = collection.family(&name).or(collection.family("queue_length")).is_some();
        assert_eq!(is_exported, !is_refused, "{name}");
    }
}

#[test]
fn a_recorder_refuses_no_name_of_a_library() {
    for listed in listed_names(false).into_iter().chain(listed_names(true)) {
        let (recorder, name) = (Recorder::builder().build(), listed.name.clone());
        with_local_recorder(&recorder, || match &*listed.kind {
            "counter" => metrics::counter!(name).increment(1),
            "histogram" => metrics::histogram!(name).record(1.0),
            "label" => metrics::gauge!("queue_length", name => "text").set(1.0),
            _ => metrics::gauge!(name).set(1.0),
        });
        let sources = Sources::new();
        sources.add(recorder).expect("it is the first");
        let exported = sources.collect().wait();
        let is_foreign = |family: &&gapless::snapshot::FamilySnapshot| !family.name.starts_with("gapless_");
        assert_eq!(exported.families().iter().filter(is_foreign).count(), 1, "{}", listed.name);
    }
}
