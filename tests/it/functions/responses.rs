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

/// The calls of an async function that ended in these outcomes.
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
fn an_error_response_has_no_error_kind_where_errors_have_kinds() {
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

/// A response whose status only its conversion decides.
struct Hidden(u16);

impl IntoResponse for Hidden {
    fn into_response(self) -> axum::response::Response {
        with(self.0)
    }
}

#[instrument_metric]
async fn opaque(status: u16) -> impl IntoResponse {
    Hidden(status)
}

#[instrument_metric]
async fn with_bounds(status: u16) -> impl IntoResponse + Send + Unpin + std::fmt::Debug + use<> + 'static {
    Hidden(status).into_response()
}

#[instrument_metric]
async fn by_path(status: u16) -> impl ::axum::response::IntoResponse {
    if status == 200 {
        return Hidden(200);
    }
    Hidden(status)
}

#[instrument_metric]
async fn of_a_tuple(status: u16) -> impl IntoResponse {
    ([(header::ETAG, "1")], Hidden(status))
}

#[instrument_metric]
async fn of_another(status: u16) -> impl IntoResponse {
    opaque(status).await
}

#[instrument_metric]
async fn in_a_result(status: u16) -> Result<impl IntoResponse, String> {
    let status = u16::try_from(u32::from(status)).map_err(|error| error.to_string())?;
    Ok(Hidden(status))
}

#[instrument_metric]
async fn in_axums_result(status: u16) -> axum::response::Result<impl IntoResponse> {
    Ok(Hidden(status))
}

#[instrument_metric]
async fn generic<T: IntoResponse>(value: T) -> impl IntoResponse {
    value
}

#[instrument_metric]
fn of_a_future(status: u16) -> impl Future<Output = impl IntoResponse> + Send {
    std::future::ready(Hidden(status))
}

#[instrument_metric]
async fn of_a_result(status: u16) -> impl IntoResponse {
    match status {
        404 => Err(StatusCode::NOT_FOUND),
        status => Ok(Hidden(status)),
    }
}

struct Handlers<'a>(&'a u16);

#[instrument_metric]
impl Handlers<'_> {
    async fn show(&self) -> impl IntoResponse + '_ {
        Hidden(*self.0)
    }

    fn make(self, _: &str) -> impl IntoResponse + use<> {
        Hidden(*self.0)
    }
}

fn status_of(answer: impl IntoResponse) -> u16 {
    answer.into_response().status().as_u16()
}

#[test]
fn an_impl_into_response_is_turned_into_its_response() {
    for status in [200, 302, 404, 500, 599] {
        block_on(async {
            assert_eq!(status_of(opaque(status).await), status);
            assert_eq!(status_of(with_bounds(status).await), status);
            assert_eq!(status_of(by_path(status).await), status);
            assert_eq!(status_of(of_a_tuple(status).await), status);
            assert_eq!(status_of(of_another(status).await), status);
            assert_eq!(in_a_result(status).await.map(status_of), Ok(status));
            assert!(in_axums_result(status).await.is_ok_and(|answer| status_of(answer) == status));
            assert_eq!(status_of(generic(Hidden(status)).await), status);
            assert_eq!(status_of(of_a_future(status).await), status);
            assert_eq!(status_of(of_a_result(status).await), status);
            assert_eq!(status_of(Handlers(&status).show().await), status);
            assert_eq!(status_of(Handlers(&status).make("")), status);
        });
    }
    for function in [
        "opaque",
        "with_bounds",
        "by_path",
        "of_a_tuple",
        "of_another",
        "in_a_result",
        "in_axums_result",
        "generic",
    ] {
        let calls_of_others = if function == "opaque" { 2.0 } else { 1.0 };
        assert_eq!(calls(function), ended(3.0 * calls_of_others, 2.0 * calls_of_others), "{function}");
    }
    assert_eq!((calls("of_a_future"), calls("Handlers::show")), (ended(3.0, 2.0), ended(3.0, 2.0)));
    assert_eq!(calls("of_a_result"), ended(2.0, 3.0), "an `Err` is an error, whatever its status");
    assert_eq!(calls("Handlers::make"), Calls { cancelled: None, ..ended(3.0, 2.0) });
}

#[instrument_metric(client_errors)]
async fn strict_opaque(status: u16) -> impl IntoResponse {
    Hidden(status)
}

#[instrument_metric(name = "admit", error = Refused)]
async fn admit(status: u16) -> Result<impl IntoResponse, Refused> {
    match status {
        403 => Err(Refused::Banned),
        status => Ok(Hidden(status)),
    }
}

#[instrument_metric(error_if = |hidden: &Hidden| hidden.0 == 404)]
async fn opaque_by_rule(status: u16) -> impl IntoResponse {
    Hidden(status)
}

#[test]
fn options_apply_to_an_impl_into_response() {
    for status in [200, 403, 404, 500] {
        block_on(async {
            let _ = (strict_opaque(status).await, admit(status).await, opaque_by_rule(status).await);
        });
    }
    assert_eq!(calls("strict_opaque"), ended(1.0, 3.0));
    assert_eq!(calls("opaque_by_rule"), ended(3.0, 1.0));
    let ended = |labels: &[_]| {
        let own = [("function", "admit"), ("module", module_path!())];
        exported_or_absent("admit_calls_total", &[&own[..], labels].concat())
    };
    assert_eq!(ended(&[("outcome", "error")]), Some(1.0));
    assert_eq!(ended(&[("outcome", "error"), ("error", "banned")]), Some(1.0));
    assert_eq!(ended(&[("outcome", "ok")]), Some(2.0));
}

/// A trait of another library with the same name, and one that axum's response does not implement.
mod foreign {
    pub(super) trait IntoResponse {
        fn answer(&self) -> u16;
    }

    impl IntoResponse for &str {
        fn answer(&self) -> u16 {
            self.len().try_into().unwrap_or_default()
        }
    }

    pub(super) trait Named {
        fn name(&self) -> &str;
    }

    impl Named for &str {
        fn name(&self) -> &str {
            self
        }
    }
}

#[instrument_metric]
async fn foreign_answer() -> impl foreign::IntoResponse {
    "abc"
}

#[instrument_metric]
async fn named_answer() -> impl IntoResponse + foreign::Named + Clone {
    "abc"
}

#[instrument_metric]
fn converted_answer() -> impl IntoResponse + Into<String> {
    "abc"
}

#[test]
fn a_value_that_must_be_more_than_a_response_is_returned_unchanged() {
    use foreign::{IntoResponse as _, Named as _};

    block_on(async {
        assert_eq!(foreign_answer().await.answer(), 3);
        assert_eq!(named_answer().await.clone().name(), "abc");
    });
    assert_eq!(converted_answer().into(), "abc");
    assert_eq!((calls("foreign_answer"), calls("named_answer")), (ended(1.0, 0.0), ended(1.0, 0.0)));
}
