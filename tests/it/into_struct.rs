//! `defmetrics!` with `#![into = ..]`: metrics of a struct, in a run-time registry.

use std::time::{Duration, Instant};

use gapless::dynamic::Registry;
use gapless::encode::View;
use gapless::snapshot::{Snapshot, Value};
use gapless::sources::Sources;
use gapless::{ErrorKind, LabelValue};

use crate::linted::linted;
use crate::views::FORMATS;

#[derive(Clone, Copy, LabelValue)]
enum Method {
    #[label(rename = "GET")]
    Get,
    #[label(rename = "POST")]
    Post,
}

#[derive(Clone, Copy, LabelValue)]
enum Phase {
    Starting,
    Running,
}

gapless::defmetrics! {
    //! Metrics of a server.
    #![into = ServerMetrics]
    #![namespace = "server"]

    /// Requests.
    #[exemplars]
    pub counter requests_total(method: Method);

    /// Requests by path.
    #[max_series(8)]
    #[expire_after("1m")]
    pub counter paths_total(path: &str, method: Method);

    /// Energy.
    pub counter energy_joules_total: f64;

    /// Open connections.
    pub up_down_counter connections;

    /// Load.
    pub gauge load_ratio(cached: bool);

    /// Room for clients.
    #[seed(8.0)]
    pub gauge room;

    /// Time to answer.
    pub histogram request_duration_seconds(method: Method);

    /// Sizes of bodies.
    #[native]
    #[buckets(64, 1024)]
    pub histogram body_bytes;

    /// Time to connect.
    pub summary connect_duration_seconds;

    /// Phase.
    #[seed(Phase::Starting)]
    pub stateset phase: Phase;

    /// Version.
    pub info version_info(version: &str);
}

pub(super) fn registered(registry: &Registry) -> ServerMetrics {
    ServerMetrics::register(registry).expect("the registry is empty")
}

fn number(snapshot: &Snapshot, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    snapshot.value(name, labels).map(Value::as_f64)
}

#[test]
fn series_of_typed_labels_are_zero_from_the_first_scrape_on() {
    let registry = Registry::new();
    let _metrics = registered(&registry);
    let snapshot = registry.gather();
    for method in ["GET", "POST"] {
        assert_eq!(number(&snapshot, "server_requests_total", &[("method", method)]), Some(0.0));
        assert_eq!(number(&snapshot, "server_request_duration_seconds", &[("method", method)]), Some(0.0));
    }
    assert_eq!(number(&snapshot, "server_connections", &[]), Some(0.0));
    assert_eq!(number(&snapshot, "server_room", &[]), Some(8.0));
    assert_eq!(snapshot.value("server_load_ratio", &[("cached", "true")]), None);
    assert!(snapshot.families.iter().all(|family| !family.help.is_empty()));
}

#[test]
fn every_type_of_metric_records_into_its_struct() {
    let registry = Registry::new();
    let metrics = registered(&registry);
    metrics.requests_total(Method::Get).inc();
    metrics.requests_total(Method::Get).with_exemplar([("trace_id", "a1")]).inc_by(2);
    metrics.paths_total("/", Method::Post).inc();
    metrics.energy_joules_total().inc_by(0.5);
    let connection = metrics.connections().guard();
    metrics.load_ratio(true).set(0.25);
    metrics.request_duration_seconds(Method::Post).observe(Duration::from_millis(30));
    metrics.body_bytes().observe(100_u64);
    metrics.connect_duration_seconds().observe(Duration::from_millis(2));
    metrics.phase().set(Phase::Running);
    metrics.version_info("1.2").set();

    let snapshot = registry.gather();
    assert_eq!(number(&snapshot, "server_requests_total", &[("method", "GET")]), Some(3.0));
    let paths = [("path", "/"), ("method", "POST")];
    assert_eq!(number(&snapshot, "server_paths_total", &paths), Some(1.0));
    assert_eq!(number(&snapshot, "server_energy_joules_total", &[]), Some(0.5));
    assert_eq!(number(&snapshot, "server_connections", &[]), Some(1.0));
    assert_eq!(number(&snapshot, "server_load_ratio", &[("cached", "true")]), Some(0.25));
    assert_eq!(number(&snapshot, "server_request_duration_seconds", &[("method", "POST")]), Some(1.0));
    assert_eq!(metrics.phase().get(), Some("running"));
    assert!(metrics.version_info("1.2").is_set());
    assert_eq!(number(&snapshot, "server_version_info", &[("version", "1.2")]), Some(1.0));
    let Some(Value::Histogram(bodies)) = snapshot.value("server_body_bytes", &[]) else {
        panic!("{snapshot:?}")
    };
    assert_eq!((&bodies.counts[..], bodies.native.is_some()), (&[0, 1, 0][..], true));
    let Some(Value::Summary(connects)) = snapshot.value("server_connect_duration_seconds", &[]) else {
        panic!("{snapshot:?}")
    };
    assert_eq!((connects.count, connects.sum.as_f64()), (1, 0.002));
    let requests = snapshot.family("server_requests_total").expect("it is registered");
    assert!(requests.series[0].exemplars[0].as_ref().is_some_and(|it| it.labels().eq([("trace_id", "a1")])));
    drop(connection);
    assert_eq!(metrics.connections().get(), 0);
}

