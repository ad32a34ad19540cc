//! Limits for time, connections and memory.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{future, stream};
use tokio::io::AsyncWriteExt;
use tokio::sync::{Barrier, mpsc};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, advance, timeout};

use super::{KEEP, ONCE, ask, connect, exchange, local, read_until, request, rest, serving, start};

const HEADER: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(100);

#[tokio::test(start_paused = true)]
async fn a_half_open_connection_is_closed_after_the_header_timeout() {
    let server = start(local().header_timeout(HEADER).idle_timeout(IDLE)).await;
    for half in ["", "GET / HTTP/1.1\r\nHost:"] {
        let started = Instant::now();
        assert_eq!(exchange(connect(&server).await, half).await, "");
        assert!((HEADER..IDLE).contains(&started.elapsed()), "{half:?}: {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn the_header_timeout_applies_to_a_head_that_arrives_byte_by_byte() {
    let server = start(local().header_timeout(HEADER)).await;
    let mut stream = connect(&server).await;
    let mut sent = 0;
    while stream.write_all(b"x").await.is_ok() {
        sent += 1;
        advance(HEADER / 5).await;
    }
    assert!(sent < 10, "{sent} bytes were taken");
}

/// Lets all tasks run until they wait, while the clock is paused.
async fn settle() {
    for _ in 0..1000 {
        yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_kept_until_the_idle_timeout() {
    let server = start(serving(|| async { "hello" }).header_timeout(HEADER).idle_timeout(IDLE)).await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        stream.write_all(KEEP.as_bytes()).await.unwrap();
        settle().await;
        read_until(&mut stream, "hello").await;
        advance(IDLE / 2).await;
        settle().await;
    }
    let started = Instant::now();
    assert_eq!(rest(stream).await, "");
    assert!((IDLE / 3..IDLE).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_header_timeout_applies_to_later_requests() {
    let server = start(serving(|| async { "hello" }).header_timeout(HEADER).idle_timeout(IDLE)).await;
    let mut stream = connect(&server).await;
    for sent in [KEEP, "GET /"] {
        stream.write_all(sent.as_bytes()).await.unwrap();
        settle().await;
    }
    read_until(&mut stream, "hello").await;
    let started = Instant::now();
    assert_eq!(rest(stream).await, "");
    assert!(started.elapsed() < 2 * HEADER, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_program_has_unlimited_time_for_a_response() {
    let answer = || async {
        tokio::time::sleep(10 * (HEADER + IDLE)).await;
        "at last"
    };
    let server = start(serving(answer).header_timeout(HEADER).idle_timeout(IDLE)).await;
    assert!(exchange(connect(&server).await, ONCE).await.ends_with("\r\n\r\nat last"));
}

/// Reports each chunk of a response, and its end.
struct Maker(mpsc::UnboundedSender<bool>);

impl Maker {
    fn chunk(&self) -> Result<Bytes, Infallible> {
        self.0.send(true).expect("the test counts chunks");
        Ok(Bytes::from_static(&[b'x'; 64 * 1024]))
    }
}

impl Drop for Maker {
    fn drop(&mut self) {
        self.0.send(false).expect("the test waits for the end");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_disconnected_and_uses_little_memory() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let endless = move || {
        let maker = Maker(tell.clone());
        future::ready(Body::from_stream(stream::repeat_with(move || maker.chunk())))
    };
    let server = start(serving(endless).idle_timeout(IDLE)).await;
    let mut client = connect(&server).await;
    client.write_all(ONCE.as_bytes()).await.unwrap();
    let mut chunks = 0;
    while timeout(2 * IDLE, told.recv()).await.expect("the server closes the connection earlier")
        == Some(true)
    {
        chunks += 1;
    }
    assert!((1..1000).contains(&chunks), "{chunks} chunks were made");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let answer = || async {
        MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        for _ in 0..100 {
            yield_now().await;
        }
        NOW.fetch_sub(1, Ordering::SeqCst);
        "hello"
    };
    let server = Arc::new(start(serving(answer).max_connections(3)).await);
    let mut clients = JoinSet::new();
    for _ in 0..20 {
        let server = Arc::clone(&server);
        clients.spawn(async move { exchange(connect(&server).await, ONCE).await });
    }
    assert!(clients.join_all().await.iter().all(|answer| answer.ends_with("hello")));
    assert_eq!(MOST.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn the_server_answers_two_hundred_concurrent_clients() {
    const CLIENTS: usize = 200;
    let all = Arc::new(Barrier::new(CLIENTS));
    let answer = move || {
        let all = Arc::clone(&all);
        async move {
            all.wait().await;
            "hello"
        }
    };
    let server = Arc::new(start(serving(answer)).await);
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let server = Arc::clone(&server);
        clients.spawn(async move { exchange(connect(&server).await, ONCE).await });
    }
    assert!(clients.join_all().await.iter().all(|answer| answer.ends_with("hello")));
}

#[tokio::test]
async fn a_mebibyte_of_headers_is_rejected_and_the_client_reads_the_rejection() {
    let server = start(local()).await;
    let headers = format!("X-Long: {}\n", "x".repeat(1 << 20));
    let request = request("GET", "/metrics", &headers);
    let (begin, end) = request.split_at(request.len() / 2);
    let mut stream = connect(&server).await;
    stream.write_all(begin.as_bytes()).await.unwrap();
    stream.readable().await.unwrap();
    // The server has rejected the request, but this client sends everything before it reads.
    let answer = exchange(stream, end).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert!(ask(&server, "GET", "/metrics", "").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test(start_paused = true)]
async fn an_unexpected_body_is_discarded_until_the_header_timeout() {
    let server = start(local().header_timeout(HEADER)).await;
    let mut stream = connect(&server).await;
    let head = "POST /metrics HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut sent = 0;
    while stream.write_all(b"1\r\nx\r\n").await.is_ok() {
        sent += 1;
        advance(HEADER / 5).await;
    }
    assert!(sent < 10, "{sent} chunks were taken");
}

#[tokio::test]
async fn a_thousand_headers_are_rejected() {
    let server = start(local()).await;
    assert!(ask(&server, "GET", "/metrics", &"X: y\n".repeat(1000)).await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test]
async fn a_request_that_is_not_http_is_rejected() {
    let server = start(local()).await;
    assert!(exchange(connect(&server).await, "hello?\r\n\r\n").await.starts_with("HTTP/1.1 400 "));
    assert!(ask(&server, "GET", "/metrics", "").await.starts_with("HTTP/1.1 200 "));
}
