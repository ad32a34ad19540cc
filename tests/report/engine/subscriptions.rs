//! The metrics that a subscription selects, and the end of a subscription.

use std::time::Duration;

use gapless::config::Config;
use gapless::report::{
    Error, ErrorKind, Graphite, Interval, Otlp, Pushgateway, RemoteWrite, Reporting, Subscription, TextPush,
    WindowedDatapoint, every,
};
use gapless::snapshot::Datapoint;
use tokio::time::advance;

use super::fixture::{Event, SECOND, hold, recorder};

/// Subscribes at each second.
fn secondly(metrics: &'static str) -> Subscription {
    Subscription::new(metrics).interval(Interval::every(SECOND))
}

#[tokio::test(start_paused = true)]
async fn a_metric_that_is_created_later_is_reported_and_is_new_once() {
    let _hold = hold();
    let (reporter, mut events) = recorder("later");
    let reporting = Reporting::new().subscribe(secondly("later_*")).subscribe(secondly("later_*_total"));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    assert_eq!(events.report().await.families, [""; 0]);
    let orders = metrics.metrics().counter("later_orders_total", "Orders.").register().unwrap();
    orders.inc_by(3);
    advance(SECOND).await;
    assert_eq!(events.next().await, Event::NewMetric("later_orders_total".to_owned(), 3.0));
    let report = events.report().await;
    assert_eq!(report.families, ["later_orders_total"]);
    assert_eq!(report.value("later_orders_total", "value"), Some(3.0));
    advance(SECOND).await;
    let next = events.next().await;
    assert!(matches!(next, Event::Report(_)), "it is new only once: {next:?}");
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_metrics_of_the_first_batch_are_not_new() {
    let _hold = hold();
    let (reporter, mut events) = recorder("known");
    let metrics = gapless::builder().reporter(reporter, secondly("gapless_series")).start().await.unwrap();
    events.report().await;
    metrics.reporters().subscribe("known", secondly("gapless_conflicts")).unwrap();
    for _ in 0..2 {
        advance(SECOND).await;
        events.report().await;
    }
    assert!(!events.so_far().iter().any(|event| matches!(event, Event::NewMetric(..))));
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_subscription_waits_for_a_metric_unless_it_does_not_retry() {
    let _hold = hold();
    let (reporter, mut events) = recorder("retry");
    let metrics = gapless::builder().reporter(reporter, Reporting::new()).start().await.unwrap();
    let reporters = metrics.reporters();
    let subscription = secondly("patiently_awaited_total");
    let missing = reporters.subscribe("retry", subscription.clone().retry(false)).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "`patiently_awaited_total` does not match any metric; remove `retry(false)` to wait for it"
    );
    let misspelled = reporters.subscribe("retry", secondly("gapless_conflict").retry(false)).unwrap_err();
    let ErrorKind::UnknownMetric { nearest, .. } = misspelled.kind() else { panic!("{misspelled}") };
    assert_eq!(nearest.as_deref(), Some("gapless_conflicts"));
    assert!(reporters.subscriptions("retry").unwrap().is_empty());

    reporters.subscribe("retry", subscription.clone()).unwrap();
    assert_eq!(events.report().await.families, [""; 0]);
    metrics.metrics().counter("patiently_awaited_total", "Orders.").register().unwrap();
    advance(SECOND).await;
    assert_eq!(events.report().await.families, ["patiently_awaited_total"]);
    reporters.subscribe("retry", subscription.retry(false)).unwrap();
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_subscription_can_end() {
    let _hold = hold();
    let (reporter, mut events) = recorder("leaving");
    let reporting = Reporting::new().interval("pace", Interval::every(SECOND));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    let reporters = metrics.reporters();
    let kinds = [
        secondly("gapless_conflicts"),
        secondly("gapless_conflicts"),
        secondly("gapless_conflicts").retry(false).extra("extra"),
        secondly("gapless_conflicts").retry(true).datapoints([Datapoint::Value]),
        Subscription::new("gapless_*").interval(Interval::named("pace")),
        Subscription::new("gapless_conflicts").interval(Interval::Manual),
        secondly("gapless_conflicts").interval(Interval::every(SECOND).delayed(SECOND / 2)),
    ];
    let ids: Vec<_> =
        kinds.iter().map(|kind| reporters.subscribe("leaving", kind.clone()).unwrap()).collect();
    for (id, kind) in ids.iter().zip(&kinds) {
        reporters.unsubscribe("leaving", *id).unwrap();
        let again = reporters.unsubscribe("leaving", *id).unwrap_err();
        assert!(matches!(again.kind(), ErrorKind::UnknownSubscription { id: unknown, .. } if unknown == id));
        loop {
            match events.next().await {
                Event::Unsubscribed(metrics) => break assert_eq!(metrics, kind.metrics()),
                _ => continue,
            }
        }
    }
    reporters.report_now("leaving").await.unwrap();
    advance(10 * SECOND).await;
    assert_eq!(events.so_far(), []);

    for kind in &kinds {
        reporters.subscribe("leaving", kind.clone()).unwrap();
    }
    reporters.unsubscribe_all("leaving").unwrap();
    assert!(reporters.subscriptions("leaving").unwrap().is_empty());
    advance(10 * SECOND).await;
    metrics.shutdown().await;
    assert_eq!(events.so_far().last(), Some(&Event::Stopped));
}

#[tokio::test(start_paused = true)]
async fn equal_subscriptions_are_separate() {
    let _hold = hold();
    let (reporter, mut events) = recorder("twice");
    let subscription = secondly("gapless_conflicts").datapoints([Datapoint::Value]);
    let reporting = Reporting::new().subscribe(subscription.clone()).subscribe(subscription);
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    assert_eq!(events.report().await.points.len(), 2);
    let subscriptions = metrics.reporters().subscriptions("twice").unwrap();
    metrics.reporters().unsubscribe("twice", subscriptions[0].0).unwrap();
    advance(SECOND).await;
    assert_eq!(events.report().await.points.len(), 1);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_lists_contain_metrics_reporters_and_subscriptions() {
    let ((one, _ones), (two, _twos)) = (recorder("list_one"), recorder("list_two"));
    let reporting = Reporting::new().subscribe(secondly("a_*")).subscribe(Subscription::new("b_*"));
    let builder = gapless::builder().reporter(one, reporting).reporter(two, Reporting::new());
    let metrics = builder.start().await.unwrap();
    metrics.metrics().gauge("list_of_metrics", "A run-time metric.").register().unwrap();
    let reporters = metrics.reporters();
    reporters.disable("list_two").unwrap();
    let listed = reporters.reporters();
    let listed: Vec<_> = listed.iter().map(|of| (&*of.name, of.is_enabled, of.subscriptions)).collect();
    assert_eq!(listed, [("list_one", true, 2), ("list_two", false, 0)]);
    let subscriptions = reporters.subscriptions("list_one").unwrap();
    let patterns: Vec<_> = subscriptions.iter().map(|(_, subscription)| subscription.metrics()).collect();
    assert_eq!(patterns, ["a_*", "b_*"]);
    let names = reporters.metrics().await;
    assert!(names.is_sorted());
    assert!(["gapless_conflicts", "list_of_metrics"].iter().all(|name| names.iter().any(|of| of == name)));
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn errors_say_what_to_write() {
    let (reporter, _events) = recorder("graphite");
    let reporting = Reporting::new().interval("frequent", Interval::every(SECOND));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    let reporters = metrics.reporters();
    let subscribe = |subscription| reporters.subscribe("graphite", subscription).unwrap_err();
    let said = |error: Error| error.to_string();
    assert_eq!(
        said(reporters.subscribe("graphit", secondly("a")).unwrap_err()),
        "unknown reporter `graphit`; did you mean `graphite`?"
    );
    assert_eq!(
        said(reporters.disable("statsd").unwrap_err()),
        "unknown reporter `statsd`; `Reporters::reporters` lists all reporters"
    );
    assert_eq!(
        said(subscribe(Subscription::new("a").interval(Interval::named("frequen")))),
        "unknown interval `frequen` of the reporter `graphite`; did you mean `frequent`?"
    );
    assert_eq!(
        said(reporters.trigger("graphite", "daily").await.unwrap_err()),
        "unknown interval `daily` of the reporter `graphite`; `Reporting::interval` adds it"
    );
    assert_eq!(
        said(subscribe(secondly("a").datapoints([Datapoint::Value, Datapoint::Heat]))),
        "the datapoint `heat` is not a number; write another one, such as `p99`"
    );
    assert_eq!(
        said(subscribe(every(Duration::from_micros(999)))),
        "the interval 999µs is too short; write at least 1 ms"
    );
    assert_eq!(
        said(reporters.set_interval("graphite", "frequent", Interval::named("slow")).unwrap_err()),
        "the named interval `frequent` cannot refer to another name; write a period or `Manual`"
    );
    assert!(reporters.subscriptions("graphite").unwrap().is_empty());
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_can_never_have_a_point_is_an_error() {
    let (reporter, _events) = recorder("pointless");
    let metrics = gapless::builder().reporter(reporter, Reporting::new()).start().await.unwrap();
    let none: [Datapoint; 0] = [];
    for (subscription, message) in [
        (
            secondly(""),
            "the pattern of a subscription is empty; write a name such as `http_requests_total`, or `*` for all metrics",
        ),
        (
            secondly("http_*{code=\"200\"}"),
            "`http_*{code=\"200\"}` selects labels, but a subscription selects metrics by their names; write `http_*`",
        ),
        (
            secondly("{__name__=~\"http_.*\"}"),
            "`{__name__=~\"http_.*\"}` selects labels, but a subscription selects metrics by their names; write a name, \
             or `*` for all metrics",
        ),
        (
            secondly("http_*\n"),
            "the pattern \"http_*\\n\" contains a control character, which no name of a metric has; remove it",
        ),
        (
            secondly("http_*").datapoints(none),
            "the list of datapoints for `http_*` is empty; write one, such as `rate`, or do not call `datapoints`",
        ),
    ] {
        let error = metrics.reporters().subscribe("pointless", subscription.clone()).unwrap_err();
        assert_eq!(error.to_string(), message);
        let (reporter, _events) = recorder("pointless_at_start");
        let error = gapless::builder().reporter(reporter, subscription).start().await.unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    assert!(metrics.reporters().subscriptions("pointless").unwrap().is_empty());
    metrics.shutdown().await;
}

#[tokio::test]
async fn datapoints_for_a_reporter_of_complete_metrics_are_an_error() {
    let remedy = |name: &str| {
        format!(
            "the reporter `{name}` sends complete metrics and would ignore datapoints; remove `datapoints`, or \
             subscribe a reporter that sends them: `Graphite`, `StatsD`, `Console` or `Log`"
        )
    };
    let quantile: WindowedDatapoint = "p99@5m".parse().unwrap();
    let chosen = || secondly("http_*").datapoints([quantile]);
    let url = "http://127.0.0.1:9/push";
    let config = || Config::new().shutdown_timeout(SECOND / 5);
    let start = |builder: gapless::instance::InstanceBuilder| builder.config(config()).start();
    let at_start = [
        ("remote_write", start(gapless::builder().reporter(RemoteWrite::new(url), chosen())).await),
        ("otlp", start(gapless::builder().reporter(Otlp::new(url), chosen())).await),
        ("pushgateway", start(gapless::builder().reporter(Pushgateway::new(url), chosen())).await),
        ("text_push", start(gapless::builder().reporter(TextPush::new(url), chosen())).await),
    ];
    for (name, started) in at_start {
        assert_eq!(started.unwrap_err().to_string(), remedy(name));
    }
    for is_disabled in [false, true] {
        let builder = gapless::builder().config(config().disabled(is_disabled));
        let metrics = builder.reporter(TextPush::new(url), secondly("http_*")).start().await.unwrap();
        let error = metrics.reporters().subscribe("text_push", chosen()).unwrap_err();
        assert_eq!(error.to_string(), remedy("text_push"));
        let graphite = metrics.reporters().add(Graphite::new("127.0.0.1:9"), chosen()).unwrap();
        metrics.reporters().subscribe(&graphite, chosen()).unwrap();
        metrics.shutdown().await;
    }
}
