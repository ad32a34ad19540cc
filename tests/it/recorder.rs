//! The `metrics` recorder: each test has its own, which is not installed.

use std::thread;
use std::time::{Duration, Instant};

use gapless::metrics::{Recorder, RecorderBuilder};
use gapless::snapshot::Value;
use gapless::sources::{Collection, Sources};
use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
    with_local_recorder,
};

/// The metrics after `record`.
fn exported(recorder: &Recorder, record: impl FnOnce()) -> Collection {
    with_local_recorder(recorder, record);
    let sources = Sources::new();
    sources.add(recorder.clone()).expect("the only source");
    sources.collect().wait()
}

fn value(collection: &Collection, name: &str, labels: &[(&str, &str)]) -> f64 {
    let family = collection.family(name).unwrap_or_else(|| panic!("{name} is not exported"));
    let is_it = |series: &&gapless::snapshot::Series| {
        series.labels.iter().map(|(name, value)| (&**name, &**value)).eq(labels.iter().copied())
    };
    family.series.iter().find(is_it).map(|series| series.value.as_f64()).expect("a series with these labels")
}

fn recorder() -> Recorder {
    Recorder::builder().build()
}

#[test]
fn library_metrics_are_exported_under_prometheus_names() {
    let collection = exported(&recorder(), || {
        counter!("http.requests", "http.method" => "GET").increment(2);
        counter!("http.requests", "http.method" => "GET").increment(1);
        counter!("jobs_total").absolute(7);
        counter!("jobs_total").absolute(5);
        gauge!("queue/length").set(3.5);
        gauge!("queue/length").increment(1.0);
        gauge!("queue/length").decrement(0.5);
        histogram!("wait_seconds").record(0.25);
        histogram!("wait_seconds").record_many(0.5, 3);
    });
    assert_eq!(value(&collection, "http_requests_total", &[("http_method", "GET")]), 3.0);
    assert_eq!(value(&collection, "jobs_total", &[]), 7.0);
    assert_eq!(value(&collection, "queue_length", &[]), 4.0);
    let Value::Histogram(waits) = &collection.family("wait_seconds").unwrap().series[0].value else {
        panic!()
    };
    assert_eq!((waits.count(), waits.sum.as_f64()), (4, 1.75));
}

#[test]
fn a_stored_handle_and_repeated_macro_calls_record_into_one_series() {
    let recorder = recorder();
    let collection = exported(&recorder, || {
        let kept = counter!("hits", "cache" => "pages");
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|_| kept.increment(1)));
                scope.spawn(|| {
                    with_local_recorder(&recorder, || {
                        (0..1000).for_each(|_| counter!("hits", "cache" => "pages").increment(1));
                    });
                });
            }
        });
    });
    assert_eq!(value(&collection, "hits_total", &[("cache", "pages")]), 8000.0);
}

#[test]
fn the_first_matching_pattern_sets_the_buckets_of_a_histogram() {
    let builder = Recorder::builder().buckets("db_*", [0.1]).buckets("*_seconds", [1.0, 2.0]);
    let collection = exported(&builder.build(), || {
        histogram!("db.query_seconds").record(0.1);
        histogram!("wait_seconds").record(1.5);
        histogram!("size").record(1.5);
    });
    let bounds = |name| match &collection.family(name).unwrap().series[0].value {
        Value::Histogram(value) => value.bounds.to_vec(),
        _ => panic!("{name} is not a histogram"),
    };
    assert_eq!(bounds("db_query_seconds"), [0.1]);
    assert_eq!(bounds("wait_seconds"), [1.0, 2.0]);
    assert!(bounds("size").len() > 2, "the default");
}

#[test]
fn descriptions_become_help_texts_and_mention_units() {
    let collection = exported(&recorder(), || {
        describe_counter!("before", "Before it is recorded.");
        counter!("before").increment(1);
        gauge!("after").set(1.0);
        describe_gauge!("after", Unit::Milliseconds, "After it is recorded.");
        histogram!("wait_seconds").record(1.0);
        describe_histogram!("wait_seconds", Unit::Seconds, "Waits.");
        counter!("never").increment(1);
    });
    let help = |name| collection.family(name).unwrap().help.to_string();
    assert_eq!(help("before_total"), "Before it is recorded.");
    assert_eq!(help("after"), "After it is recorded. In milliseconds.");
    assert_eq!(help("wait_seconds"), "Waits.");
    assert_eq!(collection.family("wait_seconds").unwrap().unit.as_deref(), Some("seconds"));
    assert!(!help("never_total").is_empty());
}

#[test]
fn label_sets_beyond_the_bound_share_one_series() {
    let collection = exported(&Recorder::builder().max_series(2).build(), || {
        for user in 0..10 {
            counter!("logins", "user" => user.to_string()).increment(1);
        }
    });
    assert_eq!(collection.family("logins_total").unwrap().series.len(), 3);
    assert_eq!(value(&collection, "logins_total", &[("user", "_other")]), 8.0);
}

#[test]
fn clashing_names_and_invalid_labels_are_refused_and_counted() {
    let refused = |metric| {
        let labels = [("metric", metric)];
        gapless::Registry::global()
            .gather()
            .value("gapless_recorder_refused_total", &labels)
            .map(Value::as_f64)
    };
    let collection = exported(&recorder(), || {
        counter!("refused.a").increment(1);
        for _ in 0..3 {
            counter!("refused_a").increment(10); // would have the same name
        }
        gauge!("refused.a").set(10.0); // in OpenMetrics, both are `refused_a`
        histogram!("refused.sizes", "le" => "1").record(1.0);
        histogram!("refused.sizes").record(1.0);
    });
    assert_eq!(value(&collection, "refused_a_total", &[]), 1.0);
    assert!(collection.family("refused_a").is_none());
    assert_eq!(value(&collection, "refused_sizes", &[]), 1.0);
    assert_eq!(refused("refused_a"), Some(3.0));
    assert_eq!(refused("refused.a"), Some(1.0));
    assert_eq!(refused("refused.sizes"), Some(1.0));
}

#[test]
fn an_idle_series_expires_and_comes_back_through_a_stored_handle() {
    let hour = Duration::from_secs(3600);
    let builder: RecorderBuilder = Recorder::builder().idle_timeout(hour);
    let (recorder, start) = (builder.build(), Instant::now());
    let n_at = |hours: u32| recorder.registry().gather_at(start + hour * hours).families[0].series.len();
    with_local_recorder(&recorder, || {
        let kept = gauge!("players", "game" => "go");
        kept.set(1.0);
        gauge!("players", "game" => "chess").set(2.0);
        assert_eq!(n_at(0), 2);
        kept.set(1.0);
        assert_eq!(n_at(1), 1, "chess is idle");
        assert_eq!(n_at(2), 0);
        kept.set(1.0);
        assert_eq!(n_at(3), 1);
    });
}
