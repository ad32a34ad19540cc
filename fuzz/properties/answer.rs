//! The response of a router to a request with given headers, without a socket or a runtime.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request};
use axum::response::Response;
use tower::ServiceExt;

/// Returns the response of `/metrics` to a request with these values of a header.
pub(crate) fn answer(app: Router, name: &HeaderName, values: &[HeaderValue]) -> Response {
    let mut request = Request::get("/metrics").body(Body::empty()).expect("it is a valid request");
    request.headers_mut().extend(values.iter().map(|value| (name.clone(), value.clone())));
    finish(app.oneshot(request)).expect("a router does not fail")
}

/// Polls a future until it is ready.
pub(crate) fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Returns the lines that are valid values of a header.
pub(crate) fn values<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<HeaderValue> {
    lines.filter_map(|line| HeaderValue::from_bytes(line).ok()).collect()
}
