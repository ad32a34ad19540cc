//! Handlers of one event type.

use std::thread;
use std::time::Duration;

use gapless::{ErrorKind, Event, LabelValue, events};

use super::Log;

#[derive(Clone, Copy, Debug, LabelValue, PartialEq)]
enum Origin {
    Web,
    Import,
}

#[derive(Event)]
#[event(name = "handlers.account.created")]
struct AccountCreated {
    origin: Origin,
    #[event(measure)]
    took: Duration,
}

impl AccountCreated {
    fn of(origin: Origin) -> Self {
        AccountCreated { origin, took: Duration::from_millis(3) }
    }
}

#[test]
fn a_handler_is_called_in_the_thread_that_emits() {
    #[derive(Event)]
    struct Called {
        origin: Origin,
        #[event(measure)]
        took: Duration,
    }

    let log = Log::new();
    let writer = log.clone();
    events::attach::<Called>("handlers::called", move |event| {
        writer.push((event.origin, event.took, thread::current().id()));
    })
    .expect("its id is free");
    let took = Duration::from_millis(3);
    Called { origin: Origin::Import, took }.emit();
    assert_eq!(log.take(), [(Origin::Import, took, thread::current().id())]);

    let other = thread::spawn(move || Called { origin: Origin::Web, took }.emit());
    let id = other.thread().id();
    other.join().expect("it only emits");
    assert_eq!(log.take(), [(Origin::Web, took, id)]);
}

#[test]
fn an_event_needs_no_handlers() {
    #[derive(Event)]
    struct Unheard;

    Unheard.emit();
    Unheard.emit();
    assert_eq!(events::list("unheard"), []);
}

#[test]
fn a_handler_receives_an_event_with_borrowed_fields() {
    #[derive(Event)]
    struct PageServed<'a> {
        path: &'a str,
        of: &'a [u8],
    }

    let log = Log::new();
    let writer = log.clone();
    let write = move |event: &PageServed<'_>| writer.push(format!("{} {}", event.path, event.of.len()));
    events::attach::<PageServed<'_>>("handlers::borrowed", write).expect("its id is free");
    let path = String::from("/games");
    PageServed { path: &path, of: path.as_bytes() }.emit();
    assert_eq!(log.take(), ["/games 6"]);
}

#[test]
fn a_handler_is_detached_once_and_ids_are_unique() {
    let log = Log::new();
    let attach = || {
        let writer = log.clone();
        events::attach::<AccountCreated>("handlers::once", move |event| writer.push(event.origin))
    };
    attach().expect("its id is free");
    let error = attach().expect_err("it is not any more");
    assert!(matches!(error.kind(), ErrorKind::HandlerExists(id) if id == "handlers::once"), "{error}");
    AccountCreated::of(Origin::Web).emit();
    assert_eq!(log.take().len(), 1);

    events::detach("handlers::once").expect("it is there");
    AccountCreated::of(Origin::Web).emit();
    assert_eq!(log.take().len(), 0);
    let error = events::detach("handlers::once").expect_err("it is not any more");
    assert!(
        matches!(error.kind(), ErrorKind::UnknownHandler { id, .. } if id == "handlers::once"),
        "{error}"
    );
    attach().expect("its id is free again");
    let error = events::detach("handlers::onc").expect_err("nobody has this id");
    assert_eq!(error.to_string(), "unknown handler `handlers::onc`; did you mean `handlers::once`?");
}

#[test]
fn a_handler_that_is_not_attached_is_dropped_while_nothing_is_locked() {
    #[derive(Clone, Event)]
    struct Taken;

    events::attach::<Taken>("handlers::taken", |_| {}).expect("its id is free");
    let captured = events::capture::<Taken>(); // which detaches when it is dropped
    let keep = move |_: &Taken| drop(captured.take());
    events::attach::<Taken>("handlers::taken", keep).expect_err("its id is taken");
    events::detach("handlers::taken").expect("it is attached");
}

#[test]
fn handlers_emit_attach_and_detach_without_a_deadlock() {
    #[derive(Event)]
    struct Outer;
    #[derive(Event)]
    struct Inner;

    let log = Log::new();
    let writer = log.clone();
    events::attach::<Inner>("handlers::inner", move |_| writer.push("inner")).expect("its id is free");
    let writer = log.clone();
    events::attach::<Outer>("handlers::outer", move |_| {
        writer.push("outer begins");
        Inner.emit();
        events::detach("handlers::outer").expect("it is attached");
        let writer_of_next = writer.clone();
        events::attach::<Outer>("handlers::next", move |_| writer_of_next.push("next"))
            .expect("its id is free");
        writer.push("outer ends");
    })
    .expect("its id is free");
    Outer.emit();
    assert_eq!(log.take(), ["outer begins", "inner", "outer ends"]);
    Outer.emit();
    assert_eq!(log.take(), ["next"]);
}

#[test]
fn no_event_is_lost_while_others_attach_and_detach() {
    #[derive(Event)]
    struct Busy {
        n: u64,
    }

    let log = Log::new();
    let writer = log.clone();
    events::attach::<Busy>("handlers::busy", move |event| writer.push(event.n)).expect("its id is free");
    let emitting = thread::spawn(|| (0..1000).for_each(|n| Busy { n }.emit()));
    for n in 0..200 {
        events::attach::<Busy>(format!("handlers::busy {n}"), |_| {}).expect("its id is free");
        events::detach(&format!("handlers::busy {n}")).expect("it is attached");
    }
    emitting.join().expect("it only emits");
    assert!(log.take().into_iter().eq(0..1000));
}
