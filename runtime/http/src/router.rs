//! The route to merge into an axum application.

use std::sync::Once;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, Router};
use gapless_core::Registry;
use gapless_encode::text;

/// Where [`router`] serves the metrics.
pub const PATH: &str = "/metrics";

/// A router that answers `GET` and `HEAD` on `/metrics` with every series of the program, and any other method with 405.
///
/// It fits into a router of any state, and there is nothing to set up. Declarations that clash are left out of what it
/// serves, said once in the log, and counted in `gapless_conflicts`; [`Registry::check`] is for programs that would
/// rather not start.
///
/// ```
/// use axum::{routing::get, Router};
///
/// let app: Router = Router::new().route("/", get(|| async { "Hello" })).merge(gapless_http::router());
/// ```
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    log_conflicts();
    Router::new().route(PATH, get(scrape))
}

async fn scrape() -> impl IntoResponse {
    let body = text::encode(&Registry::global().gather());
    ([(CONTENT_TYPE, text::CONTENT_TYPE), (CACHE_CONTROL, "no-store")], body)
}

fn log_conflicts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Err(error) = Registry::global().check() {
            tracing::error!("{error}");
        }
    });
}
