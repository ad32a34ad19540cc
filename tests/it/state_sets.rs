//! State sets: one series for each state, 1 in exactly one of them, absent until set unless seeded.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use gapless::encode::{Escaping, Format};
use gapless::snapshot::Value;
use gapless::{LabelValue, Registry, StateSet, defmetrics};

use crate::lines;

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
    Busy,
    #[label(rename = "on \"hold\"")]
    OnHold,
}

#[derive(Clone, Copy, LabelValue)]
enum Worker {
    Mail,
    Video,
}

fn at_start() -> State {
    panic!("a state that panics, on purpose")
}

defmetrics! {
    #![namespace = "states"]

    /// State of a worker.
    stateset worker(worker: Worker): State;

    /// A state that is seeded.
    #[seed(State::Busy)]
    stateset seeded(on: bool): State;

    /// A seeded state that is set before the first read.
    #[seed(State::Busy)]
    stateset replaced: State;

    /// A state whose seed panics.
    #[seed(at_start())]
    stateset broken: State;

    /// A state set with a UTF-8 name.
    #[name("odd.states ß")]
    stateset odd: State;

    /// A state that is removed.
    #[max_series(6)]
    #[expire_after("10m")]
    stateset player(player: &str): State;

    /// A state that many threads set.
    #[seed(State::Idle)]
    stateset contended: State;
}

static REPLACED: StateSet<State> = replaced();

fn state(name: &str, labels: &[(&str, &str)]) -> Option<&'static str> {
    match Registry::global().gather().value(name, labels)? {
        Value::StateSet(state) => Some(state.current()),
        other => panic!("{other:?} is not a state"),
    }
}

#[test]
fn a_state_set_is_absent_until_it_is_set_and_then_in_one_state() {
    assert_eq!(worker(Worker::Mail).get(), None);
    worker(Worker::Mail).set(State::Busy);
    worker(Worker::Mail).set(State::OnHold);
    assert_eq!(worker(Worker::Mail).get(), Some("on \"hold\""));
    assert_eq!(state("states_worker", &[("worker", "mail")]), Some("on \"hold\""));
    assert_eq!(worker(Worker::Video).get(), None);
    assert_eq!(state("states_worker", &[("worker", "video")]), None);
    assert_eq!(
        lines("states_worker"),
        [
            "# HELP states_worker State of a worker.",
            "# TYPE states_worker gauge",
            "states_worker{worker=\"mail\",states_worker=\"idle\"} 0",
            "states_worker{worker=\"mail\",states_worker=\"busy\"} 0",
            "states_worker{worker=\"mail\",states_worker=\"on \\\"hold\\\"\"} 1",
        ]
    );
}

#[test]
fn a_seeded_state_set_is_exported_from_the_start_with_all_its_labels() {
    for on in ["false", "true"] {
        assert_eq!(state("states_seeded", &[("on", on)]), Some("busy"));
    }
    REPLACED.set(State::Idle);
    assert_eq!(state("states_replaced", &[]), Some("idle"));
}

#[test]
fn a_seed_that_panics_leaves_its_state_set_absent_and_usable() {
    assert_eq!(state("states_broken", &[]), None);
    broken().set(State::Idle);
    assert_eq!(state("states_broken", &[]), Some("idle"));
}

#[test]
fn the_label_of_the_states_has_the_name_of_the_family_however_it_is_escaped() {
    odd().set(State::Idle);
    let openmetrics = |escaping| {
        let format = Format::OpenMetrics { escaping: Some(escaping) };
        let body =
            String::from_utf8(format.encode(&Registry::global().gather())).expect("an exposition is UTF-8");
        let lines = body.lines().filter(|line| line.contains("odd") && line.contains("states"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let quoted = openmetrics(Escaping::AllowUtf8);
    assert_eq!(quoted[0], "# TYPE \"odd.states ß\" stateset");
    assert_eq!(quoted[2], "{\"odd.states ß\",\"odd.states ß\"=\"idle\"} 1");
    assert_eq!(openmetrics(Escaping::Underscores)[2], "odd_states__{odd_states__=\"idle\"} 1");
}

#[test]
fn a_state_is_removed_with_its_open_value() {
    let start = Instant::now();
    player("ann").set(State::Busy);
    player("bob").set(State::Idle);
    assert!(player("ann").remove());
    assert_eq!(state("states_player", &[("player", "ann")]), None);
    assert_eq!(player("ann").get(), None);
    assert_eq!(state("states_player", &[("player", "bob")]), Some("idle"));
    let later = Registry::global().gather_at(start + Duration::from_secs(1500));
    assert_eq!(later.value("states_player", &[("player", "bob")]), None);
}

#[test]
fn every_snapshot_has_exactly_one_state() {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for state in [State::Idle, State::Busy, State::OnHold] {
            let is_over = &is_over;
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    contended().set(state);
                }
            });
        }
        for _ in 0..5 {
            let values = lines("states_contended{");
            let n = |value: &str| values.iter().filter(|line| line.ends_with(value)).count();
            assert_eq!((n(" 0"), n(" 1")), (2, 1), "{values:#?}");
        }
        is_over.store(true, Ordering::Relaxed);
    });
}
