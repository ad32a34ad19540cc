//! Memory of the layer of `HttpServer`.
//!
//! This test needs a separate process, because other tests would change its memory.

#![cfg(target_os = "linux")]

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::routing::post;
use futures_util::{StreamExt as _, stream};
use gapless::plugins::HttpServer;
use http_body_util::BodyExt as _;
use tower::ServiceExt;

/// Returns the resident memory of the process in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux has this file");
    let pages = statm.split(' ').nth(1).expect("the second number is the resident pages");
    pages.parse::<usize>().expect("the string is a number") * 4096
}

const CHUNK: &[u8] = &[7; 1 << 16];
const CHUNKS: usize = 1 << 14;

fn gigabyte() -> Body {
    let chunk = stream::repeat(Ok::<_, Infallible>(Bytes::from_static(CHUNK)));
    Body::from_stream(chunk.take(CHUNKS))
}

fn app(http: &HttpServer) -> Router {
    let echo = |request: Request<Body>| async { request.into_body() };
    Router::new().route("/echo", post(echo)).layer(http.layer())
}

async fn read(mut body: Body) -> usize {
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        bytes += frame.expect("the body is complete").data_ref().map_or(0, Bytes::len);
    }
    bytes
}

fn random(n: u32) -> Request<Body> {
    let request = Request::builder().method(&*format!("M{n}")).uri(format!("/{n}"));
    let request = request.header("host", format!("h{n}.org")).header("user-agent", format!("agent {n}"));
    request.body(Body::empty()).expect("the request is valid")
}

#[tokio::test]
async fn streamed_bodies_and_random_requests_take_no_memory() {
    let http =
        HttpServer::new().sizes().bodies().hosts(["example.org"]).request_label("agent", 10, |request| {
            request.headers.get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default().into()
        });
    let app = app(&http);
    let instance = gapless::builder().plugin(http).start().await.expect("the plugin starts");
    let send = async |request: Request<Body>| {
        app.clone().oneshot(request).await.expect("a router always answers").into_body()
    };
    for n in 0..100 {
        read(send(random(n)).await).await;
    }
    let before = resident();
    let post = Request::post("/echo").body(gigabyte()).expect("the request is valid");
    assert_eq!(read(send(post).await).await, 1 << 30);
    for n in 100..10_000 {
        read(send(random(n)).await).await;
    }
    let more = resident().saturating_sub(before);
    assert!(more < 4 << 20, "{more} bytes more");
    let sizes = instance.metrics().gather();
    let echo = [("host", "other"), ("method", "POST"), ("route", "/echo")];
    let sum = |name| match sizes.value(name, &echo) {
        Some(gapless::snapshot::Value::Histogram(value)) => value.sum.as_f64(),
        other => panic!("{other:?}"),
    };
    assert_eq!(sum("http_request_size_bytes"), f64::from(1 << 30));
    assert_eq!(sum("http_response_size_bytes"), f64::from(1 << 30));
    instance.shutdown().await;
}
