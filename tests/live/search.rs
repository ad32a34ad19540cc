//! The list of metrics.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::client::answer;
use super::live;

async fn search(query: &str) -> Value {
    let app: Router = live().router();
    let request = Request::get(format!("/metrics/live/metrics{query}")).body(Body::empty());
    let (status, body) = answer(&app, request.expect("the request is valid")).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_str(&body).expect("the answer is JSON")
}

#[tokio::test]
async fn metrics_are_found_by_name_help_label_and_value() {
    for (query, names, matches) in [
        ("?search=LOGINS", json!(["live_logins_total"]), json!([])),
        ("?search=visitors+seconds", json!([]), json!([])),
        ("?search=ok", json!(["live_logins_total"]), json!([])),
        ("?search=logins+true", json!(["live_logins_total"]), json!([{ "ok": "true" }])),
    ] {
        let found = search(query).await;
        let metrics = found["metrics"].as_array().expect("the answer has a list");
        let found: Vec<_> = metrics.iter().map(|metric| metric["name"].clone()).collect();
        assert_eq!(json!(found), names, "{query}");
        assert_eq!(metrics.first().map_or(json!([]), |metric| metric["matches"].clone()), matches, "{query}");
    }
}
