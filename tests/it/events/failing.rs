//! Handlers that fail are counted, and affect no other handler.

use gapless::{Event, events};

use super::Log;
use crate::{exported, exported_or_absent};

fn failures(event: &str, handler: &str, kind: &str) -> Option<f64> {
    let labels = [("event", event), ("handler", handler), ("kind", kind)];
    exported_or_absent("gapless_event_handler_failures_total", &labels)
}

#[test]
fn a_handler_that_panics_affects_no_other_and_stays_attached() {
    #[derive(Event)]
    struct Shaky {
        n: u64,
    }

    let log = Log::new();
    let writer = log.clone();
    events::attach::<Shaky>("failing::panics", |event| {
        assert_ne!(event.n, 1, "a panic on purpose");
    })
    .expect("its id is free");
    events::attach::<Shaky>("failing::after it", move |event| writer.push(event.n)).expect("its id is free");
    assert_eq!(failures("shaky", "failing::panics", "panic"), None);
    [0, 1, 1, 2].into_iter().for_each(|n| Shaky { n }.emit());
    assert_eq!(log.take(), [0, 1, 1, 2]);
    assert_eq!(failures("shaky", "failing::panics", "panic"), Some(2.0));
    assert_eq!(failures("shaky", "failing::after it", "panic"), None);
    let listed: Vec<_> = events::list("shaky").into_iter().map(|row| (row.id, row.failures)).collect();
    assert_eq!(listed, [("failing::panics".to_owned(), 2), ("failing::after it".to_owned(), 0)]);
}

#[test]
fn a_handler_can_be_detached_after_a_number_of_failures() {
    #[derive(Event)]
    struct Doomed;

    let log = Log::new();
    let writer = log.clone();
    let handler = events::handler("failing::doomed").detach_after(2);
    let always_fails = move |_: &Doomed| {
        writer.push(());
        panic!("a panic on purpose");
    };
    handler.attach::<Doomed>(always_fails).expect("its id is free");
    (0..5).for_each(|_| Doomed.emit());
    assert_eq!(log.take().len(), 2);
    assert_eq!(events::list("doomed"), []);
    assert_eq!(
        exported(
            "gapless_event_handler_failures_total",
            &[("event", "doomed"), ("handler", "failing::doomed"), ("kind", "panic"),]
        ),
        2.0
    );
}

#[test]
fn a_handler_whose_drop_panics_affects_no_other() {
    #[derive(Event)]
    struct Bomb;

    struct Explosive;
    impl Drop for Explosive {
        fn drop(&mut self) {
            panic!("a panic on purpose");
        }
    }

    events::attach::<Bomb>("failing::bomb", |_| std::panic::panic_any(Explosive)).expect("its id is free");
    Bomb.emit();
    assert_eq!(failures("bomb", "failing::bomb", "panic"), Some(1.0));
}

#[test]
fn a_handler_that_emits_its_own_event_is_stopped() {
    #[derive(Event)]
    struct Echo;

    let log = Log::new();
    let writer = log.clone();
    events::attach::<Echo>("failing::echo", move |_| {
        writer.push(());
        Echo.emit();
    })
    .expect("its id is free");
    Echo.emit();
    assert_eq!(log.take().len(), 16);
    assert_eq!(failures("echo", "failing::echo", "recursion"), Some(1.0));
    Echo.emit();
    assert_eq!(log.take().len(), 16);
}
