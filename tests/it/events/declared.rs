//! Handlers that are declared, and events that a test captures.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use gapless::{Event, events, on_event};

#[derive(Clone, Debug, Event, PartialEq)]
#[event(name = "declared.job.done")]
struct JobDone {
    queue: &'static str,
    #[event(measure)]
    size: u64,
}

static SIZE: AtomicU64 = AtomicU64::new(0);

/// Nothing refers to this module.
mod nobody_calls {
    use super::*;

    #[on_event]
    fn add_up(event: &JobDone) {
        SIZE.fetch_add(event.size, Ordering::Relaxed);
    }
}

#[derive(Event)]
struct PageServed<'a> {
    path: &'a str,
}

static LONGEST: AtomicU64 = AtomicU64::new(0);

#[on_event]
fn watch<'a>(PageServed { path }: &PageServed<'a>) {
    LONGEST.fetch_max(path.len() as u64, Ordering::Relaxed);
}

#[test]
fn a_declared_handler_needs_no_attach() {
    JobDone { queue: "mail", size: 3 }.emit();
    JobDone { queue: "mail", size: 4 }.emit();
    assert!(SIZE.load(Ordering::Relaxed) >= 7);
    PageServed { path: "/games" }.emit();
    assert_eq!(LONGEST.load(Ordering::Relaxed), 6);
    let ids = |prefix| events::list(prefix).into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids("page_served"), ["it::events::declared::watch"]);
    assert!(ids("declared.job").contains(&"it::events::declared::nobody_calls::add_up".to_owned()));
}

#[test]
fn a_declared_handler_is_detached_by_its_path() {
    static CALLS: AtomicU64 = AtomicU64::new(0);

    #[derive(Event)]
    struct Detached;

    #[on_event]
    fn count(_: &Detached) {
        CALLS.fetch_add(1, Ordering::Relaxed);
    }

    Detached.emit();
    events::detach("it::events::declared::count").expect("it is declared");
    Detached.emit();
    assert_eq!(CALLS.load(Ordering::Relaxed), 1);
}

#[test]
fn a_captured_event_is_cloned_while_nothing_is_locked() {
    #[derive(Event)]
    #[event(name = "declared.echo")]
    struct Echo;

    impl Clone for Echo {
        fn clone(&self) -> Self {
            assert!(!events::list("declared.echo").is_empty());
            Inner.emit();
            Echo
        }
    }

    #[derive(Clone, Event)]
    #[event(name = "declared.echo_inner")]
    struct Inner;

    let (echos, inner) = (events::capture::<Echo>(), events::capture::<Inner>());
    let both = events::capture::<Echo>();
    Echo.emit();
    assert_eq!((echos.take().len(), both.take().len(), inner.take().len()), (1, 1, 2));
}

#[test]
fn a_test_captures_what_its_own_thread_emits() {
    let (captured, of_all) = (events::capture::<JobDone>(), events::capture_of_all_threads::<JobDone>());
    let (mine, other) = (JobDone { queue: "captured", size: 0 }, JobDone { queue: "other", size: 0 });
    mine.emit();
    thread::scope(|scope| scope.spawn(|| other.emit()).join().expect("it only emits"));
    assert_eq!(captured.take(), std::slice::from_ref(&mine));
    let all = of_all.take();
    assert!(all.contains(&mine) && all.contains(&other), "{all:?}");
    assert_eq!(captured.take(), []);

    drop(captured);
    let n_captures =
        || events::list("declared.job").iter().filter(|row| row.id.starts_with("capture")).count();
    let before = n_captures();
    drop(of_all);
    assert!(n_captures() < before);
}
