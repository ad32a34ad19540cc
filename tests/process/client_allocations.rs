//! Allocations of an outgoing request: none, once its labels have been recorded before.
//!
//! This test needs a separate process, because its allocator counts.

use std::convert::Infallible;
use std::future::ready;

use allocation_counter::measure;
use axum::http::{Request, Response};
use futures_util::FutureExt;
use gapless::plugins::HttpClient;
use tower::{Layer, Service, service_fn};

/// A request with the host in its URI or in a header.
fn request(uri: &str) -> Request<()> {
    let request = Request::get(uri).header("host", "API.example.com:443");
    request.body(()).expect("the request is valid")
}

#[tokio::test]
async fn a_request_allocates_nothing_after_the_first() {
    let http = HttpClient::new().hosts(["api.example.com"]);
    let instance = gapless::builder().plugin(http.clone()).start().await.expect("the plugin starts");
    let answer = |_: Request<()>| ready(Ok::<_, Infallible>(Response::new(())));
    let mut client = http.layer().layer(service_fn(answer));
    let mut send = |request| {
        let response = client.call(request).now_or_never().expect("it is ready");
        assert_eq!(response.expect("it cannot fail").status(), 200);
    };
    for uri in ["https://api.example.com/", "/"] {
        send(request(uri));
        let again = request(uri);
        let allocations = measure(|| send(again));
        assert_eq!(allocations.count_total, 0, "{uri}");
    }
    instance.shutdown().await;
}
