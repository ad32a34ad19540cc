//! The router with an exposition of more than 1 MiB.

use std::future::poll_fn;
use std::io::{Cursor, Read};
use std::pin::pin;
use std::sync::Once;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, VARY};
use axum::http::{HeaderValue, Request};
use gapless::descriptor::LabelValues;
use gapless::encode::Format;
use gapless::{LabelValue, Registry, defmetrics};
use tower::ServiceExt;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    /// Has many series.
    #[max_series(20000)]
    counter streamed_total(game: &str);
}

/// A label with many values that are never recorded.
struct Digits(usize);

impl LabelValue for Digits {
    const LABELS: LabelValues = LabelValues::new(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);

    fn index(&self) -> usize {
        self.0
    }
}

defmetrics! {
    /// Rarely recorded.
    #[seed(none)]
    #[max_series(100000)]
    counter silent_total(a: Digits, b: Digits, c: Digits, d: Digits, e: Digits);
}

/// Records more than 1 MiB of series once for all tests, and disables scrape metrics, so that expositions are equal.
fn record() {
    static ONCE: Once = Once::new();
    let see = |game| streamed_total(&format!("{game:05} {}", "game ".repeat(10))).inc();
    ONCE.call_once(|| {
        let _router = gapless::router::<()>(); // exports the metrics about scrapes
        Registry::global().switch_group("gapless_scrape").expect("a router exports the group").disable();
        (0..15_000).for_each(see);
        silent_total(Digits(9), Digits(0), Digits(1), Digits(2), Digits(3)).inc();
    });
}

fn request() -> Request<Body> {
    Request::get("/metrics").body(Body::empty()).expect("it is a valid request")
}

#[tokio::test]
async fn a_large_exposition_is_streamed_and_yields_after_each_chunk() {
    record();
    let expected = linted(Format::Text.scrape().into_bytes(), Format::Text.content_type());
    let mut answering = pin!(gapless::router().oneshot(request()));
    let mut n_turns = 0;
    let answer = poll_fn(|context| {
        n_turns += 1;
        answering.as_mut().poll(context)
    });
    let answer = answer.await.expect("a router does not fail");
    assert_eq!(answer.headers().get(CONTENT_LENGTH), None);
    let (mut body, mut written) = (answer.into_body(), Vec::new());
    let mut n_chunks = 0;
    while let Some(frame) = poll_fn(|context| {
        let frame = pin!(&mut body).poll_frame(context);
        n_turns += usize::from(frame.is_pending());
        frame
    })
    .await
    {
        let chunk = frame.expect("a body does not fail").into_data().expect("the body has no trailers");
        assert!(chunk.len() < 66_000);
        n_chunks += 1;
        written.extend_from_slice(&chunk);
    }
    assert!(written == expected, "{} of {} bytes", written.len(), expected.len());
    // Looking for series that do not exist also yields.
    assert!(n_chunks > 16 && n_turns > n_chunks + 20, "{n_chunks} chunks in {n_turns} turns");
}

#[tokio::test]
async fn the_body_after_a_dropped_body_is_complete() {
    record();
    let answer = gapless::router::<()>().oneshot(request()).await.expect("a router does not fail");
    let mut body = answer.into_body();
    let first = poll_fn(|context| pin!(&mut body).poll_frame(context)).await;
    assert!(first.is_some());
    drop(body);
    let chunks: Vec<_> = Format::Text.scrape().collect();
    let whole = linted(chunks.concat(), Format::Text.content_type());
    assert!(whole == Format::Text.encode(&Registry::global().gather()));
}

#[tokio::test]
async fn a_large_exposition_can_be_compressed() {
    record();
    check_compressed("deflate, gzip;q=0.5", "gzip", flate2::read::GzDecoder::new).await;
    let zstd = |body| zstd::stream::read::Decoder::new(body).expect("a decoder can be created");
    check_compressed("gzip, deflate, br, zstd", "zstd", zstd).await;
}

async fn check_compressed<R: Read>(
    accept: &'static str,
    coding: &str,
    decoder: impl FnOnce(Cursor<Bytes>) -> R,
) {
    let mut request = request();
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(accept));
    let answer = gapless::router().oneshot(request).await.expect("a router does not fail");
    assert_eq!(answer.headers()[CONTENT_ENCODING], coding);
    assert_eq!(answer.headers()[VARY], "accept, accept-encoding");
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a scrape does not fail");
    let mut text = Vec::new();
    decoder(Cursor::new(body.clone())).read_to_end(&mut text).expect("the body is complete");
    assert!(text == Format::Text.scrape().into_bytes(), "{coding}");
    assert!(body.len() < text.len() / 5, "{coding}: {} of {}", body.len(), text.len());
}
