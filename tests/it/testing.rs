//! Probes: exact deltas of metrics that many tests record into at the same time.

use std::cell::Cell;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use gapless::snapshot::Number;
use gapless::testing::Probe;
use gapless::{LabelValue, defmetrics, instrument_metric};
use tokio::runtime::{Builder, Handle};
use tokio::task::{spawn, spawn_blocking};

#[derive(Clone, Copy, Debug, LabelValue)]
enum Method {
    Get,
    Post,
}

defmetrics! {
    #![namespace = "probed"]

    /// Requests.
    counter requests_total(method: Method);

    /// Seconds.
    counter spent_seconds_total: f64;

    /// Clients.
    up_down_counter clients;

    /// Waits.
    #[buckets(0.1, 0.5)]
    histogram wait_duration_seconds(method: Method);

    /// Load.
    #[native]
    #[buckets(0.5)]
    histogram load;

    /// Delays.
    summary delay_duration_seconds;

    /// Games.
    #[max_series(100)]
    counter games_total(game: &str);

    /// Users of a few places.
    #[max_series(1)]
    counter places_total(user: &str);

    /// Failures.
    counter failures_total(method: Method);

    /// Shared.
    #[storage(shared)]
    counter shared_total;

    /// Temperature.
    gauge temperature_celsius;
}

/// Records into each metric; `n` times what differs between tests.
fn record(n: u64, game: &str) {
    for _ in 0..n {
        requests_total(Method::Get).inc();
        spent_seconds_total().inc_by(0.1);
        wait_duration_seconds(Method::Post).observe(Duration::from_millis(300));
        load().observe(0.7);
        delay_duration_seconds().observe(Duration::from_millis(20));
        games_total(game).inc_by(2);
        games_total("zork").inc();
        clients().inc();
        clients().inc();
        clients().dec();
    }
}

/// Checks that a probe has seen `n` calls of [`record`], and nothing else.
fn check(probe: &Probe, n: u64, game: &str) {
    let sum: f64 = (0..n).fold(0.0, |sum, _| sum + 0.1);
    probe.assert_delta(requests_total(Method::Get), n);
    probe.assert_delta(requests_total(Method::Post), 0);
    probe.assert_delta(spent_seconds_total(), sum);
    assert_eq!(probe.delta(clients()).unsigned_abs(), n);
    probe.assert_delta(games_total(game), 2 * n);
    probe.assert_delta(games_total("zork"), n);
    let waits = probe.delta(wait_duration_seconds(Method::Post));
    assert_eq!((waits.counts, waits.sum), (vec![0, n, 0], Number::Nanoseconds(300_000_000 * u128::from(n))));
    let load = probe.delta(load());
    assert_eq!(
        (&*load.counts, load.native.unwrap_or_default().buckets.iter().map(|(_, n)| n).sum()),
        (&[0, n][..], n)
    );
    assert_eq!(probe.delta(delay_duration_seconds()).count, n);
}

/// Runs a test while other threads, which come and go, record into the same metrics.
fn while_others_record(test: impl FnOnce()) {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    thread::scope(|scope| drop(scope.spawn(|| record(5, "moo"))));
                }
            });
        }
        let result = catch_unwind(AssertUnwindSafe(test));
        is_over.store(true, Ordering::Relaxed);
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

#[test]
fn two_parallel_tests_do_not_see_each_other() {
    let both = Barrier::new(2);
    let test = |n| {
        let probe = Probe::new();
        both.wait();
        record(n, "adventure");
        both.wait();
        check(&probe, n, "adventure");
    };
    thread::scope(|scope| [3, 5].map(|n| scope.spawn(move || test(n))).map(|test| test.join().unwrap()));
}

#[test]
fn sixty_four_parallel_tests_have_exact_deltas_of_the_same_metrics() {
    let all = Barrier::new(64);
    let test = |n: u64| {
        let game = format!("game {n}");
        record(n, &game); // before the probe
        let probe = Probe::new();
        all.wait();
        (0..10).for_each(|_| record(n, &game));
        check(&probe, 10 * n, &game);
        all.wait();
    };
    while_others_record(|| {
        thread::scope(|scope| (0..64).for_each(|n| drop(scope.spawn(move || test(n)))));
    });
}

