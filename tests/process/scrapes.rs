//! Metrics about scrapes: the group `gapless_scrape`.
//!
//! The tests need a separate process, because they count all scrapes. They run one after the other.

use std::future::poll_fn;
use std::pin::pin;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{HeaderValue, Request, Response, StatusCode};
use gapless::encode::View;
use gapless::http::Exporter;
use gapless::snapshot::Value;
use gapless::{Registry, defmetrics};
use tokio::sync::{Mutex, MutexGuard};
use tower::ServiceExt;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    /// Can have many series, so that an exposition has more than 1 MiB.
    #[max_series(20000)]
    counter games_total(game: &str);
}

/// Locks the process, so that only one test scrapes.
async fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let _router: Router = gapless::router(); // exports the metrics about scrapes
    TURN.lock().await
}

async fn ask(router: Router, headers: &[(&str, &str)]) -> Response<Body> {
    let request =
        headers.iter().fold(Request::get("/metrics"), |request, (name, value)| request.header(*name, *value));
    let request = request.body(Body::empty()).expect("it is a valid request");
    router.oneshot(request).await.expect("a router does not fail")
}

/// Returns the body of a response.
async fn sent(answer: Response<Body>) -> Vec<u8> {
    axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("the body is complete").into()
}

/// Scrapes, and returns the linted exposition.
async fn scrape(headers: &[(&str, &str)]) -> String {
    scrape_of(&Exporter::default(), headers).await
}

async fn scrape_of(exporter: &Exporter, headers: &[(&str, &str)]) -> String {
    let answer = ask(exporter.router(), headers).await;
    let content_type = answer.headers()["content-type"].to_str().expect("the string is UTF-8").to_owned();
    String::from_utf8(linted(sent(answer).await, &content_type)).expect("the string is UTF-8")
}

/// Returns the number of completed scrapes of a format, and their size.
fn over(format: &str) -> (u64, f64) {
    let snapshot = Registry::global().gather();
    let histogram = |name| match snapshot.value(name, &[("format", format)]) {
        Some(Value::Histogram(histogram)) => (histogram.count(), histogram.sum.as_f64()),
        other => panic!("{name} is not a histogram: {other:?}"),
    };
    let (durations, sizes) =
        (histogram("gapless_scrape_duration_seconds"), histogram("gapless_scrape_size_bytes"));
    assert_eq!(durations.0, sizes.0);
    sizes
}

fn exported(name: &str, labels: &[(&str, &str)]) -> f64 {
    Registry::global().gather().value(name, labels).map(Value::as_f64).expect("the series is seeded")
}

fn in_flight() -> f64 {
    exported("gapless_scrapes_in_flight", &[])
}

fn refused(reason: &str) -> f64 {
    exported("gapless_scrapes_refused_total", &[("reason", reason)])
}

#[tokio::test]
async fn the_next_scrape_exports_the_size_of_a_scrape_before_compression() {
    let _turn = turn().await;
    let (count, sum) = over("PrometheusText0.0.4");
    let first = scrape(&[]).await;
    let told =
        |count: u64| format!("gapless_scrape_size_bytes_count{{format=\"PrometheusText0.0.4\"}} {count}\n");
    assert!(first.contains(&told(count)), "{first}");
    let after = (count + 1, sum + first.len() as f64);
    assert_eq!(over("PrometheusText0.0.4"), after);
    let second = scrape(&[]).await;
    assert!(second.contains(&told(count + 1)), "{second}");
    let (count, sum) = over("PrometheusText0.0.4");
    let compressed = ask(gapless::router(), &[("accept-encoding", "gzip")]).await;
    assert!(sent(compressed).await.len() < second.len() / 2);
    let after = over("PrometheusText0.0.4");
    let more = after.1 - sum - second.len() as f64; // the numbers of digits of the durations can change
    assert!(after.0 == count + 1 && more.abs() < 100.0, "{after:?}");
}

#[tokio::test]
async fn scrape_metrics_have_a_label_for_the_format() {
    let _turn = turn().await;
    for (accept, format) in [
        ("text/plain;version=1.0.0", "PrometheusText1.0.0"),
        ("application/openmetrics-text", "OpenMetricsText1.0.0"),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
            "PrometheusProto",
        ),
    ] {
        let before = over(format);
        let size = sent(ask(gapless::router(), &[("accept", accept)]).await).await.len();
        assert_eq!(over(format), (before.0 + 1, before.1 + size as f64), "{format}");
    }
}