#[test]
fn two_structs_with_two_prefixes_record_apart() {
    let (registry, other) = (Registry::new(), Registry::new());
    let a = registered(&registry.prefix("a"));
    let b = registered(&registry.prefix("b"));
    let c = registered(&other);
    a.requests_total(Method::Get).inc();
    b.requests_total(Method::Get).inc_by(2);
    assert_eq!(c.requests_total(Method::Get).get(), 0);
    let snapshot = registry.gather();
    assert_eq!(number(&snapshot, "a_server_requests_total", &[("method", "GET")]), Some(1.0));
    assert_eq!(number(&snapshot, "b_server_requests_total", &[("method", "GET")]), Some(2.0));
}

#[test]
fn two_structs_with_two_constant_labels_share_their_families() {
    let registry = Registry::new();
    let write = registered(&registry.label("pool", "write"));
    let read = registered(&registry.label("pool", "read"));
    write.connections().inc();
    read.requests_total(Method::Post).inc();
    let snapshot = registry.gather();
    let family = snapshot.family("server_connections").expect("it is registered");
    let labels: Vec<_> = family.series.iter().map(|series| &*series.labels[0].1).collect();
    assert_eq!(labels, ["read", "write"]);
    assert_eq!(number(&snapshot, "server_connections", &[("pool", "write")]), Some(1.0));
    let read = [("pool", "read"), ("method", "POST")];
    assert_eq!(number(&snapshot, "server_requests_total", &read), Some(1.0));
}

#[test]
fn a_builder_changes_the_buckets_of_one_histogram_or_of_all() {
    let registry = Registry::new();
    let builder = ServerMetrics::builder().buckets([1.0, 2.0]).body_bytes_buckets([10.0]);
    let metrics = builder.register(&registry).expect("the buckets ascend");
    assert_eq!(*metrics.request_duration_seconds(Method::Get).get().bounds, [1.0, 2.0]);
    metrics.body_bytes().observe(10_u64);
    assert_eq!(metrics.body_bytes().get().counts, [1, 0]);

    let slow = registry.prefix("slow").buckets([30.0]);
    let metrics = registered(&slow);
    assert_eq!(*metrics.request_duration_seconds(Method::Get).get().bounds, [30.0]);
    assert_eq!(*metrics.body_bytes().get().bounds, [64.0, 1024.0], "the declaration has its own buckets");
}

#[test]
fn open_labels_are_bounded_and_expire() {
    let registry = Registry::new();
    let metrics = registered(&registry);
    for path in ["/a", "/b", "/c", "/d", "/e", "/f"] {
        metrics.paths_total(path, Method::Get).inc();
    }
    let snapshot = registry.gather();
    let other = [("path", "_other"), ("method", "GET")];
    assert_eq!(number(&snapshot, "server_paths_total", &other), Some(2.0));
    let selected = registry.find("server_paths_total").families();
    assert_eq!((selected[0].max_series, selected[0].overflowed), (Some(8), 2));
    let later = Instant::now() + Duration::from_secs(120);
    assert!(
        registry.gather_at(later).family("server_paths_total").is_none_or(|family| family.series.is_empty())
    );
}