/// Records in tasks and blocking calls, which spawn others.
async fn record_in_tasks(n: u64, game: &'static str) {
    let tasks: Vec<_> = (0..n)
        .map(|_| {
            spawn(async move {
                record(1, game);
                let inner = spawn_blocking(move || {
                    record(1, game);
                    Handle::current().spawn(async move { record(1, game) })
                });
                inner.await.expect("it only records").await.expect("it only records");
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("it only records");
    }
    record(1, game);
}

/// Checks what a probe has seen of [`record_in_tasks`]. Sums of floating-point numbers depend on the threads.
fn check_tasks(probe: &Probe, n: u64, game: &str) {
    probe.assert_delta(requests_total(Method::Get), n);
    assert_eq!(probe.delta(clients()).unsigned_abs(), n);
    probe.assert_delta(wait_duration_seconds(Method::Post), n);
    probe.assert_delta(load(), n);
    probe.assert_delta(delay_duration_seconds(), n);
    probe.assert_delta(games_total(game), 2 * n);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_probe_covers_everything_that_is_spawned_in_its_runtime() {
    let probe = Probe::new();
    record_in_tasks(50, "first runtime").await;
    check_tasks(&probe, 151, "first runtime");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_probe_does_not_see_other_runtimes() {
    let probe = Probe::new();
    let other =
        || Builder::new_multi_thread().build().unwrap().block_on(record_in_tasks(5, "second runtime"));
    thread::spawn(other).join().unwrap();
    record_in_tasks(20, "second runtime").await;
    check_tasks(&probe, 61, "second runtime");
    let second = Probe::new(); // whose threads have recorded before
    record_in_tasks(20, "second runtime").await;
    check_tasks(&second, 61, "second runtime");
    check_tasks(&probe, 122, "second runtime");
}

#[tokio::test]
async fn a_probe_covers_the_blocking_threads_of_a_runtime_with_one_thread() {
    let probe = Probe::new();
    record_in_tasks(5, "one thread").await;
    check_tasks(&probe, 16, "one thread");
}

#[test]
fn records_of_threads_that_have_ended_stay_and_their_successors_are_not_counted() {
    let runtime = Builder::new_multi_thread().thread_keep_alive(Duration::ZERO).build().unwrap();
    let probe = runtime.block_on(async {
        let probe = Probe::new();
        spawn_blocking(|| record(3, "ended")).await.unwrap();
        probe
    });
    drop(runtime); // waits for all threads
    thread::spawn(|| record(4, "ended")).join().unwrap();
    check(&probe, 3, "ended");
}

#[test]
fn a_thread_that_takes_over_the_cells_of_an_ended_thread_counts_from_zero() {
    // Threads that record one after the other use the same cells.
    for n in 1..20 {
        let test = thread::spawn(move || {
            record(n, "successor");
            let probe = Probe::new();
            record(1, "successor");
            check(&probe, 1, "successor");
        });
        test.join().unwrap();
    }
}

#[test]
fn a_scope_counts_closures_on_other_threads() {
    let probe = Probe::new();
    while_others_record(|| {
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    record(1, "before the scope");
                    probe.sync_scope(|| record(2, "scope"));
                    record(1, "after the scope");
                    probe.sync_scope(|| probe.sync_scope(|| record(1, "scope")));
                });
            }
        });
    });
    check_tasks(&probe, 24, "scope");
    probe.assert_delta(games_total("before the scope"), 0);
}

#[test]
fn a_thread_leaves_the_scope_when_the_closure_panics() {
    let probe = Probe::new();
    let test = thread::spawn({
        let probe = probe.clone();
        move || {
            let panicking = || {
                record(1, "panicking");
                panic!("of the closure");
            };
            catch_unwind(AssertUnwindSafe(|| probe.sync_scope(panicking))).unwrap_err();
            record(1, "panicking");
        }
    });
    test.join().unwrap();
    check(&probe, 1, "panicking");
}

#[test]
fn a_scope_counts_each_poll_of_a_future_on_whichever_thread() {
    let runtime = Builder::new_multi_thread().worker_threads(4).build().unwrap(); // which the probes do not cover
    let (probe, other) = (Probe::new(), Probe::new());
    let task = |probe: Probe, n| {
        runtime.spawn(probe.scope(async move {
            for _ in 0..n {
                record(1, "task");
                tokio::task::yield_now().await;
            }
        }))
    };
    let tasks: Vec<_> = (0..20).flat_map(|_| [task(probe.clone(), 3), task(other.clone(), 4)]).collect();
    let alone = runtime.spawn(async { record(1, "task") });
    tasks.into_iter().chain([alone]).for_each(|task| runtime.block_on(task).unwrap());
    check_tasks(&probe, 60, "task");
    check_tasks(&other, 80, "task");
}

