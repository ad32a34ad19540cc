//! The shutdown of a server.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, future, stream};
use gapless::http::{Server, ServerBuilder};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, pause};

use super::{KEEP, ONCE, connect, read_until, rest, serving, start};

/// Returns a server whose responses begin at once, and end when the sender is dropped.
fn long_answers() -> (ServerBuilder, watch::Sender<()>) {
    let (end, ended) = watch::channel(());
    let server = serving(move || {
        let mut ended = ended.clone();
        let begin = stream::once(future::ready(Ok::<_, Infallible>(Bytes::from("begin "))));
        let end = stream::once(async move {
            let _ = ended.changed().await;
            Ok(Bytes::from("end"))
        });
        future::ready(Body::from_stream(begin.chain(end)))
    });
    (server, end)
}

async fn begin(server: &Server) -> TcpStream {
    let mut stream = connect(server).await;
    stream.write_all(KEEP.as_bytes()).await.expect("the server reads");
    read_until(&mut stream, "begin ").await;
    stream
}

/// Waits until the address is free.
async fn nobody_listens(address: std::net::SocketAddr) {
    while TcpStream::connect(address).await.is_ok() {}
}

#[tokio::test]
async fn a_response_in_progress_ends() {
    let (server, end) = long_answers();
    let server = start(server).await;
    let address = server.local_addr().unwrap();
    let stream = begin(&server).await;
    let stopped = tokio::spawn(server.shutdown());
    nobody_listens(address).await;
    assert!(!stopped.is_finished());
    drop(end);
    assert!(rest(stream).await.contains("end"));
    stopped.await.unwrap();
}

#[tokio::test]
async fn a_response_that_does_not_end_is_interrupted() {
    let (server, _end) = long_answers();
    let server = start(server).await;
    let stream = begin(&server).await;
    pause();
    let started = Instant::now();
    server.shutdown().await;
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(rest(stream).await, "\r\n");
}

#[tokio::test]
async fn idle_connections_do_not_delay_the_shutdown() {
    let server = start(serving(|| async { "hello" })).await;
    let mut clients = [connect(&server).await, connect(&server).await, connect(&server).await];
    clients[1].write_all(b"GET / HT").await.unwrap();
    clients[2].write_all(KEEP.as_bytes()).await.unwrap();
    read_until(&mut clients[2], "hello").await;
    pause();
    let started = Instant::now();
    server.shutdown().await;
    assert!(started.elapsed() < Duration::from_secs(10));
    for client in clients {
        assert!(rest(client).await.is_empty());
    }
}

/// Asserts that a response is the rejection of a stopping server, and the last response.
fn assert_is_rejected(answer: &str) {
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("\r\n\r\nthe server is shutting down\n"),
        "{answer}"
    );
    assert!(
        answer.contains("connection: close\r\n") && answer.contains("cache-control: no-store\r\n"),
        "{answer}"
    );
}

fn rejected_count() -> f64 {
    crate::exported("gapless_scrapes_refused_total", &[("reason", "stopping")])
}

#[tokio::test]
async fn a_late_request_on_an_open_connection_gets_503() {
    let server = start(serving(|| async { "hello" })).await;
    let before = rejected_count();
    let mut client = connect(&server).await;
    client.write_all(KEEP.as_bytes()).await.unwrap();
    read_until(&mut client, "hello").await;
    client.write_all(KEEP.as_bytes()).await.unwrap();
    server.shutdown().await;
    assert_is_rejected(&rest(client).await);
    assert!(rejected_count() > before);
}

#[tokio::test]
async fn clients_in_the_backlog_get_503_when_the_server_stops() {
    let (server, end) = long_answers();
    let server = start(server.max_connections(1)).await;
    let first = begin(&server).await;
    let mut waiting = [connect(&server).await, connect(&server).await, connect(&server).await];
    for client in &mut waiting[1..] {
        client.write_all(KEEP.as_bytes()).await.unwrap();
    }
    let stopped = tokio::spawn(server.shutdown());
    let [silent, others @ ..] = waiting;
    for client in others {
        assert_is_rejected(&rest(client).await);
    }
    assert_eq!(rest(silent).await, "");
    drop(end);
    assert!(rest(first).await.contains("end"));
    stopped.await.unwrap();
}

#[tokio::test]
async fn dropping_a_server_stops_it_in_the_background() {
    let (server, end) = long_answers();
    let server = start(server).await;
    let address = server.local_addr().unwrap();
    let stream = begin(&server).await;
    drop(server);
    nobody_listens(address).await;
    drop(end);
    assert!(rest(stream).await.contains("end"));
}

#[tokio::test]
async fn a_panicking_handler_ends_only_its_connection() {
    let server = start(serving(|| async {
        if true {
            panic!("on purpose")
        }
    }))
    .await;
    let mut stream = connect(&server).await;
    for _ in 0..2 {
        stream.write_all(ONCE.as_bytes()).await.unwrap();
        assert_eq!(rest(stream).await, "");
        stream = connect(&server).await;
    }
    server.shutdown().await;
}