#[test]
fn a_handle_outlives_its_struct_and_its_registry() {
    let registry = Registry::new();
    let metrics = registered(&registry);
    let counter = metrics.requests_total(Method::Get).into_owned();
    let timer = metrics.request_duration_seconds(Method::Get).into_owned().start_timer();
    drop(metrics);
    std::thread::spawn(move || {
        counter.inc();
        timer.stop();
    })
    .join()
    .expect("it only records");
    let snapshot = registry.gather();
    assert_eq!(number(&snapshot, "server_requests_total", &[("method", "GET")]), Some(1.0));
    assert_eq!(number(&snapshot, "server_request_duration_seconds", &[("method", "GET")]), Some(1.0));
}

#[test]
fn a_struct_cannot_be_registered_twice() {
    let registry = Registry::new();
    let _metrics = registered(&registry);
    let error = ServerMetrics::register(&registry).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RegisteredTwice(name) if name == "server_requests_total"));
    assert_eq!(
        error.to_string(),
        "a struct with `server_requests_total` and equal labels is already registered here; clone that struct, \
         unregister it, or give each struct a label, for example `registry.label(\"pool\", \"b\")`"
    );
}

#[test]
fn a_registration_that_fails_registers_nothing() {
    let registry = Registry::new();
    registry.gauge("server_phase", "Phase.").register().expect("the name is free");
    let error = ServerMetrics::register(&registry).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Differs { name, .. } if name == "server_phase"));
    assert!(registry.find("server_*").names().eq(["server_phase"]));
}

#[test]
fn wrong_prefixes_labels_and_buckets_are_typed_errors() {
    let registry = Registry::new();
    let error = ServerMetrics::register(&registry.prefix("a-b")).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::InvalidName { name, .. } if name == "a-b_server_requests_total")
    );
    let error = ServerMetrics::register(&registry.label("method", "x")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidLabel { name, .. } if name == "method"));
    let error = ServerMetrics::builder().buckets([2.0, 1.0]).register(&registry).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidBuckets { bounds, .. } if *bounds == [2.0, 1.0]));
    let close = ServerMetrics::builder().request_duration_seconds_buckets([1.0, 1.000_000_000_1]);
    let error = close.register(&registry).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidBuckets { .. }), "{error}");
    let error = ServerMetrics::builder().body_bytes_buckets([]).register(&registry).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidBuckets { .. }), "{error}");
    let error = ServerMetrics::register(&registry.label("server_phase", "x")).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::InvalidLabel { name, .. } if name == "server_phase"),
        "{error}"
    );
    let many = (1..300).map(f64::from);
    let error =
        ServerMetrics::builder().request_duration_seconds_buckets(many).register(&registry).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OverBudget { series: 604, max_series: 512, .. }), "{error}");
    assert!(registry.find("*").names().next().is_none());
}

#[test]
fn a_disabled_metric_of_a_struct_is_not_exported() {
    let registry = Registry::new();
    let metrics = registered(&registry);
    registry.find("server_requests_total").disable();
    metrics.requests_total(Method::Get).inc();
    assert!(registry.gather().family("server_requests_total").is_none());
    registry.find("server_requests_total").enable();
    metrics.requests_total(Method::Get).inc();
    assert_eq!(metrics.requests_total(Method::Get).get(), 1);
    assert!(registry.remove("server_requests_total"));
    assert!(registry.gather().family("server_requests_total").is_none());
}

#[test]
fn a_struct_that_joins_a_disabled_family_is_not_exported_either() {
    let registry = Registry::new();
    let _first = registered(&registry.label("pool", "first"));
    registry.find("server_requests_total").disable();
    let second = registered(&registry.label("pool", "second"));
    second.requests_total(Method::Get).inc();
    assert!(registry.gather().family("server_requests_total").is_none());
    registry.find("server_requests_total").enable();
    second.requests_total(Method::Get).inc();
    assert_eq!(second.requests_total(Method::Get).get(), 1);
    let family = registry.gather().family("server_requests_total").expect("it is enabled").clone();
    assert_eq!(family.series.len(), 4);
}

