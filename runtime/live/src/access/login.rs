//! The form for a token.

use std::future::ready;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{ConnectInfo, DefaultBodyLimit, Extension, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::Router;
use bytes::Bytes;
use gapless_http::Auth;

use super::attempts::Attempts;
use super::cookie;
use crate::page;

/// The longest body of a login in bytes. The longest token has 4 KiB, and each of its bytes can be encoded as three.
const LONGEST_BODY: usize = 16 * 1024;

/// The accepted tokens, and the failed logins.
pub(super) struct Logins {
    auth: Auth,
    attempts: Mutex<Attempts>,
}

/// The result of a login.
enum Login {
    Session(String),
    WrongToken,
    Wait(Duration),
}

/// Returns the routes to log in and out.
pub(super) fn router<S: Clone + Send + Sync + 'static>(base: &str, logins: Arc<Logins>) -> Router<S> {
    Router::new()
        .route(&format!("{base}/login"), get(|| ready(form(StatusCode::OK, ""))).post(log_in))
        .route(&format!("{base}/logout"), post(log_out))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(logins)
}

/// Returns these routes for a page without a form. They lead to the page.
pub(super) fn without_form<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    let to_page = || any(|| ready(see_other("./")));
    Router::new().route(&format!("{base}/login"), to_page()).route(&format!("{base}/logout"), to_page())
}

/// Admits requests with an accepted token or a session. A browser gets the form.
pub(super) async fn admit(State(logins): State<Arc<Logins>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match logins.auth.refuse(&head) {
        Some(_) if logins.has_session(&head.headers, &head.uri) => {}
        Some(refusal) => return in_form(refusal, &head.headers, ""),
        None => {}
    }
    next.run(Request::from_parts(head, body)).await
}

async fn log_in(
    State(logins): State<Arc<Logins>>,
    client: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let client = client.map(|Extension(ConnectInfo(client))| client.ip());
    match logins.log_in(client, &body) {
        Login::Session(session) => {
            let cookie = cookie::set(&session, cookie::SECONDS, &headers, &uri);
            ([(SET_COOKIE, cookie)], see_other("./")).into_response()
        }
        Login::WrongToken => {
            let refusal = (StatusCode::UNAUTHORIZED, NO_STORE, "the token is wrong\n");
            in_form(refusal.into_response(), &headers, "The token is wrong.")
        }
        Login::Wait(left) => {
            let seconds = left.as_millis().div_ceil(1000);
            let words = format!("Too many wrong tokens. Try again in {seconds} seconds.");
            let refusal = (
                StatusCode::TOO_MANY_REQUESTS,
                NO_STORE,
                [(RETRY_AFTER, seconds.to_string())],
                words.clone() + "\n",
            );
            in_form(refusal.into_response(), &headers, &words)
        }
    }
}

async fn log_out(headers: HeaderMap, uri: Uri) -> impl IntoResponse {
    ([(SET_COOKIE, cookie::set("", 0, &headers, &uri))], see_other("login"))
}

impl Logins {
    pub(super) fn new(auth: Auth) -> Self {
        Logins { auth, attempts: Mutex::default() }
    }

    /// Compares the token in a form. The lock makes concurrent attempts count.
    fn log_in(&self, client: Option<IpAddr>, form: &[u8]) -> Login {
        let token = form_urlencoded::parse(form).find(|(name, _)| name == "token");
        let token = token.map(|(_, token)| token).unwrap_or_default();
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = attempts.wait(client) {
            return Login::Wait(left);
        }
        match self.auth.start_session(&token, now() + cookie::SECONDS) {
            Some(session) => Login::Session(session),
            None => {
                attempts.failed(client);
                Login::WrongToken
            }
        }
    }

    fn has_session(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let now = now();
        cookie::values(headers, uri).iter().any(|session| self.auth.has_session(session, now))
    }
}

/// Returns the form with the status and the headers of a refusal, if the client is a browser that shows pages.
fn in_form(refusal: Response, request: &HeaderMap, problem: &str) -> Response {
    let mut accepted = request.get_all(ACCEPT).iter();
    if !accepted.any(|types| types.to_str().is_ok_and(|types| types.contains("text/html"))) {
        return refusal;
    }
    let (head, _) = refusal.into_parts();
    let mut headers = head.headers;
    headers.remove(CONTENT_TYPE);
    let mut form = form(head.status, problem);
    form.headers_mut().extend(headers);
    form
}

fn form(status: StatusCode, problem: &str) -> Response {
    let problem = match problem {
        "" => String::new(),
        words => format!(r#"<p class="problem" role="alert">{words}</p>"#),
    };
    let page = page::LOGIN.replace("<!-- problem -->", &problem);
    (status, NO_STORE, [(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Leads to another page. The location is relative, because a proxy can change the path.
fn see_other(location: &'static str) -> Response {
    (StatusCode::SEE_OTHER, NO_STORE, [(LOCATION, location)]).into_response()
}

const NO_STORE: [(axum::http::HeaderName, HeaderValue); 1] =
    [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// Returns the seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
