//! Scrapes of the program itself, which are not requests of its users.

use axum::Router;
use axum::routing::get;
use gapless::http::Exporter;
use gapless::plugins::HttpServer;

use super::{counted, lines, router, send};
use crate::{start, text, value};

#[tokio::test]
async fn scrapes_leave_no_series_at_any_nesting() {
    let http = HttpServer::new();
    let (exporter, service) = (Exporter::default(), Router::new().merge(gapless::router()));
    let app = Router::new()
        .merge(gapless::router())
        .nest("/internal", Router::new().nest("/deep", exporter.router_at("/series")))
        .nest_service("/service", service)
        .merge(router())
        .layer(http.layer());
    let instance = start(http).await;
    for path in ["/metrics", "/internal/deep/series", "/service/metrics"] {
        for _ in 0..2 {
            assert_eq!(send(&app, "GET", path).await, 200);
            assert_eq!(send(&app, "HEAD", path).await, 200);
        }
    }
    assert!(counted(&instance).is_empty(), "{}", text(&instance));
    let durations = lines(&instance, "http_request_duration_seconds_count");
    assert!(durations.iter().all(|line| line.ends_with(" 0")), "{durations:?}");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_scrape_does_not_see_itself_in_flight() {
    let http = HttpServer::new();
    let plugin = http.clone();
    let instance = start(plugin).await;
    let app = Router::new().nest("/internal", instance.router()).layer(http.layer());
    let body = super::body(&app, "/internal/metrics").await;
    assert!(body.contains("http_requests_in_flight{method=\"GET\"} 0"), "{body}");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_route_that_only_has_the_name_of_an_exporter_is_counted() {
    let http = HttpServer::new();
    let app = Router::new()
        .merge(gapless::router())
        .route("/shop/metrics", get(|| async { "sold: 7" }))
        .layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/shop/metrics").await;
    let series = r#"http_requests_total{method="GET",route="/shop/metrics",status="200"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
    instance.shutdown().await;
}
