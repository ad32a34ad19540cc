//! Allocations of the layer of `HttpServer`.
//!
//! This test needs a separate process, because its allocator counts.

use std::convert::Infallible;
use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use axum::routing::get;
use gapless::plugins::HttpServer;
use tower::{Layer, Service, service_fn};

fn request() -> Request<Body> {
    Request::get("/users/7").header("host", "example.org").body(Body::empty()).expect("the request is valid")
}

/// Calls a service that answers at once several times, and returns the smallest number of allocations.
///
/// A duration of a new order of magnitude adds native buckets, so a few calls may allocate more.
fn allocations<S>(service: &mut S) -> u64
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    (0..100).map(|_| allocations_of_call(service)).min().unwrap_or_default()
}

fn allocations_of_call<S>(service: &mut S) -> u64
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    let request = request();
    let measured = measure(|| {
        let mut call = pin!(service.call(request));
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Ready(Ok(_))));
    });
    measured.count_total
}

/// Every option except those that follow a body.
fn plugin() -> HttpServer {
    HttpServer::new()
        .sizes()
        .hosts(["example.org"])
        .request_label("scheme", 2, |request| request.uri.scheme_str().unwrap_or("none").into())
}

#[tokio::test]
async fn a_request_allocates_nothing_after_the_first_of_its_route() {
    for http in [HttpServer::new(), plugin(), plugin().opentelemetry_names(), plugin().status_classes()] {
        let answer = service_fn(|_: Request<Body>| ready(Ok(Response::new(Body::empty()))));
        let mut service = http.layer().route("answer").layer(answer);
        let instance = gapless::builder().plugin(http).start().await.expect("the plugin starts");
        assert_ne!(allocations_of_call(&mut service), 0, "the first request creates the series");
        assert_eq!(allocations(&mut service), 0);
        instance.shutdown().await;
    }
}

#[tokio::test]
async fn a_router_allocates_as_much_as_with_a_layer_that_does_nothing() {
    let http = plugin();
    let router = || Router::new().route("/users/{id}", get(|| async { "hello" }));
    let mut measured = router().layer(http.layer());
    let mut control = router().layer(HttpServer::new().layer()); // its plugin never starts
    let instance = gapless::builder().plugin(http).start().await.expect("the plugin starts");
    assert_eq!(allocations(&mut measured), allocations(&mut control));
    instance.shutdown().await;
}
