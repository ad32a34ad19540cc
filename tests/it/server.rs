//! The standalone server over real sockets. Tests that depend on time pause tokio's clock.

mod limits;
mod places;
mod stopping;
mod tls;

use std::net::SocketAddr;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::routing::get;
use gapless::http::{self, Auth, Server, ServerBuilder};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

/// Returns a builder for a server on a free port.
pub(super) fn local() -> ServerBuilder {
    Server::bind("127.0.0.1:0")
}

/// Returns a builder for a server with one route, `/`.
fn serving<B: axum::response::IntoResponse, F: Future<Output = B> + Send + 'static>(
    answer: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> ServerBuilder {
    local().router(Router::new().route("/", get(answer)))
}

pub(super) async fn start(server: ServerBuilder) -> Server {
    server.start().await.expect("a free port can be bound")
}

async fn connect(server: &Server) -> TcpStream {
    let address = server.local_addr().expect("the server has a TCP address");
    TcpStream::connect(address).await.expect("the server listens")
}

/// A request that keeps the connection open.
const KEEP: &str = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";
/// A request that closes the connection.
const ONCE: &str = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

/// Returns a request with header lines, each ending in a line feed.
pub(super) fn request(method: &str, path: &str, headers: &str) -> String {
    let headers = headers.replace('\n', "\r\n");
    format!("{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}\r\n")
}

/// Sends a request and reads until the server closes the connection.
pub(super) async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    rest(stream).await
}

/// Reads until the server closes the connection.
async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("the server closes the connection in order");
    answer
}

/// Reads up to and including a string.
pub(super) async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut read = Vec::new();
    while !read.ends_with(end.as_bytes()) {
        read.push(stream.read_u8().await.expect("the response continues"));
    }
    String::from_utf8(read).expect("the string is UTF-8")
}

pub(crate) async fn ask(server: &Server, method: &str, path: &str, headers: &str) -> String {
    let answer = exchange(connect(server).await, &request(method, path, headers)).await;
    if let Some((head, body)) = answer.split_once("\r\n\r\n") {
        crate::router::lint(&head.to_lowercase(), body);
    }
    answer
}

#[tokio::test]
async fn the_server_serves_the_metrics_on_its_path_and_404_elsewhere() {
    for (builder, path) in [(local(), "/metrics"), (local().path("/internal/numbers"), "/internal/numbers")] {
        let server = start(builder).await;
        let answer = ask(&server, "GET", path, "").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\ngapless_conflicts 0\n"));
        assert!(answer.contains("cache-control: no-store\r\n"));
        let head = ask(&server, "HEAD", path, "").await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        let posted = ask(&server, "POST", path, "").await;
        assert!(posted.starts_with("HTTP/1.1 405 ") && posted.contains("allow: GET,HEAD\r\n"), "{posted}");
        for elsewhere in ["/", "/metrics/", "/numbers"] {
            for method in ["GET", "POST"] {
                let answer = ask(&server, method, elsewhere, "").await;
                assert!(answer.starts_with("HTTP/1.1 404 "), "{elsewhere}: {answer}");
                let body = format!("nothing is served at `{elsewhere}`; the metrics are at `{path}`\n");
                assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{elsewhere}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn the_server_serves_a_custom_router() {
    let health = Router::new().route("/health", get(|| async { "well" }));
    let server = start(local().router(gapless::router().merge(health))).await;
    assert!(ask(&server, "GET", "/health", "").await.ends_with("\r\n\r\nwell"));
    assert!(ask(&server, "GET", "/metrics", "").await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn authentication_applies_to_every_path() {
    let server = start(local().auth(Auth::bearer(["token", "next"]).unwrap())).await;
    for path in ["/metrics", "/"] {
        let refused = ask(&server, "GET", path, "Authorization: Bearer tokem\n").await;
        assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");
        assert!(refused.contains("www-authenticate: Bearer realm=\"metrics\"\r\n"), "{refused}");
    }
    assert!(
        ask(&server, "GET", "/metrics", "Authorization: Bearer next\n").await.starts_with("HTTP/1.1 200 ")
    );
    assert!(ask(&server, "GET", "/", "Authorization: Bearer token\n").await.starts_with("HTTP/1.1 404 "));
}

#[tokio::test]
async fn a_gate_receives_the_address_of_the_client() {
    let from_here = |request: &Parts| {
        let client = request.extensions.get::<ConnectInfo<SocketAddr>>();
        client.is_some_and(|ConnectInfo(client)| client.ip().is_loopback())
    };
    let server = start(local().auth(Auth::gate(from_here))).await;
    assert!(ask(&server, "GET", "/metrics", "").await.starts_with("HTTP/1.1 200 "));
    let server = start(local().auth(Auth::gate(move |request| !from_here(request)))).await;
    assert!(ask(&server, "GET", "/metrics", "").await.starts_with("HTTP/1.1 403 "));
}

#[tokio::test]
async fn an_invalid_path_is_an_error() {
    for path in ["metrics", "", "/{metrics}", "/*all", "/:all", "/a b", "/metrics?name"] {
        let error = local().path(path).start().await.unwrap_err();
        assert!(matches!(error.kind(), http::ErrorKind::Path(wrong) if wrong == path));
        assert_eq!(
            error.to_string(),
            format!("`{path}` is not a valid path; write a path without patterns, such as `/metrics`")
        );
    }
}

#[test]
fn a_start_outside_of_a_runtime_is_an_error() {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = std::pin::pin!(local().start()).as_mut().poll(&mut context)
    else {
        panic!("it cannot start")
    };
    assert!(matches!(error.kind(), http::ErrorKind::NoRuntime));
    assert!(error.to_string().contains("`#[tokio::main]`"));
}

#[test]
fn debug_output_of_a_builder_does_not_contain_secrets() {
    let server = local().auth(Auth::basic([("Ada", "sesame")]).unwrap());
    let shown = format!("{server:?}");
    assert!(shown.contains("Auth::Basic(1 accepted)") && !shown.contains("sesame") && !shown.contains("Ada"));
}
