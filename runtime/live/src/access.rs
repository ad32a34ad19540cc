//! Access to the page: which requests reach it, and the headers of all answers.

use std::future::ready;

use axum::middleware::map_response;
use axum::Router;
use gapless_http::Auth;

use crate::page;

/// Returns the router of the page, at `base` without a slash at the end. `stream` has the routes below it for scripts,
/// such as `BASE/events`, which other origins cannot use.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(
    base: &str,
    auth: Option<Auth>,
    stream: Router<S>,
) -> Router<S> {
    let page = page::index(base).merge(page::files(base)).merge(stream);
    let guarded = match auth {
        Some(auth) => page.route_layer(auth),
        None => page,
    };
    guarded.route_layer(map_response(|response| ready(page::secured(response))))
}
