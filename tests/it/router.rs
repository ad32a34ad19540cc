//! The router, over a real socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use axum::Router;
use axum::body::HttpBody;
use axum::extract::State;
use axum::routing::get;
use tower::ServiceExt;

use crate::linted::linted;

/// Serves an application on a free port until the test's runtime ends.
pub(super) async fn serve(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Lints the exposition in a response, if it contains one. The head is in lower case.
pub(crate) fn lint(head: &str, body: &str) {
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: "));
    if let Some(content_type) = content_type.filter(|known| known.contains("version=") && !body.is_empty()) {
        linted(body, content_type);
    }
}

/// Sends a request and returns the head and the body of the response.
pub(crate) async fn request(method: &'static str, path: &'static str, app: Router) -> (String, String) {
    request_with(method, path, "", app).await
}

/// Sends a request with header lines, each ending in a line feed.
pub(crate) async fn request_with(
    method: &'static str,
    path: &'static str,
    headers: &str,
    app: Router,
) -> (String, String) {
    let address = serve(app).await;
    let headers = headers.replace('\n', "\r\n");
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}\r\n")
            .expect("the server reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers");
        answer
    });
    let answer = answer.await.expect("the client does not panic");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a response has a head");
    let head = head.to_lowercase();
    let body = if head.contains("transfer-encoding: chunked") { joined(body) } else { body.to_owned() };
    lint(&head, &body);
    (head, body)
}

/// Joins the chunks of a body.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    loop {
        let (size, rest) = chunks.split_once("\r\n").expect("a chunk starts with its size");
        let size = usize::from_str_radix(size, 16).expect("the size is hexadecimal");
        if size == 0 {
            return body;
        }
        body.push_str(&rest[..size]);
        chunks = &rest[size + 2..];
    }
}

#[tokio::test]
async fn get_returns_every_series() {
    let (head, body) = request("GET", "/metrics", gapless::router()).await;
    assert!(head.starts_with("http/1.1 200"));
    assert!(head.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    assert!(head.contains("cache-control: no-store\r\n"));
    assert!(head.contains(&format!("content-length: {}", body.len())));
    assert!(body.contains("\ngapless_conflicts 0\n") && body.ends_with('\n'));
}

#[tokio::test]
async fn head_returns_the_head_of_get() {
    let (head, body) = request("HEAD", "/metrics", gapless::router()).await;
    assert!(head.starts_with("http/1.1 200") && head.contains("content-type: text/plain; version=0.0.4"));
    assert_eq!(body, "");
}

#[tokio::test]
async fn other_methods_are_405_with_the_allowed_methods() {
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let (head, _) = request(method, "/metrics", gapless::router()).await;
        assert!(head.starts_with("http/1.1 405"), "{method}: {head}");
        assert!(head.contains("allow: get,head"), "{method}: {head}");
    }
}

#[tokio::test]
async fn the_router_merges_into_an_application_with_state() {
    async fn hello(State(name): State<&'static str>) -> &'static str {
        name
    }
    let app = || Router::new().route("/", get(hello)).merge(gapless::router()).with_state("hello");
    assert_eq!(request("GET", "/", app()).await.1, "hello");
    assert!(request("GET", "/metrics", app()).await.0.starts_with("http/1.1 200"));
    assert!(request("GET", "/other", app()).await.0.starts_with("http/1.1 404"));
}

#[tokio::test]
async fn a_client_that_prefers_openmetrics_gets_it() {
    let accept =
        "Accept: text/plain;q=0.3\nAccept: application/openmetrics-text;version=1.0.0;q=0.6,*/*;q=0.2\n";
    let (head, body) = request_with("GET", "/metrics", accept, gapless::router()).await;
    assert!(
        head.contains(
            "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores\r\n"
        ),
        "{head}"
    );
    assert!(head.contains("vary: accept, accept-encoding\r\n"));
    assert!(body.ends_with("\n# EOF\n") && body.contains("\n# TYPE gapless_refused counter\n"));
}

#[tokio::test]
async fn a_client_that_accepts_anything_gets_text() {
    let (head, body) = request_with("GET", "/metrics", "Accept: */*\n", gapless::router()).await;
    assert!(
        head.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n")
            && head.contains("vary: accept")
    );
    assert!(!body.contains("# EOF"));
}

#[tokio::test]
async fn compressed_responses_have_a_length() {
    for (accept, coding) in
        [("gzip", Some("gzip")), ("zstd, gzip", Some("zstd")), ("gzip;q=0", None), ("identity;q=0", None)]
    {
        let request = axum::http::Request::get("/metrics").header("accept-encoding", accept);
        let request = request.body(axum::body::Body::empty()).expect("it is a valid request");
        let answer = gapless::router().oneshot(request).await.expect("a router does not fail");
        let coded = answer
            .headers()
            .get("content-encoding")
            .map(|coded| coded.to_str().expect("the string is UTF-8"));
        assert_eq!(coded, coding, "{accept}");
        assert_eq!(answer.headers()["vary"], "accept, accept-encoding");
        assert!(answer.body().size_hint().exact().is_some(), "{accept}");
    }
}
