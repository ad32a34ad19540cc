#![deny(warnings)]

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, NoContent, Response};
use gapless::instrument_metric;

pub struct Page(u16);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        StatusCode::from_u16(self.0).expect("the status is valid").into_response()
    }
}

type Answer = Page;

#[instrument_metric]
pub async fn show() -> Page {
    Page(500)
}

#[instrument_metric]
pub async fn in_a_result() -> Result<Answer, String> {
    Ok(Page(500))
}

#[instrument_metric]
pub fn of_a_future() -> impl Future<Output = Page> {
    async { Page(500) }
}

// The status of these is readable or always the same, or a rule decides.
#[instrument_metric]
pub async fn opaque() -> impl IntoResponse {
    Page(500)
}

#[instrument_metric]
pub async fn status() -> Result<(StatusCode, Html<String>), String> {
    Ok((StatusCode::OK, Html(String::new())))
}

#[instrument_metric]
pub async fn nothing() -> NoContent {
    NoContent
}

pub type Text = Html<String>;

#[instrument_metric]
pub async fn html() -> Result<Text, String> {
    Ok(Html(String::new()))
}

#[instrument_metric]
pub async fn text() -> &'static str {
    "text"
}

#[instrument_metric(error_if = |page: &Page| page.0 >= 500)]
pub async fn by_rule() -> Page {
    Page(500)
}

/// A helper of a handler that does not return a response.
#[instrument_metric]
pub fn helper() -> Page {
    Page(500)
}

fn main() {}
