//! The names of OpenTelemetry.

use gapless::plugins::HttpServer;

use super::{lines, quietly, request, router, send};
use crate::{start, text, value};
use tower::ServiceExt;

#[tokio::test]
async fn the_names_of_opentelemetry_are_exact() {
    let http = HttpServer::new().opentelemetry_names().sizes();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/users/1").await;
    send(&app, "GET", "/status/503").await;
    send(&app, "GET", "/nothing").await;
    let panicking = tokio::spawn(app.oneshot(request("GET", "/panic")));
    quietly(panicking).await.expect_err("it panics");
    let protocol = r#"url_scheme="http",network_protocol_version="1.1""#;
    for name in [
        "http_server_request_duration_seconds",
        "http_server_request_body_size_bytes",
        "http_server_response_body_size_bytes",
    ] {
        let count = |labels: &str| {
            value(&instance, &format!(r#"{name}_count{{http_request_method="GET",{labels},{protocol}}}"#))
        };
        assert_eq!(count(r#"http_route="/users/{id}",http_response_status_code="200""#), Some(1.0), "{name}");
        assert_eq!(count(r#"http_route="/users/{id}",http_response_status_code="404""#), Some(0.0));
        let failed = r#"http_route="/status/{code}",http_response_status_code="503",error_type="503""#;
        assert_eq!(count(failed), Some(1.0));
        assert_eq!(count(r#"http_response_status_code="404""#), Some(1.0));
    }
    let panic = r#"http_server_request_duration_seconds_count{http_request_method="GET",http_route="/panic",http_response_status_code="500",error_type="panic""#;
    assert_eq!(value(&instance, &format!("{panic},{protocol}}}")), Some(1.0), "{}", text(&instance));
    let active = r#"http_server_active_requests{http_request_method="GET",url_scheme="http"}"#;
    assert_eq!(value(&instance, active), Some(0.0));
    assert!(lines(&instance, "http_requests_total").is_empty());
    instance.shutdown().await;
}
