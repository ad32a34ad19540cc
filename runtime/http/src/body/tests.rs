use axum::http::HeaderMap;
use gapless_core::Registry;
use gapless_macros::defmetrics;

use super::*;
use crate::limit::Limit;

defmetrics! {
    #![crate = gapless_core]

    /// Has many series, so that an exposition has more than 1 MiB.
    #[max_series(30000)]
    counter body_games_total(game: &str);
}

/// Begins a body, and sets its deadline to now.
async fn begun() -> ScrapeBody {
    (0..25_000).for_each(|game| body_games_total(&format!("{game:05} {}", "game ".repeat(10))).inc());
    let no_time = Deadline::of(&HeaderMap::new());
    let permit = Limit::new(1).permit().expect("the limit is not reached");
    let body = ScrapeBody::new(permit, View::default(), Format::Text, None, no_time)
        .await
        .expect("the body has no deadline");
    ScrapeBody { deadline: Deadline::now(), ..body }
}

fn timed_out() -> f64 {
    let _router = crate::router::<()>(); // exports its metrics
    let refused = Registry::global().gather();
    refused
        .value("gapless_scrapes_refused_total", &[("reason", "timeout")])
        .expect("the counter is seeded")
        .as_f64()
}

#[tokio::test]
async fn a_body_ends_with_an_error_after_the_deadline() {
    let before = timed_out();
    let (mut body, mut size) = (begun().await, 0);
    let end = loop {
        match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            Some(Ok(chunk)) => size += chunk.into_data().expect("the body has no trailers").len(),
            end => break end.transpose().map(|_| ()),
        }
    };
    assert_eq!(end, Err(Unwritten::Refused(Refusal::Timeout)));
    assert!((900_000..1 << 20).contains(&size), "{size} bytes were written before the deadline");
    assert!(timed_out() > before);
}

#[tokio::test]
async fn a_body_that_waits_for_another_reader_ends_with_an_error_after_the_deadline() {
    let soon = HeaderMap::from_iter([(
        "x-prometheus-scrape-timeout-seconds".parse().unwrap(),
        axum::http::HeaderValue::from_static("0.05"),
    )]);
    let mut body = ScrapeBody { deadline: Deadline::of(&soon), ..begun().await };
    let other = body.rest.as_ref().expect("the body has more than 1 MiB").twin();
    let writing = other.hold();
    let end = loop {
        match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            Some(Ok(_)) => {}
            end => break end.transpose().map(|_| ()),
        }
    };
    assert_eq!(end, Err(Unwritten::Refused(Refusal::Timeout)));
    drop(writing);
}

#[cfg(feature = "server")]
#[tokio::test]
async fn a_client_sees_that_a_body_is_incomplete() {
    use std::io::{Read, Write};
    use std::sync::{Arc, Mutex};

    use axum::body::Body;

    let body = Arc::new(Mutex::new(Some(Body::new(begun().await))));
    let answer = || async move { body.lock().unwrap().take().expect("the test sends one request") };
    let router = axum::Router::new().route("/", axum::routing::get(answer));
    let server = crate::Server::bind("127.0.0.1:0").router(router).start().await.expect("a port is free");
    let address = server.local_addr().expect("the server has a TCP address");
    let read = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).expect("the server listens");
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            .expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server closes the connection in order");
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answer = read.await.expect("the client does not panic");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("transfer-encoding: chunked\r\n"));
    assert!(answer.len() > 900_000 && !answer.ends_with("\r\n0\r\n\r\n"), "the last chunk is missing");
}
