//! Sizes of bodies, and how they end.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use futures_util::stream;
use gapless::Instance;
use gapless::plugins::HttpServer;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tower::ServiceExt;

use super::services::serving;
use super::{answer, lines, request, router, send};
use crate::{start, value};

/// A body of chunks without a known length.
fn streamed(chunks: &[&'static str]) -> Body {
    let chunks: Vec<_> = chunks.iter().map(|chunk| Ok::<_, Infallible>(*chunk)).collect();
    Body::from_stream(stream::iter(chunks))
}

fn app() -> Router {
    router()
        .route("/stream", get(|| async { streamed(&["12345", "67890"]) }))
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/unread", post(|_: Request<Body>| async { StatusCode::OK }))
        .route("/endless", get(|| async { Body::from_stream(stream::repeat(Ok::<_, Infallible>("again"))) }))
}

fn posted(path: &str, body: Body) -> Request<Body> {
    Request::post(path).body(body).expect("the request is valid")
}

fn sum(instance: &Instance, name: &str, method: &str, route: &str) -> (Option<f64>, Option<f64>) {
    let of = |part: &str| value(instance, &format!(r#"{name}_{part}{{method="{method}",route="{route}"}}"#));
    (of("count"), of("sum"))
}

/// Lets other tasks run until something is true.
async fn eventually(is_true: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if is_true() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it never becomes true");
}

#[tokio::test]
async fn bodies_of_known_and_of_unknown_length_are_measured() {
    let http = HttpServer::new().sizes();
    let app = app().layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/stream").await;
    send(&app, "GET", "/users/12").await;
    answer(&app, posted("/echo", Body::from("four"))).await;
    answer(&app, posted("/echo", streamed(&["12", "345"]))).await;
    assert_eq!(sum(&instance, "http_response_size_bytes", "GET", "/stream"), (Some(1.0), Some(10.0)));
    assert_eq!(sum(&instance, "http_response_size_bytes", "GET", "/users/{id}"), (Some(1.0), Some(2.0)));
    assert_eq!(sum(&instance, "http_response_size_bytes", "POST", "/echo"), (Some(2.0), Some(9.0)));
    assert_eq!(sum(&instance, "http_request_size_bytes", "POST", "/echo"), (Some(2.0), Some(9.0)));
    assert_eq!(sum(&instance, "http_request_size_bytes", "GET", "/stream"), (Some(1.0), Some(0.0)));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_streamed_request_that_is_not_read_has_the_size_that_was_read() {
    let http = HttpServer::new().sizes();
    let app = app().layer(http.layer());
    let instance = start(http).await;
    answer(&app, posted("/unread", streamed(&["12", "345"]))).await;
    assert_eq!(sum(&instance, "http_request_size_bytes", "POST", "/unread"), (Some(1.0), Some(0.0)));
    instance.shutdown().await;
}

#[tokio::test]
async fn sizes_and_bodies_are_only_measured_by_option() {
    let http = HttpServer::new();
    let app = app().layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/stream").await;
    for name in ["http_request_size", "http_response", "http_request_aborts"] {
        assert!(lines(&instance, name).is_empty(), "{name}");
    }
    instance.shutdown().await;
}

#[tokio::test]
async fn a_body_that_is_dropped_before_its_end_is_an_abort() {
    let http = HttpServer::new().bodies().sizes();
    let app = app().layer(http.layer());
    let instance = start(http).await;
    let aborts = |phase: &str, route: &str| {
        value(
            &instance,
            &format!(r#"http_request_aborts_total{{method="GET",route="{route}",phase="{phase}"}}"#),
        )
    };
    let response = app.clone().oneshot(request("GET", "/stream")).await.expect("a router always answers");
    let mut body = response.into_body();
    body.frame().await.expect("it has a frame").expect("it is complete");
    assert_eq!(aborts("body", "/stream"), Some(0.0));
    drop(body);
    assert_eq!(aborts("body", "/stream"), Some(1.0));
    send(&app, "GET", "/stream").await;
    send(&app, "HEAD", "/stream").await;
    assert_eq!(aborts("body", "/stream"), Some(1.0), "a complete body is not an abort");
    assert_eq!(sum(&instance, "http_response_body_duration_seconds", "GET", "/stream").0, Some(2.0));
    assert_eq!(sum(&instance, "http_response_size_bytes", "GET", "/stream"), (Some(2.0), Some(15.0)));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_request_that_is_dropped_before_its_response_is_an_abort() {
    let http = HttpServer::new().bodies();
    let app = app().layer(http.layer());
    let instance = start(http).await;
    let call = tokio::spawn(app.oneshot(request("GET", "/hang")));
    tokio::task::yield_now().await;
    call.abort();
    assert!(call.await.is_err());
    let aborts = r#"http_request_aborts_total{method="GET",route="/hang",phase="head"}"#;
    assert_eq!(value(&instance, aborts), Some(1.0));
    assert_eq!(sum(&instance, "http_request_duration_seconds", "GET", "/hang").0, Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_streamed_response_is_in_flight_until_its_end() {
    let http = HttpServer::new();
    let (sender, receiver) = mpsc::channel::<Result<&str, Infallible>>(1);
    let receiver = std::sync::Mutex::new(Some(receiver));
    let stream = move || {
        let receiver = receiver.lock().expect("no thread panics").take().expect("there is one request");
        let chunks =
            stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) });
        std::future::ready(Body::from_stream(chunks))
    };
    let stream = std::sync::Arc::new(stream);
    let app = Router::new().route("/events", get(move || stream())).layer(http.layer());
    let instance = start(http).await;
    let in_flight = || value(&instance, r#"http_requests_in_flight{method="GET"}"#);
    let response = app.oneshot(request("GET", "/events")).await.expect("a router always answers");
    assert_eq!(in_flight(), Some(1.0));
    sender.send(Ok("an event")).await.expect("the body is read");
    drop(sender);
    to_bytes(response.into_body(), 100).await.expect("the body is complete");
    assert_eq!(in_flight(), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_client_that_never_reads_is_in_flight_and_then_an_abort() {
    let http = HttpServer::new().bodies();
    let app = app().layer(http.layer());
    let instance = start(http).await;
    let address = serving(app).await;
    let mut client = TcpStream::connect(address).await.expect("the server listens");
    client.write_all(b"GET /endless HTTP/1.1\r\nhost: test\r\n\r\n").await.expect("the server reads");
    client.read_u8().await.expect("the response begins");
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(1.0));
    drop(client);
    let aborts = r#"http_request_aborts_total{method="GET",route="/endless",phase="body"}"#;
    eventually(|| value(&instance, aborts) == Some(1.0)).await;
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_body_with_its_length_in_the_head_is_complete_when_a_server_has_sent_it() {
    let http = HttpServer::new().bodies();
    let sized = || async { ([("content-length", "10")], streamed(&["12345", "67890"])) };
    let app = Router::new().route("/sized", get(sized)).layer(http.layer());
    let instance = start(http).await;
    let address = serving(app).await;
    let response = reqwest::get(format!("http://{address}/sized")).await.expect("the server answers");
    assert_eq!(response.text().await.expect("the body is complete"), "1234567890");
    let ended = || sum(&instance, "http_response_body_duration_seconds", "GET", "/sized").0;
    eventually(|| ended() == Some(1.0)).await;
    let aborts = r#"http_request_aborts_total{method="GET",route="/sized",phase="body"}"#;
    assert_eq!(value(&instance, aborts), Some(0.0));
    instance.shutdown().await;
}
