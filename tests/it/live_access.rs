//! Access to the live page: its files, the login, and what other origins can do.

mod files;
mod instance;
mod login;
mod origins;

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use gapless::http::Auth;
use gapless::live::Live;
use tower::ServiceExt;

const TOKEN: &str = "correct-horse";

/// A response as tests compare it.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Returns the value of a header, or an empty string.
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("the header is ASCII"))
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    fn has_form(&self) -> bool {
        self.header("content-type") == "text/html; charset=utf-8" && self.text().contains(r#"name="token""#)
    }
}

/// Sends a request with header lines such as `accept: text/html`, and a body.
async fn send_with(app: &Router, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|line| line.starts_with("host:")) {
        request = request.header("host", "shop.example");
    }
    for line in headers {
        let (name, value) = line.split_once(": ").expect("a header has a name and a value");
        request = match name {
            "client" => {
                request.extension(ConnectInfo(value.parse::<SocketAddr>().expect("the address is valid")))
            }
            name => request.header(name, value),
        };
    }
    let request = request.body(Body::from(body.to_owned())).expect("the request is valid");
    let (head, body) = app.clone().oneshot(request).await.expect("a router does not fail").into_parts();
    let is_endless = head.headers.get("content-type").is_some_and(|value| value == "text/event-stream");
    let body = if is_endless {
        Vec::new()
    } else {
        to_bytes(body, usize::MAX).await.expect("the body ends").to_vec()
    };
    Answer { status: head.status, headers: head.headers, body }
}

async fn get(app: &Router, path: &str, headers: &[&str]) -> Answer {
    send_with(app, "GET", path, headers, "").await
}

fn open() -> Router {
    Live::default().router()
}

fn by_token() -> Router {
    guarded(bearer(TOKEN))
}

fn bearer(token: &str) -> Auth {
    Auth::bearer([token]).expect("the token is valid")
}

fn guarded(auth: Auth) -> Router {
    Live::default().auth(auth).router()
}