#[tokio::test]
async fn a_scrape_is_in_flight_until_its_body_ends_or_is_dropped() {
    let _turn = turn().await;
    assert!(scrape(&[]).await.contains("\ngapless_scrapes_in_flight 1\n"), "the scrape counts itself");
    assert_eq!(in_flight(), 0.0);
    (0..15_000).for_each(|game| games_total(&format!("{game:05} {}", "game ".repeat(10))).inc());
    let before = over("PrometheusText0.0.4");
    let mut half = ask(gapless::router(), &[]).await.into_body();
    let chunk = poll_fn(|context| pin!(&mut half).poll_frame(context)).await;
    assert!(chunk.is_some());
    assert_eq!(in_flight(), 1.0);
    drop(half);
    assert_eq!(in_flight(), 0.0);
    assert_eq!(over("PrometheusText0.0.4"), before, "the scrape has not ended");
    Registry::global().switch("games_total").expect("the metric is declared above").disable();
}

#[tokio::test]
async fn two_scrapes_of_an_idle_program_differ_only_in_scrape_metrics() {
    let _turn = turn().await;
    scrape(&[]).await;
    assert_ne!(scrape(&[]).await, scrape(&[]).await);
    let others = View::builder().drop_groups(["gapless_scrape"]).build().expect("the group exists");
    let others = Exporter::new(others);
    let openmetrics = [("accept", "application/openmetrics-text")];
    for headers in [&[][..], &openmetrics] {
        let first = scrape_of(&others, headers).await;
        assert_eq!(scrape_of(&others, headers).await, first);
        assert!(first.contains("\n# HELP gapless_series ") && !first.contains("# HELP gapless_scrape"));
    }
}

#[tokio::test]
async fn a_scrape_beyond_the_timeout_of_its_client_is_503_and_counted() {
    let _turn = turn().await;
    let before = (refused("timeout"), over("PrometheusText0.0.4"));
    for encoding in ["identity", "gzip"] {
        let headers = [("x-prometheus-scrape-timeout-seconds", "1e-9"), ("accept-encoding", encoding)];
        let answer = ask(gapless::router(), &headers).await;
        assert_eq!(answer.status(), 503);
        assert_eq!(
            (answer.headers().get("content-encoding"), answer.headers().get("retry-after")),
            (None, None)
        );
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let text = String::from_utf8(sent(answer).await).expect("the string is UTF-8");
        assert!(text.starts_with("the metrics cannot be written within the timeout of the client"), "{text}");
    }
    assert_eq!((refused("timeout"), over("PrometheusText0.0.4")), (before.0 + 2.0, before.1));
    assert_eq!(in_flight(), 0.0);
    for no_time in ["0", "-1", "NaN", "1e300", "soon"] {
        scrape(&[("x-prometheus-scrape-timeout-seconds", no_time)]).await;
    }
}

/// Asserts that a response rejects a scrape because of the limit.
async fn assert_refused(answer: Response<Body>) {
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (503, &HeaderValue::from_static("1"))
    );
    assert!(sent(answer).await.starts_with(b"the limit for concurrent scrapes is reached"));
}

#[tokio::test]
async fn scrapes_beyond_the_limit_are_503_until_another_scrape_ends() {
    let _turn = turn().await;
    let twice = Exporter::builder().max_in_flight(2);
    let (exporter, another) = (twice.clone().build(), twice.build());
    let before = refused("in_flight");
    let (first, second) = (ask(exporter.router(), &[]).await, ask(exporter.router(), &[]).await);
    assert_eq!((first.status(), second.status(), in_flight()), (StatusCode::OK, StatusCode::OK, 2.0));
    assert_refused(ask(exporter.router(), &[]).await).await;
    assert_eq!(ask(another.router(), &[]).await.status(), 200, "another exporter has its own limit");
    drop(first);
    let third = ask(exporter.router(), &[]).await;
    assert_eq!(third.status(), 200, "one was dropped");
    assert_refused(ask(exporter.router(), &[("accept-encoding", "gzip")]).await).await;
    sent(second).await;
    assert_eq!(ask(exporter.router(), &[]).await.status(), 200, "one was read");
    drop(third);
    assert_eq!((refused("in_flight"), in_flight()), (before + 2.0, 0.0));
}

#[tokio::test]
async fn the_limit_is_256_by_default_and_at_least_1() {
    let _turn = turn().await;
    let none = Exporter::builder().max_in_flight(0).build();
    for (exporter, most) in [(Exporter::default(), 256), (none, 1)] {
        let mut answers = Vec::new();
        for _ in 0..most {
            answers.push(ask(exporter.router(), &[]).await);
        }
        assert!(answers.iter().all(|answer| answer.status() == 200));
        assert_refused(ask(exporter.router(), &[]).await).await;
    }
}
