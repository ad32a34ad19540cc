//! The page: its HTML, styles and scripts.

use axum::http::header::LOCATION;
use axum::http::StatusCode;
use axum::routing::get;
use axum::Router;

/// Returns the routes of the page and of its files below a path, such as `/metrics/live`.
pub(crate) fn router(base: &str) -> Router {
    match base.rsplit_once('/') {
        Some((_, last)) if !last.is_empty() => Router::new().route(base, get(to_folder(format!("{last}/")))),
        _ => Router::new(),
    }
}

/// Redirects to the folder of the page. All URLs are relative, so that the router can be nested.
fn to_folder(
    location: String,
) -> impl Fn() -> std::future::Ready<(StatusCode, [(axum::http::HeaderName, String); 1])> + Clone {
    move || std::future::ready((StatusCode::PERMANENT_REDIRECT, [(LOCATION, location.clone())]))
}