#[test]
fn a_struct_starts_at_zero_in_the_memory_of_a_dropped_struct() {
    for _ in 0..100 {
        let registry = Registry::new();
        let metrics = registered(&registry);
        assert_eq!(metrics.requests_total(Method::Get).get(), 0);
        metrics.requests_total(Method::Get).inc();
        metrics.request_duration_seconds(Method::Get).observe(1.0);
        metrics.body_bytes().observe(5_u64);
        metrics.connect_duration_seconds().observe(1.0);
        std::thread::scope(|scope| {
            scope.spawn(|| metrics.requests_total(Method::Get).inc());
        });
        assert_eq!(metrics.requests_total(Method::Get).get(), 2);
        assert_eq!(metrics.request_duration_seconds(Method::Get).get().counts.iter().sum::<u64>(), 1);
        assert_eq!(metrics.body_bytes().get().native.expect("it is native").count(), 1);
        assert_eq!(metrics.connect_duration_seconds().get().count, 1);
        assert_eq!(metrics.load_ratio(true).get(), None);
    }
}

#[test]
fn a_view_exports_every_type_of_metric() {
    let registry = Registry::new();
    let metrics = registered(&registry.prefix("every"));
    metrics.requests_total(Method::Get).with_exemplar([("trace_id", "a1")]).inc();
    metrics.paths_total("/", Method::Post).inc();
    metrics.load_ratio(true).set(0.25);
    metrics.body_bytes().observe(100_u64);
    metrics.connect_duration_seconds().observe(Duration::from_millis(2));
    metrics.phase().set(Phase::Running);
    metrics.version_info("1.2").set();

    let sources = Sources::with_limit(Duration::from_secs(600));
    sources.add(registry.clone()).expect("the name is free");
    assert_eq!(registry.gather().families.len(), 11);
    let view = View::builder().names(["every_*"]).sources(sources).build().expect("the view is valid");
    for format in FORMATS {
        let body = linted(view.scrape(format).into_bytes(), format.content_type());
        assert_eq!(body, format.encode(&registry.gather()), "{format:?}");
    }
}

gapless::defmetrics! {
    #![into = Overlapping]

    /// Of mails.
    #[cfg(not(target_os = "none"))]
    #[name("overlapping_jobs")]
    pub up_down_counter mail_jobs;

    /// Of videos.
    #[cfg(not(target_os = "none"))]
    #[name("overlapping_jobs")]
    pub gauge video_jobs;
}

#[test]
fn metrics_of_one_name_cannot_be_registered_although_the_compiler_skips_them() {
    let registry = Registry::new();
    let error = Overlapping::register(&registry).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NameTaken { name, .. } if name == "overlapping_jobs"),
        "{error}"
    );
    assert!(registry.gather().families.is_empty());
}

#[test]
fn a_tenant_leaves_and_returns() {
    let registry = Registry::new();
    let of = |tenant| registry.label("tenant", tenant);
    let (a, b) = (registered(&of("a")), registered(&of("b")));
    a.connections().inc();
    b.connections().inc();
    let other = Registry::new();
    assert!(!a.unregister(&other), "the other registry does not have it");
    assert!(a.unregister(&registry));
    assert!(!a.unregister(&registry));
    let level = |tenant| number(&registry.gather(), "server_connections", &[("tenant", tenant)]);
    assert_eq!((level("a"), level("b")), (None, Some(1.0)));
    let returned = registered(&of("a"));
    returned.connections().inc_by(5);
    assert_eq!((level("a"), level("b")), (Some(5.0), Some(1.0)));
    assert!(returned.unregister(&registry) && b.unregister(&registry));
    registry.gauge("server_connections", "The name is free.").register().expect("the last struct has left");
}

#[test]
fn the_order_of_constant_labels_makes_no_difference() {
    let registry = Registry::new();
    let a = registered(&registry.label("pool", "a").label("zone", "x"));
    let b = registered(&registry.label("zone", "x").label("pool", "b"));
    a.connections().inc();
    b.connections().inc_by(2);
    let level = |pool| number(&registry.gather(), "server_connections", &[("pool", pool), ("zone", "x")]);
    assert_eq!((level("a"), level("b")), (Some(1.0), Some(2.0)));
}

#[test]
fn an_empty_prefix_adds_nothing() {
    let registry = Registry::new();
    let _metrics = registered(&registry.prefix(""));
    assert!(registry.gather().family("server_connections").is_some());
}
