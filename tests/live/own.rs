//! The metrics about the page, and the metrics that leave it out.

use axum::Router;
use gapless::Registry;
use gapless::encode::Format;
use gapless::plugins::HttpServer;

use super::client::{Stream, get};
use super::{live, wait};

pub(super) fn value(name: &str, labels: &[(&str, &str)]) -> f64 {
    let snapshot = Registry::global().gather();
    snapshot.value(name, labels).unwrap_or_else(|| panic!("{name} is not exported")).as_f64()
}

#[tokio::test(start_paused = true)]
async fn the_metrics_of_the_http_server_leave_the_page_out() {
    let http = HttpServer::new();
    let instance = gapless::builder().plugin(http.clone()).start().await.expect("the plugin starts");
    let page: Router = live().router().route("/other", axum::routing::get(|| async { "other" }));
    let app = Router::new().nest("/admin", page.layer(http.layer()));
    for path in [
        "/admin/metrics/live",
        "/admin/metrics/live/",
        "/admin/metrics/live/metrics",
        "/admin/metrics/live/events",
        "/admin/other",
    ] {
        let request = axum::http::Request::get(path).body(axum::body::Body::empty());
        super::client::send(&app, request.expect("the request is valid")).await;
    }
    let text =
        String::from_utf8(instance.exporter().scrape(Format::Text).into_bytes()).expect("the text is UTF-8");
    assert!(text.contains("route=\"/other\"") || text.contains("/admin/other"), "{text}");
    assert!(!text.lines().any(|line| line.contains("metrics/live") && line.starts_with("http")), "{text}");
}

#[tokio::test(start_paused = true)]
async fn clients_and_readings_are_counted() {
    let app: Router = live().router();
    let streams = [Stream::open(&app, &[]).await, Stream::open(&app, &["live_visitors"]).await];
    assert!(value("gapless_live_clients", &[("transport", "sse")]) >= 2.0);
    wait(2).await;
    assert!(value("gapless_live_gathering_duration_seconds", &[]) >= 1.0);
    drop(streams);
    get(&app, "metrics").await;
}
