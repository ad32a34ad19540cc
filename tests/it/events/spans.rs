//! Spans: work that emits an event when it starts and when it ends, however it ends.

use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use gapless::events::{self, Ended, Started};
use gapless::{Event, LabelValue, Outcome, defmetrics};

use super::Log;
use crate::exported;

/// The events of a span: its number, the span, and how it ended.
type Told = (u64, &'static str, Option<(Duration, Outcome, Option<&'static str>)>);

/// Attaches a handler to both events of a span, which keeps the events of this thread.
macro_rules! listen {
    ($span:ty, $of:ident) => {{
        let (log, here) = (Log::<Told>::new(), thread::current().id());
        let writer = log.clone();
        let id = concat!("spans::started ", module_path!(), line!());
        events::attach::<Started<'_, $span>>(id, move |event| {
            if thread::current().id() == here {
                writer.push((event.id, event.of.$of, None));
            }
        })
        .expect("its id is free");
        let writer = log.clone();
        let id = concat!("spans::ended ", module_path!(), line!());
        events::attach::<Ended<'_, $span>>(id, move |event| {
            if thread::current().id() == here {
                let end = (event.duration, event.outcome, event.error);
                writer.push((event.id, event.of.$of, Some(end)));
            }
        })
        .expect("its id is free");
        log
    }};
}

#[test]
fn a_span_emits_an_event_at_its_start_and_its_end() {
    #[derive(Event)]
    #[event(name = "spans.query", span)]
    struct Query {
        table: &'static str,
    }

    assert_eq!(events::span(Query { table: "unheard" }, |_| 7), 7);
    let log = listen!(Query, table);
    let value = events::span(Query { table: "users" }, |query| {
        query.table = "users, read";
        7
    });
    assert_eq!(value, 7);
    let told = log.take();
    assert_eq!(told[0].1, "users");
    let (_, of, end) = told[1];
    let (duration, outcome, error) = end.expect("it has ended");
    assert_eq!((of, outcome, error), ("users, read", Outcome::Ok, None));
    assert!(duration < Duration::from_secs(60));

    let text = Log::new();
    let writer = text.clone();
    let names = ["spans.query.started", "spans.query.ended"];
    events::attach_many("spans::text", names, move |event| writer.push(event.to_string()))
        .expect("its id is free");
    events::span(Query { table: "games" }, |_| ());
    let written = text.take();
    assert!(written[0].starts_with("spans.query.started id=") && written[0].ends_with(" table=games"));
    assert!(written[1].contains(" duration=") && written[1].ends_with("s outcome=ok error= table=games"));
}

#[test]
fn a_panic_continues_with_its_payload_and_an_error_is_returned_unchanged() {
    #[derive(Event)]
    #[event(span)]
    struct Failing {
        of: &'static str,
    }

    let log = listen!(Failing, of);
    let ends =
        || log.take().into_iter().filter_map(|(_, _, end)| end.map(|(_, outcome, error)| (outcome, error)));
    let error = events::try_span(Failing { of: "error" }, |_| "seven".parse::<u8>());
    assert_eq!(error, "seven".parse::<u8>());
    assert!(ends().eq([(Outcome::Error, Some("ParseIntError"))]));
    let ok = events::try_span(Failing { of: "ok" }, |_| "7".parse::<u8>());
    assert_eq!(ok, Ok(7));
    assert!(ends().eq([(Outcome::Ok, None)]));

    let panic = || events::span(Failing { of: "panic" }, |_| panic_any(4711_u32));
    let payload = catch_unwind(panic).expect_err("it panics");
    assert_eq!(payload.downcast_ref(), Some(&4711_u32));
    assert!(ends().eq([(Outcome::Panic, None)]));
}

