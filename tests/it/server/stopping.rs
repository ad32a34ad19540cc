//! How a server stops.

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

/// A server whose answers begin at once and end when this sender is dropped.
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

/// Waits until nobody listens there any more.
async fn nobody_listens(address: std::net::SocketAddr) {
    while TcpStream::connect(address).await.is_ok() {}
}

#[tokio::test]
async fn an_answer_that_is_under_way_ends() {
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
async fn an_answer_that_does_not_end_is_cut() {
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
async fn connections_without_a_request_do_not_hold_it_up() {
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

/// Asserts that an answer says that the server stops, and that no other follows.
fn assert_is_told(answer: &str) {
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("\r\n\r\nthe server is shutting down\n"),
        "{answer}"
    );
    assert!(
        answer.contains("connection: close\r\n") && answer.contains("cache-control: no-store\r\n"),
        "{answer}"
    );
}

fn n_told() -> f64 {
    crate::exported("gapless_scrapes_refused_total", &[("reason", "stopping")])
}

#[tokio::test]
async fn a_request_on_a_kept_connection_that_comes_too_late_is_told() {
    let server = start(serving(|| async { "hello" })).await;
    let before = n_told();
    let mut client = connect(&server).await;
    client.write_all(KEEP.as_bytes()).await.unwrap();
    read_until(&mut client, "hello").await;
    client.write_all(KEEP.as_bytes()).await.unwrap();
    server.shutdown().await;
    assert_is_told(&rest(client).await);
    assert!(n_told() > before);
}

#[tokio::test]
async fn those_who_wait_for_room_when_it_stops_are_told() {
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
        assert_is_told(&rest(client).await);
    }
    assert_eq!(rest(silent).await, "");
    drop(end);
    assert!(rest(first).await.contains("end"));
    stopped.await.unwrap();
}

#[tokio::test]
async fn to_drop_it_stops_it_in_the_background() {
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
async fn a_handler_that_panics_ends_its_connection_alone() {
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
