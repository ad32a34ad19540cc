//! Responses: a status of 500 or more is an error.

use std::pin::Pin;

use axum::body::Body;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, Response, StatusCode, response};
use axum::response::IntoResponse;
use gapless::{LabelValue, instrument_metric};

use super::{Calls, block_on, plain};
use crate::exported_or_absent;

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

/// What an async function shows after calls that ended so.
fn ended(ok: f64, error: f64) -> Calls {
    Calls { ok: Some(ok), error: Some(error), cancelled: Some(0.0), durations: ok + error, ..plain(0.0) }
}

fn with(status: u16) -> Response<Body> {
    Response::builder().status(status).body(Body::empty()).expect("the status is valid")
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).expect("the status is valid")
}

#[instrument_metric]
async fn response(status: u16) -> axum::response::Response {
    with(status)
}

#[instrument_metric]
async fn response_of_text(status: u16) -> Response<String> {
    with(status).map(|_| String::new())
}

type Reply = Result<Response<Body>, StatusCode>;

#[instrument_metric]
async fn alias(status: u16) -> Reply {
    Ok(with(status))
}

#[instrument_metric]
async fn result(status: u16) -> Result<Response<Body>, StatusCode> {
    Ok(with(status))
}

#[instrument_metric]
async fn axum_result(status: u16) -> axum::response::Result<axum::response::Response> {
    Ok(with(status))
}

#[instrument_metric]
async fn status_code(status: u16) -> StatusCode {
    code(status)
}

#[instrument_metric]
async fn tuple(status: u16) -> (StatusCode, String) {
    (code(status), String::new())
}

#[instrument_metric]
async fn three(status: u16) -> (StatusCode, [(HeaderName, &'static str); 1], &'static str) {
    (code(status), [(header::ETAG, "1")], "")
}

#[instrument_metric]
async fn with_headers(status: u16) -> (HeaderMap, Response<Body>) {
    (HeaderMap::new(), with(status))
}

#[instrument_metric]
async fn with_headers_and_status(
    status: u16,
) -> (HeaderMap, [(HeaderName, &'static str); 1], (StatusCode, String)) {
    (HeaderMap::new(), [(header::ETAG, "1")], (code(status), String::new()))
}

#[instrument_metric]
async fn parts(status: u16) -> (response::Parts, String) {
    (with(status).into_parts().0, String::new())
}

#[instrument_metric]
async fn result_of_a_tuple(status: u16) -> Result<(StatusCode, String), String> {
    Ok((code(status), String::new()))
}

#[instrument_metric]
async fn nested(status: u16) -> Result<Option<Result<StatusCode, u8>>, u16> {
    Ok(Some(Ok(code(status))))
}

#[instrument_metric]
fn returned(status: u16) -> impl Future<Output = Response<Body>> + Send {
    let response = with(status);
    async move { response }
}

#[instrument_metric]
fn boxed(status: u16) -> Pin<Box<dyn Future<Output = Result<StatusCode, u8>> + Send>> {
    Box::pin(async move { Ok(code(status)) })
}

/// Calls a function with statuses of each class, of which two are errors of the server.
macro_rules! check {
    ($($function:ident),* $(,)?) => {
        $(
            for status in [200, 302, 404, 500, 599] {
                let _ = block_on($function(status));
            }
            assert_eq!(calls(stringify!($function)), ended(3.0, 2.0), stringify!($function));
        )*
    };
}

#[test]
fn a_response_with_a_status_of_500_or_more_is_an_error() {
    check!(
        response,
        response_of_text,
        alias,
        result,
        axum_result,
        status_code,
        tuple,
        three,
        with_headers,
        with_headers_and_status,
        parts,
        result_of_a_tuple,
        nested,
        returned,
        boxed,
    );
}

struct Page(u16);

#[instrument_metric]
impl IntoResponse for Page {
    fn into_response(self) -> axum::response::Response {
        with(self.0)
    }
}

#[test]
fn a_function_that_is_not_async_may_return_a_response() {
    for status in [200, 404, 503] {
        let _ = Page(status).into_response();
    }
    let ended = Calls { ok: Some(2.0), error: Some(1.0), durations: 3.0, ..plain(0.0) };
    assert_eq!(calls("Page::into_response"), ended);
}

struct Site;

#[instrument_metric(client_errors)]
impl Site {
    async fn show(status: u16) -> Result<StatusCode, StatusCode> {
        Ok(code(status))
    }

    #[metric(error_if = |status: &StatusCode| *status == StatusCode::NOT_FOUND)]
    async fn ask(status: u16) -> StatusCode {
        code(status)
    }
}

#[instrument_metric(client_errors)]
async fn strict(status: u16) -> (StatusCode, String) {
    (code(status), String::new())
}

#[instrument_metric(ok_if = |response: &Response<Body>| response.status() != StatusCode::OK)]
async fn by_rule(status: u16) -> Response<Body> {
    with(status)
}

#[test]
fn client_errors_are_errors_by_option_and_a_rule_of_the_user_decides_alone() {
    for status in [200, 302, 404, 500] {
        block_on(async {
            let _ = (
                Site::show(status).await,
                Site::ask(status).await,
                strict(status).await,
                by_rule(status).await,
            );
        });
    }
    assert_eq!((calls("Site::show"), calls("strict")), (ended(2.0, 2.0), ended(2.0, 2.0)));
    assert_eq!((calls("Site::ask"), calls("by_rule")), (ended(3.0, 1.0), ended(3.0, 1.0)));
}

#[derive(LabelValue)]
enum Refused {
    Banned,
}

#[instrument_metric(name = "enter", error = Refused)]
async fn enter(status: u16) -> Result<Response<Body>, Refused> {
    match status {
        403 => Err(Refused::Banned),
        status => Ok(with(status)),
    }
}

#[instrument_metric(name = "leave", error = Refused)]
async fn leave(banned: bool) -> Result<u8, Refused> {
    if banned { Err(Refused::Banned) } else { Ok(1) }
}

#[test]
fn a_response_is_an_error_of_no_kind_beside_errors_that_are_told_apart() {
    let ended = |name: &str, function, labels: &[_]| {
        let own = [("function", function), ("module", module_path!())];
        exported_or_absent(name, &[&own[..], labels].concat())
    };
    let none = [("outcome", "error")];
    assert_eq!(ended("enter_calls_total", "enter", &none), Some(0.0));
    assert_eq!(ended("leave_calls_total", "leave", &none), None);
    for status in [200, 403, 500, 503] {
        let _ = block_on(enter(status));
    }
    let _ = (block_on(leave(true)), block_on(leave(false)));
    assert_eq!(ended("enter_calls_total", "enter", &none), Some(2.0));
    assert_eq!(ended("enter_calls_total", "enter", &[("outcome", "error"), ("error", "banned")]), Some(1.0));
    assert_eq!(ended("enter_calls_total", "enter", &[("outcome", "ok")]), Some(1.0));
    assert_eq!(ended("leave_calls_total", "leave", &none), None);
    assert_eq!(ended("leave_calls_total", "leave", &[("outcome", "error"), ("error", "banned")]), Some(1.0));
}
