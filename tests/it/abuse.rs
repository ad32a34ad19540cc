//! Hostile clients, and too many clients: the routes of the program still answer.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::yield_now;

use crate::router::{lint, serve};
use crate::server::{exchange, local, read_until, request, start};

const CLIENTS: usize = 1000;

/// Raises the file limit for concurrent clients, each of which needs two files. Only one test holds the lock at a time.
async fn room() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let (wanted, needed) = (4 * CLIENTS as u64, 2 * CLIENTS as u64 + 200);
    let files =
        rlimit::increase_nofile_limit(wanted).expect("a process can raise the limit up to its hard limit");
    assert!(files >= needed, "the file limit is {files}, but the test needs {needed}; raise `ulimit -Hn`");
    TURN.lock().await
}

/// Returns an application with its own route and the metrics.
fn app() -> Router {
    Router::new().route("/", get(|| async { "hello" })).merge(gapless::router())
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("the server listens")
}

async fn ask(address: SocketAddr, path: &str) -> String {
    exchange(connect(address).await, &request("GET", path, "")).await
}

async fn answers_on(address: SocketAddr) {
    assert!(ask(address, "/").await.ends_with("\r\n\r\nhello"));
    let scrape = ask(address, "/metrics").await;
    assert!(scrape.starts_with("HTTP/1.1 200 ") && scrape.ends_with('\n'), "{scrape}");
}

/// Connects clients, each of which sends a string and does not read.
async fn clients(address: SocketAddr, sent: impl Fn(usize) -> String) -> Vec<TcpStream> {
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        let mut client = connect(address).await;
        client.write_all(sent(n).as_bytes()).await.expect("the server reads");
        clients.push(client);
    }
    clients
}

/// Reads a response up to its `Content-Length`, and keeps the connection.
async fn whole(client: &mut TcpStream) -> (String, String) {
    let head = read_until(client, "\r\n\r\n").await.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or_else(|| panic!("its length is in the head: {head}"))];
    client.read_exact(&mut body).await.expect("the body has its content length");
    (head, String::from_utf8(body).expect("the string is UTF-8"))
}

/// Checks that every client gets a complete response while the others stay connected. One in ten asks for an
/// exposition.
async fn check_all_are_answered(address: SocketAddr) {
    let path = |n: usize| if n.is_multiple_of(10) { "/metrics" } else { "/" };
    let asked = |n| format!("GET {} HTTP/1.1\r\nHost: test\r\n\r\n", path(n));
    let mut clients = clients(address, asked).await;
    for (n, client) in clients.iter_mut().enumerate() {
        let (head, body) = whole(client).await;
        assert!(head.starts_with("http/1.1 200 "), "{head}");
        assert!(if path(n) == "/" { body == "hello" } else { body.ends_with('\n') });
        if n == 0 {
            lint(&head, &body);
        }
    }
    answers_on(address).await;
}

#[tokio::test]
async fn an_application_answers_a_thousand_concurrent_clients() {
    let _room = room().await;
    check_all_are_answered(serve(app()).await).await;
}

#[tokio::test]
async fn a_server_answers_a_thousand_concurrent_clients_within_its_limit() {
    let _room = room().await;
    let server = start(local().router(app()).max_connections(CLIENTS + 2)).await;
    check_all_are_answered(server.local_addr().expect("the server has a TCP address")).await;
}

#[tokio::test]
async fn a_thousand_clients_beyond_the_limit_of_a_server_wait_and_are_answered() {
    let _room = room().await;
    let server = start(local().router(app())).await;
    let address = server.local_addr().expect("the server has a TCP address");
    for client in clients(address, |_| request("GET", "/", "")).await {
        assert!(exchange(client, "").await.ends_with("\r\n\r\nhello"));
    }
    answers_on(address).await;
}

#[tokio::test]
async fn an_application_answers_with_a_thousand_half_open_connections() {
    let _room = room().await;
    let address = serve(app()).await;
    let half = |_| "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nX-Slow: ".to_owned();
    let mut clients = clients(address, half).await;
    for _ in 0..3 {
        for client in &mut clients {
            client.write_all(b"x").await.expect("the server accepts a slow head");
        }
        answers_on(address).await;
    }
    for client in clients {
        assert!(exchange(client, "\r\n\r\n").await.ends_with("\r\n\r\nhello"));
    }
}

/// Sends an endless request until the server stops reading, and returns the start of the response.
async fn endless(address: SocketAddr, start: &str, piece: &str) -> String {
    let mut client = connect(address).await;
    client.write_all(start.as_bytes()).await.expect("the server reads");
    let mut n_sent = 0;
    while client.write_all(piece.as_bytes()).await.is_ok() {
        n_sent += piece.len();
        assert!(n_sent < 64 << 20, "the server does not stop reading");
        yield_now().await;
    }
    let mut answer = [0; 12];
    let n = client.read(&mut answer).await.unwrap_or_default();
    String::from_utf8_lossy(&answer[..n]).into_owned()
}

#[tokio::test]
async fn an_endless_head_is_rejected_and_the_application_still_answers() {
    let address = serve(app()).await;
    for start in ["GET /", "GET /metrics HTTP/1.1\r\nX-Long: "] {
        let answer = endless(address, start, &"x".repeat(1 << 16)).await;
        assert!(["", "HTTP/1.1 431", "HTTP/1.1 414"].contains(&&*answer), "{answer}");
        answers_on(address).await;
    }
}

#[tokio::test]
async fn an_endless_body_is_not_read_and_the_application_still_answers() {
    let address = serve(app()).await;
    for method in ["GET", "POST"] {
        let head = format!("{method} /metrics HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
        endless(address, &head, &format!("10000\r\n{}\r\n", "x".repeat(1 << 16))).await;
        answers_on(address).await;
    }
}
