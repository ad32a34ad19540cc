//! Measured values while they are locked, equal, and made and dropped by the thousands.
//!
//! This test needs a separate process, because its allocator counts, and because other scrapes would read the fields.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock, mpsc};
use std::thread;

use allocation_counter::measure;
use gapless::encode::Format;
use gapless::snapshot::Value;
use gapless::{LabelValue, Measured, Registry, instrument_metric};

#[path = "../linted.rs"]
mod linted;

use linted::linted;

/// Tests that scrape take turns, because a scrape reads the fields of all values.
static TURN: Mutex<()> = Mutex::new(());

fn exported(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(Value::as_f64)
}

/// A value with locks.
#[instrument_metric(namespace = "locked")]
struct Locked {
    /// A number behind a lock.
    #[metric(gauge)]
    number: Mutex<u32>,
    /// A number behind another lock.
    #[metric(counter, name = "numbers_total")]
    numbers: RwLock<u32>,
    /// A number beside the locks.
    #[metric(gauge)]
    other: AtomicUsize,
}

#[test]
fn a_locked_field_does_not_hold_up_a_scrape_and_keeps_its_last_value() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let misses = |metric| exported("gapless_lock_misses_total", &[("metric", metric)]);
    let all = || ["locked_number", "locked_numbers_total", "locked_other"].map(|name| exported(name, &[]));
    let value =
        Locked { number: Mutex::new(1), numbers: RwLock::new(2), other: AtomicUsize::new(3) }.measured();
    let guard = value.number.lock().unwrap();
    assert_eq!(exported("locked_number", &[]), None, "it was never read");
    assert_eq!(misses("locked_number"), Some(1.0));
    drop(guard);
    assert_eq!(all(), [Some(1.0), Some(2.0), Some(3.0)]);

    let (mut number, mut numbers) = (value.number.lock().unwrap(), value.numbers.write().unwrap());
    (*number, *numbers) = (10, 20);
    value.other.store(30, Ordering::Relaxed);
    assert_eq!(all(), [Some(1.0), Some(2.0), Some(30.0)]);
    assert!(misses("locked_numbers_total") > Some(0.0));
    drop((number, numbers));
    assert_eq!(all(), [Some(10.0), Some(20.0), Some(30.0)]);
}

/// The phase of the test.
#[derive(Clone, Copy, LabelValue)]
#[instrument_metric]
enum Phase {
    Starting,
    Running,
}

#[test]
fn a_locked_enum_keeps_its_last_state() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let phase = Phase::Starting.measured();
    assert_eq!(exported("phase", &[]), Some(0.0));
    let mut guard = phase.lock().unwrap();
    *guard = Phase::Running;
    assert_eq!(exported("phase", &[]), Some(0.0));
    drop(guard);
    assert_eq!(exported("phase", &[]), Some(1.0));
}

/// A room.
#[instrument_metric(namespace = "equal")]
struct Room {
    /// Guests in the room.
    #[metric(gauge)]
    guests: u8,
    #[metric(label, max = 10)]
    name: &'static str,
}

/// A hall, which has no label.
#[instrument_metric(namespace = "hall")]
struct Hall {
    /// Guests in the hall.
    #[metric(gauge)]
    guests: u8,
}

#[test]
fn equal_labels_are_reported_once_for_each_type() {
    let room = |guests| Room { guests, name: "kitchen" }.measured();
    assert!(Registry::global().take_news().is_empty());
    let _rooms = [room(1), room(2), room(3)];
    let news: Vec<_> = Registry::global().take_news().iter().map(ToString::to_string).collect();
    let expected = "two values of `Room` have the labels {name=\"kitchen\"}, and the later value is not exported until the \
                    earlier value is dropped; give each value other labels";
    assert_eq!(news, [expected]);
    drop(room(4));
    assert!(Registry::global().take_news().is_empty());

    let _halls = [Hall { guests: 1 }.measured(), Hall { guests: 2 }.measured()];
    let news: Vec<_> = Registry::global().take_news().iter().map(ToString::to_string).collect();
    let expected = "two values of `Hall` have no label that tells them apart, and the later value is not exported until the \
                    earlier value is dropped; add a field with `#[metric(label)]` to the struct, or keep one value at a time";
    assert_eq!(news, [expected]);
}

/// A session.
#[instrument_metric(namespace = "churn")]
struct Session {
    /// Messages of the session.
    #[metric(counter, name = "messages_total")]
    messages: AtomicUsize,
    /// Rooms that the session has joined.
    #[metric(gauge)]
    rooms: Mutex<Vec<u8>>,
    #[metric(label, max = 20_000)]
    id: String,
}

fn session(id: usize) -> Measured<Session> {
    let rooms = Mutex::new(vec![1]);
    Session { messages: AtomicUsize::new(id), rooms, id: format!("{id:05}") }.measured()
}

fn sessions() -> usize {
    let snapshot = Registry::global().gather();
    snapshot.family("churn_messages_total").map_or(0, |family| family.series.len())
}

/// Makes and drops values, while a few of them stay alive.
fn come_and_go(n: usize) {
    let mut alive = std::collections::VecDeque::new();
    for id in 0..n {
        alive.push_back(session(id));
        if alive.len() > 50 {
            alive.pop_front();
        }
    }
}

#[test]
fn ten_thousand_values_that_come_and_go_during_scrapes_leave_nothing_behind() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = session(19_999);
    let is_over = AtomicBool::new(false);
    let n_scrapes = thread::scope(|scope| {
        let (begun, begins) = mpsc::channel();
        let scraping = scope.spawn(|| {
            let (begun, mut n) = (begun, 0);
            while !is_over.load(Ordering::Relaxed) || n < 3 {
                let body = linted(Format::Text.scrape().into_bytes(), Format::Text.content_type());
                let body = String::from_utf8(body).expect("it is UTF-8");
                assert!(body.contains("churn_messages_total{id=\"19999\"} 19999\n"), "nothing is lost");
                n += 1;
                let _ = begun.send(());
            }
            n
        });
        begins.recv().expect("the first scrape ends");
        come_and_go(10_000);
        is_over.store(true, Ordering::Relaxed);
        scraping.join().expect("every scrape is valid")
    });
    assert!(n_scrapes >= 3);
    assert_eq!(sessions(), 1, "nothing stale");
    drop(kept);
    assert_eq!(sessions(), 0);
    let conflicts = exported("gapless_label_conflicts_total", &[("metric", "churn_messages_total")]);
    let overflowed = exported("gapless_overflowed_total", &[("metric", "churn_messages_total")]);
    assert_eq!((conflicts, overflowed), (Some(0.0), Some(0.0)));
}

#[test]
fn dropped_values_free_their_memory() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let cycle = || {
        let all: Vec<_> = (0..1000).map(session).collect();
        assert_eq!(sessions(), 1000);
        drop(all);
        assert_eq!(sessions(), 0);
    };
    cycle();
    let all = measure(|| (0..10).for_each(|_| cycle()));
    assert_eq!(all.bytes_current, 0, "of {} bytes", all.bytes_total);
}