#[test]
fn a_scope_counts_what_a_cancelled_future_records_when_it_is_dropped() {
    let probe = Probe::new();
    let started = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut future = Box::pin(probe.scope(async {
                let _client = clients().guard();
                started.store(true, Ordering::Relaxed);
                pending::<()>().await;
            }));
            assert_eq!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
            probe.assert_delta(clients(), 1);
        });
    });
    assert!(started.into_inner());
    probe.assert_delta(clients(), 0);
}

#[test]
fn probes_of_one_thread_each_count_from_their_own_start() {
    let first = Probe::new();
    record(1, "nested");
    let second = Probe::new();
    record(2, "nested");
    check(&second, 2, "nested");
    drop(second);
    record(4, "nested");
    check_tasks(&first, 7, "nested");
}

#[test]
fn the_scope_of_one_probe_within_that_of_another_counts_for_both() {
    let (outer, inner) = (Probe::new(), thread::spawn(Probe::new).join().unwrap());
    inner.sync_scope(|| record(1, "both"));
    outer.sync_scope(|| inner.sync_scope(|| record(2, "both")));
    check_tasks(&outer, 3, "both"); // covers all of this thread
    check_tasks(&inner, 3, "both");
    thread::scope(|scope| {
        scope.spawn(|| {
            inner.sync_scope(|| record(1, "both"));
            outer.sync_scope(|| inner.sync_scope(|| record(3, "both")));
            inner.sync_scope(|| record(1, "both"));
        });
    });
    check_tasks(&outer, 6, "both");
    check_tasks(&inner, 8, "both");
}

#[test]
fn a_probe_that_is_created_in_the_scope_of_another_covers_its_thread() {
    let outer = Probe::new();
    let test = || {
        record(1, "created in a scope");
        let inner = outer.sync_scope(|| {
            let inner = Probe::new();
            record(1, "created in a scope");
            inner
        });
        outer.sync_scope(|| record(2, "created in a scope"));
        record(4, "created in a scope");
        check_tasks(&inner, 7, "created in a scope");
    };
    thread::scope(|scope| scope.spawn(test).join().unwrap());
    check_tasks(&outer, 3, "created in a scope");
}

#[test]
fn a_scope_that_the_thread_has_entered_before_counts_for_probes_created_since() {
    let foreign = || thread::spawn(Probe::new).join().unwrap();
    let test = move || {
        let (first, second) = (foreign(), foreign());
        first.sync_scope(|| record(1, "entered before"));
        let inner = second.sync_scope(Probe::new);
        first.sync_scope(|| record(2, "entered before"));
        first.sync_scope(|| record(4, "entered before"));
        check_tasks(&inner, 6, "entered before");
        check_tasks(&first, 7, "entered before");
        drop(inner);
        first.sync_scope(|| record(8, "entered before"));
        check_tasks(&first, 15, "entered before");
        check_tasks(&second, 0, "entered before");
    };
    thread::spawn(test).join().unwrap();
}

#[test]
fn a_value_that_reuses_the_cells_of_a_removed_value_starts_at_zero() {
    let (probe, first) = (Probe::new(), places_total("ann"));
    first.inc_by(5);
    places_total("overflow").inc(); // takes the place of `_other`
    probe.assert_delta(first, 5);
    assert!(first.remove());
    probe.assert_delta(first, 0);
    let second = places_total("bob");
    probe.assert_delta(second, 0);
    second.inc_by(2);
    probe.assert_delta(second, 2);
    assert_eq!(second.get(), 2);
}

#[test]
fn a_probe_reads_series_by_name_and_labels() {
    #[instrument_metric]
    fn log_in(name: &str) -> Result<u8, std::num::ParseIntError> {
        name.parse()
    }

    let probe = Probe::new();
    log_in("7").unwrap();
    log_in("seven").unwrap_err();
    log_in("eight").unwrap_err();
    let calls =
        |outcome| probe.delta_of("function_calls_total", &[("function", "log_in"), ("outcome", outcome)]);
    assert_eq!(["ok", "error", "panic"].map(calls), [1.0, 2.0, 0.0]);
    assert_eq!(probe.delta_of("function_calls_total", &[("function", "log_in")]), 3.0);
    assert_eq!(probe.delta_of("function_duration_seconds", &[("function", "log_in")]), 3.0);
    assert_eq!(probe.delta_of("function_in_flight", &[("function", "log_in")]), 0.0);
    record(2, "named");
    assert_eq!(probe.delta_of("probed_games_total", &[("game", "named")]), 4.0);
    assert_eq!(probe.delta_of("probed_games_total", &[("game", "nowhere")]), 0.0);
}

