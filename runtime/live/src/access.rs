//! Access to the page: who may open it, and the headers of all responses.
//!
//! A browser cannot send a token with each request. With tokens, a form asks for one, and the answer sets a cookie that
//! stands for the token from then on. Passwords and gates need no form: the browser asks for a password itself.
//!
//! Another site must not use the access of a browser. It cannot read responses, because no response has CORS headers.
//! The routes of scripts also refuse requests that browsers mark as coming from another origin, and the cookie is not
//! sent with such requests.

mod attempts;
mod cookie;
mod login;
mod origin;

use std::future::ready;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state, map_response, Next};
use axum::response::{IntoResponse, Response};
use axum::Router;
use gapless_http::Auth;

use self::login::Logins;
use crate::page;

/// Returns the router of the page, at `base` without a slash at the end. `stream` has the routes below it for scripts,
/// such as `BASE/events`, which other origins cannot use.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(
    base: &str,
    auth: Option<Auth>,
    stream: Router<S>,
) -> Router<S> {
    let stream = stream.route_layer(from_fn(of_own_origin));
    let guarded = match auth {
        Some(auth) if auth.has_tokens() => with_form(base, auth, stream),
        Some(auth) => without_form(base, stream).route_layer(auth),
        None => without_form(base, stream),
    };
    guarded.route_layer(map_response(|response| ready(page::secured(response))))
}

/// Guards the page and the stream. The files are public, because the form uses them, and are the same in each program.
fn with_form<S: Clone + Send + Sync + 'static>(base: &str, auth: Auth, stream: Router<S>) -> Router<S> {
    let logins = Arc::new(Logins::new(auth));
    let form = login::router(base, Arc::clone(&logins)).route_layer(from_fn(of_own_origin));
    let guarded = page::index(base).merge(stream).route_layer(from_fn_with_state(logins, login::admit));
    guarded.merge(form).merge(page::files(base)).merge(page::around(base))
}

fn without_form<S: Clone + Send + Sync + 'static>(base: &str, stream: Router<S>) -> Router<S> {
    let page = page::index(base).merge(page::files(base)).merge(page::around(base));
    page.merge(login::without_form(base)).merge(stream)
}

/// Refuses requests of other origins.
async fn of_own_origin(request: Request, next: Next) -> Response {
    match origin::is_foreign(request.headers(), request.uri()) {
        true => origin::REFUSAL.into_response(),
        false => next.run(request).await,
    }
}