/// Polls a future once.
fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_future_that_is_dropped_after_its_first_poll_is_cancelled() {
    #[derive(Event)]
    #[event(span)]
    struct Waiting {
        of: &'static str,
    }

    let log = listen!(Waiting, of);
    let ends = || {
        let told = log.take().into_iter();
        told.map(|(_, _, end)| end.map(|(_, outcome, error)| (outcome, error))).collect::<Vec<_>>()
    };
    drop(events::span_async(Waiting { of: "never polled" }, ready(7)));
    assert_eq!(ends(), []);
    assert_eq!(poll_once(events::span_async(Waiting { of: "ready" }, ready(7))), Poll::Ready(7));
    assert_eq!(ends(), [None, Some((Outcome::Ok, None))]);
    assert!(poll_once(events::span_async(Waiting { of: "dropped" }, pending::<()>())).is_pending());
    assert_eq!(ends(), [None, Some((Outcome::Cancelled, None))]);
    let inner = events::span_async(Waiting { of: "inner" }, pending::<()>());
    assert!(poll_once(events::span_async(Waiting { of: "outer" }, inner)).is_pending());
    let told = log.take();
    let ended: Vec<_> = told.iter().filter(|(_, _, end)| end.is_some()).map(|(_, of, _)| *of).collect();
    assert_eq!(ended, ["inner", "outer"], "as they are nested");
    let error = poll_once(events::try_span_async(Waiting { of: "error" }, ready("x".parse::<u8>())));
    assert!(matches!(error, Poll::Ready(Err(_))));
    assert_eq!(ends(), [None, Some((Outcome::Error, Some("ParseIntError")))]);

    let panics = async { panic_any("a panic on purpose") };
    let polled = || {
        poll_once(events::span_async::<_, _>(Waiting { of: "panic" }, async {
            let () = panics.await;
        }))
    };
    let payload = catch_unwind(AssertUnwindSafe(polled)).expect_err("it panics");
    assert_eq!(payload.downcast_ref(), Some(&"a panic on purpose"));
    assert_eq!(ends(), [None, Some((Outcome::Panic, None))]);
}

#[test]
fn each_span_has_a_unique_number() {
    #[derive(Event)]
    #[event(span)]
    struct Nested {
        of: &'static str,
    }

    let log = listen!(Nested, of);
    events::span(Nested { of: "outer" }, |_| events::span(Nested { of: "inner" }, |_| ()));
    let told: Vec<_> = log.take().into_iter().map(|(id, of, end)| (id, of, end.is_some())).collect();
    let (outer, inner) = (told[0].0, told[1].0);
    assert_ne!(outer, inner);
    let expected =
        [(outer, "outer", false), (inner, "inner", false), (inner, "inner", true), (outer, "outer", true)];
    assert_eq!(told, expected);
}

#[derive(Clone, Copy, LabelValue)]
enum Table {
    Users,
}

#[derive(Event)]
#[event(span)]
struct Read {
    table: Table,
    #[event(measure)]
    rows: u64,
}

defmetrics! {
    #![namespace = "spans"]

    /// Reads.
    #[on(Started<'_, Read>, tags(table = event.of.table))]
    counter reads_started_total(table: Table);

    /// Time to read.
    #[on(Ended<'_, Read>, measure = duration)]
    histogram read_seconds(outcome: Outcome);

    /// Rows that were read.
    #[on(Ended<'_, Read>, measure = |event| event.of.rows, keep = |event| event.outcome == Outcome::Ok)]
    counter rows_total;

    /// Reads that failed.
    #[on(Ended<'_, Read>, drop = |event| event.error.is_none(), tags(error = event.error.unwrap_or_default()))]
    #[max_series(10)]
    counter read_errors_total(error: &str);
}

#[test]
fn metrics_are_recorded_from_spans() {
    let read = |text: &str| {
        events::try_span(Read { table: Table::Users, rows: 0 }, |read| {
            read.rows = 3;
            text.parse::<u8>()
        })
    };
    read("1").expect("it is a number");
    read("x").expect_err("it is not a number");
    assert_eq!(reads_started_total(Table::Users).get(), 2);
    let n = |outcome| read_seconds(outcome).get().counts.iter().sum::<u64>();
    assert_eq!((n(Outcome::Ok), n(Outcome::Error), n(Outcome::Panic)), (1, 1, 0));
    assert_eq!(rows_total().get(), 3);
    assert_eq!(exported("spans_read_errors_total", &[("error", "ParseIntError")]), 1.0);
}