#[test]
fn a_call_in_flight_is_seen_from_within() {
    #[instrument_metric]
    fn look(probe: &Probe) -> f64 {
        probe.delta_of("function_in_flight", &[("function", "look")])
    }

    let probe = Probe::new();
    assert_eq!(look(&probe), 1.0);
    assert_eq!(probe.delta_of("function_in_flight", &[("function", "look")]), 0.0);
}

fn panic_of(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it panics");
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => (*panic.downcast_ref::<&str>().expect("it has a message")).to_owned(),
    }
}

#[test]
fn a_failed_assertion_shows_the_series_the_process_and_the_usual_mistake() {
    failures_total(Method::Get).inc_by(3);
    let probe = Probe::new();
    failures_total(Method::Get).inc();
    failures_total(Method::Post).inc_by(2);
    thread::spawn(|| failures_total(Method::Get).inc_by(4)).join().unwrap();
    let message = panic_of(|| probe.assert_delta(failures_total(Method::Get), 3));
    assert_eq!(
        message,
        "`probed_failures_total{method=\"get\"}` changed by 1, expected 3\n  \
         in the whole process: 3 before, 8 after\n  \
         on threads that the probe does not cover: 4\n  \
         (to cover threads of the test, use `sync_scope` or `scope` of the probe)\n  \
         the test also changed `probed_failures_total{method=\"post\"}` by 2"
    );
}

#[test]
fn a_metric_that_a_probe_cannot_read_is_refused() {
    let probe = Probe::new();
    shared_total().inc();
    let refusals = [
        (panic_of(|| _ = probe.delta(shared_total())), "because its `#[storage(shared)]` cells"),
        (panic_of(|| probe.assert_delta(shared_total(), 1)), "because its `#[storage(shared)]` cells"),
        (
            panic_of(|| _ = probe.delta_of("probed_shared_total", &[])),
            "because its `#[storage(shared)]` cells",
        ),
        (
            panic_of(|| _ = probe.delta_of("probed_temperature_celsius", &[])),
            "because a gauge holds the value that was set last by any thread",
        ),
        (
            panic_of(|| _ = probe.delta_of("probed_request_total", &[])),
            "does not declare a metric `probed_request_total`; did you mean `probed_requests_total`?",
        ),
    ];
    for (message, part) in refusals {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_label_that_a_family_cannot_have_is_refused() {
    let probe = Probe::new();
    let refusals: [(&str, (&str, &str), &str); 6] = [
        ("probed_requests_total", ("methd", "get"), "has no label `methd`; did you mean `method`?"),
        ("probed_requests_total", ("method", "gets"), "has no value `gets`; did you mean `get`?"),
        (
            "probed_requests_total",
            ("method", "Other"),
            "the label `method` of `probed_requests_total` has no value",
        ),
        ("probed_wait_duration_seconds", ("le", "0.1"), "`probed_wait_duration_seconds` has no label `le`"),
        ("probed_games_total", ("gam", "zork"), "has no label `gam`; did you mean `game`?"),
        ("probed_clients", ("method", "get"), "`probed_clients` has no label `method`"),
    ];
    for (name, label, part) in refusals {
        let message = panic_of(|| _ = probe.delta_of(name, &[label]));
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(probe.delta_of("probed_games_total", &[("game", "not recorded yet")]), 0.0);
}

#[test]
fn a_panic_of_a_probe_names_the_line_of_the_test() {
    thread_local!(static LAST: Cell<Option<(String, u32)>> = const { Cell::new(None) });
    let previous = take_hook();
    set_hook(Box::new(move |info| {
        LAST.set(info.location().map(|at| (at.file().to_owned(), at.line())));
        previous(info);
    }));
    let probe = Probe::new();
    let delta_of = |name, labels| {
        _ = panic_of(|| _ = probe.delta_of(name, labels)); // the line that the panics name
        LAST.take().expect("it has a location")
    };
    let line = line!() - 3;
    let calls: [(&str, &[(&str, &str)]); 5] = [
        ("probed_request_total", &[]),
        ("probed_shared_total", &[]),
        ("probed_temperature_celsius", &[]),
        ("probed_requests_total", &[("methd", "get")]),
        ("probed_requests_total", &[("method", "gte")]),
    ];
    for (name, labels) in calls {
        assert_eq!(delta_of(name, labels), (file!().to_owned(), line), "{name}");
    }
}

#[test]
fn probes_can_be_read_and_dropped_on_other_threads() {
    let (sender, receiver) = mpsc::channel();
    let test = thread::spawn(move || {
        let probe = Probe::new();
        record(2, "elsewhere");
        sender.send(probe).unwrap();
    });
    let probe = receiver.recv().unwrap();
    test.join().unwrap();
    check(&probe, 2, "elsewhere");
    drop(probe);
}
