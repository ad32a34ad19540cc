//! Metrics of the events and spans of `tracing`, through the layer.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use gapless::tracing::layer;
use gapless::{LabelValue, StatusClass, defmetrics};
use tracing::field::{Empty, debug};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber, debug_span, event, info, info_span, subscriber, trace, warn};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry;

use crate::{exported, exported_or_absent, refused};

#[derive(Clone, Copy, Debug, LabelValue)]
enum Kind {
    Read,
    Write,
}

impl Kind {
    fn of(statement: &str) -> Self {
        if statement.starts_with("SELECT") { Kind::Read } else { Kind::Write }
    }

    fn or_panic(text: &str) -> Self {
        if text == "panic" { panic!("a function that panics, on purpose") } else { Kind::Read }
    }
}

#[derive(Clone, Copy, LabelValue)]
enum Method {
    #[label(rename = "GET")]
    Get,
    #[label(rename = "POST")]
    Post,
    #[label(rename = "_other")]
    Other,
}

#[derive(Clone, Copy, LabelValue)]
enum Severity {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

defmetrics! {
    #![namespace = "traced"]

    /// Events by fields with the names of the labels.
    #[tracing(target = "it::labels")]
    counter labels_total(kind: Kind, cached: bool, status: StatusClass, size: Option<Kind>);

    /// Events by fields with other names.
    #[tracing(target = "it::tags", tags(kind = "db.kind", method = "http.method"))]
    counter tags_total(kind: Kind, method: Method);

    /// Events by a label that a function computes from a field.
    #[tracing(target = "it::made", tags(kind = Kind::of("db.statement")))]
    counter made_total(kind: Kind);

    /// Events by an open label.
    #[tracing(target = "it::open")]
    #[max_series(3)]
    counter open_total(game: &str, #[name("room.name")] room: &str);

    /// Durations in two units.
    #[tracing(target = "it::units", measure = "took_ms", unit = "ms")]
    #[tracing(target = "it::units", measure = "took_us", unit = "us")]
    #[tracing(target = "it::units", measure = "took_secs")]
    histogram took_seconds;

    /// Sizes.
    #[tracing(target = "it::units", measure = "size_kb", unit = "kB")]
    #[buckets(1000, 1_000_000)]
    histogram size_bytes;

    /// Rows.
    #[tracing(target = "it::numbers", measure = "rows")]
    counter rows_total;

    /// Seconds.
    #[tracing(target = "it::numbers", measure = "busy_ms", unit = "ms")]
    counter busy_seconds_total: f64;

    /// The last value.
    #[tracing(target = "it::numbers", measure = "level")]
    gauge level;

    /// Ratios.
    #[tracing(target = "it::numbers", measure = "ratio")]
    summary how_full_ratio;

    /// Requests.
    #[tracing(span = "request", target = "it::spans")]
    histogram request_duration_seconds(status: Option<StatusClass>);

    /// Seconds of requests.
    #[tracing(span = "request", target = "it::spans", measure = duration)]
    counter request_seconds_total: f64;

    /// Bytes of responses.
    #[tracing(span = "request", target = "it::spans", measure = "bytes")]
    counter answer_bytes_total;

    /// Requests in flight.
    #[tracing(span = "request", target = "it::spans")]
    up_down_counter requests_in_flight(kind: Kind);

    /// Events by level.
    #[tracing(target = "it::below::*", tags(severity = level))]
    counter said_total(severity: Severity);

    /// Warnings and errors.
    #[tracing(target = "it::below::*", level = "warn")]
    counter grave_total;

    /// Events by target.
    #[tracing(target = "it::below::*", tags(who = target, what = name))]
    #[max_series(10)]
    counter sayings_total(who: &str, what: &str);

    /// Events by name.
    #[tracing(event = "signed up", target = "it::named")]
    counter signed_up_total;

    /// Events by a label that a function computes from formatted values.
    #[tracing(target = "it::written", tags(kind = Kind::of("db.statement")))]
    counter written_total(kind: Kind);

    /// Events by a label whose function panics.
    #[tracing(target = "it::broken", tags(kind = Kind::or_panic("kind")))]
    counter broken_total(kind: Kind);

    /// Spans with fields that look at the span.
    #[tracing(span = "talks", target = "it::talks")]
    counter talks_total(kind: Kind);

    /// Events that the layer and the program count.
    #[tracing(target = "it::both")]
    counter both_total;
}

/// Runs a closure with the layer alone.
fn traced<R>(run: impl FnOnce() -> R) -> R {
    subscriber::with_default(registry().with(layer()), run)
}

#[test]
fn events_are_counted_by_strings_numbers_and_booleans_in_fields() {
    let labels = |kind, status| [("kind", kind), ("cached", "true"), ("status", status)];
    assert_eq!(exported("traced_labels_total", &labels("write", "4xx")), 0.0);
    traced(|| {
        info!(target: "it::labels", kind = "write", cached = true, status = 404, "not needed");
        info!(target: "it::labels", status = "404", kind = %"write", cached = ?true);
        info!(target: "it::labels", kind = "read", cached = true, status = 999, size = Empty);
    });
    assert_eq!(labels_total(Kind::Write, true, StatusClass::ClientError, None).get(), 2);
    assert_eq!(exported("traced_labels_total", &labels("write", "4xx")), 2.0);
    assert_eq!(exported("traced_labels_total", &labels("read", "unknown")), 1.0);
}

#[test]
fn a_label_can_be_a_field_with_another_name_or_computed_from_one() {
    traced(|| {
        event!(target: "it::tags", Level::DEBUG, db.kind = "read", http.method = "GET");
        event!(target: "it::tags", Level::DEBUG, db.kind = display("read"), http.method = "PURGE");
        event!(target: "it::made", Level::DEBUG, db.statement = "SELECT 1");
        event!(target: "it::made", Level::DEBUG, db.statement = debug("SELECT 1")); // in quotes
    });
    let tags = |method| tags_total(Kind::Read, method).get();
    assert_eq!((tags(Method::Get), tags(Method::Post), tags(Method::Other)), (1, 0, 1));
    assert_eq!((made_total(Kind::Read).get(), made_total(Kind::Write).get()), (1, 1));
}

#[test]
fn values_that_a_label_does_not_have_are_refused_and_counted() {
    assert_eq!(refused("traced_labels_total"), 0.0);
    traced(|| {
        trace!(target: "it::labels", kind = "neither", cached = false, status = 200);
        trace!(target: "it::labels", kind = "read", cached = Empty, status = 200);
        trace!(target: "it::labels", kind = "read", cached = false, status = 200, size = "large");
    });
    assert_eq!(refused("traced_labels_total"), 3.0);
    assert_eq!(labels_total(Kind::Read, false, StatusClass::Success, None).get(), 0);
}

#[test]
fn an_event_without_a_required_field_is_ignored() {
    traced(|| event!(target: "it::tags", Level::INFO, db.kind = "write"));
    assert_eq!(tags_total(Kind::Write, Method::Other).get(), 0);
    assert_eq!(refused("traced_tags_total"), 0.0);
}

#[test]
fn open_labels_have_any_string_up_to_their_bound() {
    traced(|| {
        for game in ["chess", "go", "chess", "poker"] {
            info!(target: "it::open", game = %game, room = 7);
        }
    });
    let of = |game| exported_or_absent("traced_open_total", &[("game", game), ("room.name", "7")]);
    assert_eq!((of("chess"), of("go"), of("poker")), (Some(2.0), Some(1.0), Some(1.0)));
    traced(|| info!(target: "it::open", game = "bridge", room = 7));
    assert_eq!(exported("traced_open_total", &[("game", "_other"), ("room.name", "_other")]), 1.0);
}

#[test]
fn measured_values_are_converted_to_the_unit_of_the_metric() {
    traced(|| {
        info!(target: "it::units", took_ms = 1500);
        info!(target: "it::units", took_ms = 0.25);
        info!(target: "it::units", took_us = 3_u64, size_kb = 1.5);
        info!(target: "it::units", took_secs = %"2.5");
        info!(target: "it::units", size_kb = 2);
    });
    let took = took_seconds().get();
    assert_eq!((took.count(), took.sum.as_f64()), (4, 4.000_253));
    assert_eq!(size_bytes().get().sum.as_f64(), 3500.0);
}

#[test]
fn values_that_are_not_numbers_are_refused_and_counted() {
    traced(|| {
        info!(target: "it::numbers", rows = 3, busy_ms = 1500, level = -2.5, ratio = 0.5);
        info!(target: "it::numbers", rows = 4.0, busy_ms = 0.5, level = true, ratio = 1_u128);
        info!(target: "it::numbers", rows = 0.5, busy_ms = f64::NAN, level = "high", ratio = -1);
        info!(target: "it::numbers", rows = -1, busy_ms = -1, level = Empty, ratio = ?Some(1));
    });
    assert_eq!((rows_total().get(), busy_seconds_total().get(), level().get()), (7, 1.5005, Some(1.0)));
    let full = how_full_ratio().get();
    assert_eq!((full.count, full.sum.as_f64()), (2, 1.5));
    for metric in ["rows_total", "busy_seconds_total", "level", "how_full_ratio"] {
        assert_eq!(refused(&format!("traced_{metric}")), 2.0, "{metric}");
    }
}

#[test]
fn a_span_is_open_until_it_closes_and_then_recorded_with_all_its_fields() {
    let (started, read) = (Instant::now(), requests_in_flight(Kind::Read));
    traced(|| {
        let request =
            info_span!(target: "it::spans", "request", kind = "read", status = Empty, bytes = Empty);
        let other = info_span!(target: "it::spans", "other", kind = "read", status = 200, bytes = 1);
        request.in_scope(|| assert_eq!(read.get(), 1));
        request.record("status", 200).record("status", 503).record("bytes", 1000);
        assert_eq!(request_duration_seconds(Some(StatusClass::ServerError)).get().count(), 0);
        drop((request, other));
        assert_eq!(read.get(), 0);
        drop(info_span!(target: "it::spans", "request", kind = "read"));
    });
    let took = request_duration_seconds(Some(StatusClass::ServerError)).get();
    assert_eq!((took.count(), request_duration_seconds(None).get().count()), (1, 1));
    assert!(took.sum.as_f64() > 0.0 && request_seconds_total().get() < started.elapsed().as_secs_f64());
    assert_eq!(answer_bytes_total().get(), 1000);
    assert_eq!(exported("traced_request_duration_seconds", &[("status", "2xx")]), 0.0);
}

#[test]
fn targets_levels_and_names_select_events() {
    traced(|| {
        warn!(target: "it::below", "said");
        tracing::debug!(name: "said so", target: "it::below::deeper", "said");
        info!(target: "it::below", "said");
        warn!(target: "it::belowground", "said");
        debug_span!(target: "it::below", "a span is not an event").in_scope(|| {});
        info!(name: "signed up", target: "it::named", "a name of its own");
        info!(target: "it::named", "another");
    });
    let said = [Severity::Error, Severity::Warn, Severity::Info, Severity::Debug, Severity::Trace];
    assert_eq!(said.map(|severity| said_total(severity).get()), [0, 1, 1, 1, 0]);
    assert_eq!((grave_total().get(), signed_up_total().get()), (1, 1));
    assert_eq!(sayings_total("it::below::deeper", "said so").get(), 1);
}

#[test]
fn undeclared_events_are_off_and_enabled_answers_for_declared_ones() {
    traced(|| {
        assert!(!tracing::enabled!(target: "it::nobody", Level::ERROR));
        assert!(tracing::enabled!(target: "it::below", Level::TRACE));
        assert!(!tracing::event_enabled!(target: "it::nobody", Level::ERROR, field));
        assert!(tracing::event_enabled!(target: "it::both", Level::TRACE));
    });
}

thread_local! {
    static HEARD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A layer that receives all events.
struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        HEARD.with_borrow_mut(|heard| heard.push(format!("{} {}", metadata.level(), metadata.target())));
    }
}

#[test]
fn other_layers_receive_the_same_events_as_before() {
    let speak = || {
        info!(target: "it::both", "one");
        tracing::debug!(target: "it::both", "two");
        trace!(target: "it::nobody", "three");
        HEARD.take()
    };
    let all = ["INFO it::both", "DEBUG it::both", "TRACE it::nobody"];
    assert_eq!(subscriber::with_default(registry().with(layer()).with(Ear), speak), all);
    assert_eq!(subscriber::with_default(registry().with(Ear).with(layer()), speak), all);
    let quiet = registry().with(Ear.with_filter(LevelFilter::INFO)).with(layer());
    assert_eq!(subscriber::with_default(quiet, speak), all[..1]);
    both_total().inc();
    assert_eq!(both_total().get(), 7);
}

/// A value that cannot be formatted.
struct Broken;

impl fmt::Debug for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("a field that panics, on purpose")
    }
}

