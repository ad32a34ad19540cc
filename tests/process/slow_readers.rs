//! Clients that read a part of a large exposition and then stop.
//!
//! The test needs a separate process, because it measures memory.

#![cfg(target_os = "linux")]

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use gapless::defmetrics;
use gapless::encode::{Format, View};
use gapless::http::Exporter;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::yield_now;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    /// Has many series with long names.
    #[max_series(20000)]
    counter slowly_read_total(game: &str);
}

const READERS: usize = 20;

/// Returns the resident memory of the process in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux has this file");
    let pages = statm.split(' ').nth(1).expect("the second number is the resident pages");
    pages.parse::<usize>().expect("the string is a number") * 4096
}

async fn serve() -> SocketAddr {
    // Without scrape metrics, so that all expositions have the same length.
    let view = View::builder().drop_groups(["gapless_scrape"]).build().expect("the group exists");
    let exporter = Exporter::new(view);
    let app = Router::new().route("/", get(|| async { "hello" })).merge(exporter.router());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Sends a request on a socket with a small receive buffer.
async fn ask(address: SocketAddr, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket can be created");
    socket.set_recv_buffer_size(4096).expect("the size is valid");
    let mut stream = socket.connect(address).await.expect("the server listens");
    let request = format!("GET {path} HTTP/1.0\r\n\r\n"); // HTTP 1.0 has no chunks
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    stream
}

async fn rest(mut stream: TcpStream) -> String {
    let mut read = String::new();
    stream.read_to_string(&mut read).await.expect("the response ends in order");
    read
}

/// Lets all tasks run until they wait.
async fn settle() {
    for _ in 0..10_000 {
        yield_now().await;
    }
}

#[tokio::test]
async fn stopped_readers_of_a_large_body_use_little_memory_and_others_are_answered() {
    let see = |game| slowly_read_total(&format!("{game:05} {}", "game ".repeat(150))).inc();
    (0..10_000).for_each(see);
    let address = serve().await;
    let whole = rest(ask(address, "/metrics").await).await;
    let before = resident();
    let mut slow = Vec::new();
    for _ in 0..READERS {
        let mut stream = ask(address, "/metrics").await;
        let start = stream.read_u8().await.expect("the response begins");
        slow.push((stream, char::from(start)));
        settle().await;
    }
    let more = resident().saturating_sub(before);
    assert!(more < READERS * (2 << 20), "{more} bytes more, where all bodies are {}", READERS * whole.len());
    assert!(rest(ask(address, "/").await).await.ends_with("\r\n\r\nhello"));
    assert_eq!(rest(ask(address, "/metrics").await).await.len(), whole.len());
    let (stream, start) = slow.pop().expect("the list is not empty");
    let answer = String::from(start) + &rest(stream).await;
    let (_, body) = answer.split_once("\r\n\r\n").expect("a response has a head");
    linted(body, Format::Text.content_type());
}
