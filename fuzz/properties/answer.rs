//! A router's answer to a request with given headers, with no socket and no runtime.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request};
use axum::response::Response;
use tower::ServiceExt;

/// The answer at `/metrics` for a request that has these values of a header.
pub(crate) fn answer(app: Router, name: &HeaderName, values: &[HeaderValue]) -> Response {
    let mut request = Request::get("/metrics").body(Body::empty()).expect("it is a valid request");
    request.headers_mut().extend(values.iter().map(|value| (name.clone(), value.clone())));
    finish(app.oneshot(request)).expect("a router does not fail")
}

/// Polls until it is ready, as nothing here waits for anything else.
pub(crate) fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// The lines that can be sent as values of a header.
pub(crate) fn values<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<HeaderValue> {
    lines.filter_map(|line| HeaderValue::from_bytes(line).ok()).collect()
}