#[test]
fn a_panic_in_a_field_or_a_function_is_caught_and_counted() {
    traced(|| {
        event!(target: "it::broken", Level::INFO, kind = "panic");
        event!(target: "it::broken", Level::INFO, kind = ?Broken);
        event!(target: "it::broken", Level::INFO, kind = "read", text = "panic");
    });
    assert_eq!(broken_total(Kind::Read).get(), 1);
    assert_eq!(refused("traced_broken_total"), 2.0);
}

/// A value that looks at the span of its field while it is formatted.
struct Talkative;

impl fmt::Debug for Talkative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tracing::Span::current().record("kind", "write");
        f.write_str("read")
    }
}

#[test]
fn a_field_can_look_at_its_span_while_it_is_written() {
    traced(|| {
        let span = info_span!(target: "it::talks", "talks", kind = Empty).entered();
        span.record("kind", debug(Talkative));
    });
    assert_eq!((talks_total(Kind::Read).get(), talks_total(Kind::Write).get()), (1, 0));
}

/// A value that counts how often it is formatted.
struct Written(AtomicUsize);

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fetch_add(1, Ordering::Relaxed);
        f.write_str("SELECT")
    }
}

#[test]
fn unused_fields_are_not_formatted() {
    let written = Written(AtomicUsize::new(0));
    traced(|| {
        event!(target: "it::written", Level::DEBUG, db.statement = "SELECT", rows = ?written);
        assert_eq!(written.0.load(Ordering::Relaxed), 0);
        event!(target: "it::written", Level::DEBUG, db.statement = ?written, rows = 1);
        assert_eq!(written.0.load(Ordering::Relaxed), 1);
    });
    assert_eq!(written_total(Kind::Read).get(), 2);
}
