//! Expiry of open label values, in snapshots at times that the tests choose. The tests run one after the other, because
//! every snapshot reads all metrics.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gapless::snapshot::Value;
use gapless::{LabelValue, Registry, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Side {
    Left,
    Right,
}

defmetrics! {
    #![namespace = "expiring"]

    /// Counted.
    #[max_series(2)]
    #[expire_after("10m")]
    counter games_total(game: &str);

    /// Kept.
    #[max_series(2)]
    counter lasting_total(game: &str);

    /// Counted by one that keeps its handle.
    #[max_series(10)]
    #[expire_after("10m")]
    counter kept_total(game: &str);

    /// Spent.
    #[max_series(10)]
    #[expire_after("10m")]
    counter spent_seconds_total(game: &str): f64;

    /// Set.
    #[max_series(10)]
    #[expire_after("10m")]
    gauge heat(game: &str);

    /// Observed.
    #[max_series(100)]
    #[buckets(1, 2)]
    #[expire_after("10m")]
    histogram sizes(game: &str);

    /// Timed.
    #[max_series(100)]
    #[buckets(1, 2)]
    #[expire_after("10m")]
    histogram wait_seconds(game: &str);

    /// Counted in cells of all threads.
    #[max_series(10)]
    #[storage(shared)]
    #[expire_after("10m")]
    counter shared_total(game: &str);

    /// Held.
    #[max_series(10)]
    #[expire_after("10m")]
    up_down_counter players(game: &str, side: Side);

    /// Listed.
    #[max_series(10)]
    #[seed(game = ["chess"], realm = ["eu", "us"])]
    #[expire_after("1h30m")]
    counter listed_total(game: &str, realm: &str);

    /// Switched.
    #[max_series(10)]
    #[expire_after("10m")]
    gauge switched(game: &str);
}

/// The clock of a test, in minutes. A test with a clock has all metrics for itself.
struct Clock {
    start: Instant,
    _turn: MutexGuard<'static, ()>,
}

impl Clock {
    fn new() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        Clock { _turn: TURN.lock().unwrap_or_else(PoisonError::into_inner), start: Instant::now() }
    }

    /// Returns the value of a series at a minute, in one snapshot.
    fn read(&self, minute: u64, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let snapshot = Registry::global().gather_at(self.start + Duration::from_secs(60 * minute));
        snapshot.value(&format!("expiring_{name}"), labels).map(Value::as_f64)
    }
}

#[test]
fn an_unused_value_is_removed_and_returns_at_zero() {
    let clock = Clock::new();
    let read = |minute, game| clock.read(minute, "games_total", &[("game", game)]);
    for game in ["chess", "go", "tag"] {
        games_total(game).inc_by(5);
        lasting_total(game).inc();
    }
    assert_eq!((read(0, "chess"), read(1, "go"), read(2, "_other")), (Some(5.0), Some(5.0), Some(5.0)));
    games_total("go").inc();
    assert_eq!((read(9, "chess"), read(9, "go")), (Some(5.0), Some(6.0)));
    assert_eq!((read(10, "chess"), read(18, "go"), read(18, "_other")), (None, Some(6.0), None));
    games_total("tag").inc();
    assert_eq!((read(18, "tag"), read(19, "go")), (Some(1.0), None));
    games_total("chess").inc();
    assert_eq!((read(19, "chess"), read(19, "tag")), (Some(1.0), Some(1.0)));
    assert_eq!(clock.read(10_000, "lasting_total", &[("game", "chess")]), Some(1.0));
}

#[test]
fn a_stored_handle_creates_its_value_again_and_reading_it_is_not_a_use() {
    let clock = Clock::new();
    let read = |minute| clock.read(minute, "kept_total", &[("game", "go")]);
    let go = kept_total("go");
    for minute in 0..5 {
        go.inc();
        assert_eq!(read(8 * minute), Some(minute as f64 + 1.0));
    }
    assert_eq!((read(41), go.get()), (Some(5.0), 5));
    assert_eq!((read(42), go.get()), (None, 0));
    go.inc();
    assert_eq!((read(43), go.get()), (Some(1.0), 1));
}

#[test]
fn every_record_counts_as_use_whatever_its_value() {
    let clock = Clock::new();
    let record = || {
        spent_seconds_total("go").inc_by(0.0);
        heat("go").set(1.0);
        sizes("go").observe(1.0);
        drop(wait_seconds("go").start_timer());
        shared_total("go").inc_by(0);
    };
    let handles = (heat("kept"), spent_seconds_total("kept"));
    let names = ["spent_seconds_total", "heat", "sizes", "wait_seconds", "shared_total"];
    let all = |minute, game| names.map(|name| clock.read(minute, name, &[("game", game)]).is_some());
    for minute in [0, 8, 16, 24] {
        record();
        handles.0.set(7.0);
        handles.1.inc_by(0.0);
        assert_eq!(all(minute, "go"), [true; 5]);
    }
    assert_eq!(all(33, "kept"), [true, true, false, false, false]);
    assert_eq!(all(34, "kept"), [false; 5]);
    assert_eq!(all(34, "go"), [false; 5]);
}

#[test]
fn a_raised_counter_stays_until_it_is_lowered() {
    let clock = Clock::new();
    let read = |minute, side| clock.read(minute, "players", &[("game", "go"), ("side", side)]);
    let guard = players("go", Side::Right).guard();
    players("go", Side::Left).inc();
    players("go", Side::Left).dec();
    assert_eq!((read(0, "left"), read(1000, "left"), read(1000, "right")), (Some(0.0), Some(0.0), Some(1.0)));
    drop(guard);
    assert_eq!((read(1001, "right"), read(1010, "right"), read(1011, "right")), (Some(0.0), Some(0.0), None));
    let _guard = players("go", Side::Right).guard();
    assert_eq!((read(1012, "right"), read(2000, "right")), (Some(1.0), Some(1.0)));
}

#[test]
fn listed_values_do_not_expire() {
    let clock = Clock::new();
    let read = |minute, realm| clock.read(minute, "listed_total", &[("game", "chess"), ("realm", realm)]);
    listed_total("chess", "eu").inc();
    listed_total("chess", "asia").inc();
    assert_eq!((read(0, "asia"), read(89, "asia"), read(90, "asia")), (Some(1.0), Some(1.0), None));
    assert_eq!((read(1000, "eu"), read(1000, "us")), (Some(1.0), Some(0.0)));
    assert!(listed_total("chess", "eu").remove());
    listed_total("chess", "eu").inc();
    assert_eq!((read(1000, "eu"), read(2000, "eu")), (Some(1.0), Some(1.0)));
}

#[test]
fn time_while_a_metric_is_disabled_does_not_count() {
    let clock = Clock::new();
    let read = |minute| clock.read(minute, "switched", &[("game", "go")]);
    let switch = Registry::global().switch("expiring_switched").expect("it is declared above");
    switched("go").set(1.0);
    assert_eq!((read(0), read(1)), (Some(1.0), Some(1.0)));
    switch.disable();
    assert_eq!(read(100), None);
    switch.enable();
    assert_eq!((read(200), read(209)), (Some(1.0), Some(1.0)));
    switch.enable();
    assert_eq!(read(210), None);
}

#[test]
fn no_record_is_lost_while_snapshots_check_for_use() {
    const EACH: u64 = 20_000;
    let clock = Clock::new();
    let handle = kept_total("raced");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..EACH).for_each(|_| handle.inc()));
        }
        scope.spawn(|| (0..200).all(|_| clock.read(0, "kept_total", &[("game", "raced")]).is_some()));
    });
    assert_eq!(handle.get(), 2 * EACH);
}
