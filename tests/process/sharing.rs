//! Concurrent requests, and the renderings that they share.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::Request;
use gapless::encode::{Format, View};
use gapless::http::Exporter;
use gapless::{Registry, defmetrics};
use tower::ServiceExt;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    /// Incremented between requests.
    counter recorded_total;

    /// Has many series, so that an exposition has more than one chunk.
    #[max_series(60000)]
    counter shared_total(game: &str);
}

/// Locks the process for one test, and disables scrape metrics, so that shared renderings are equal.
fn turn(n_games: usize) -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    Registry::global().switch_group("gapless_scrape").expect("a router exports the group").disable();
    (0..n_games).for_each(|game| shared_total(&format!("{game:05} {}", "game ".repeat(10))).inc());
    turn
}

type Answering = Pin<Box<dyn Future<Output = Body>>>;

/// Starts a request and polls it once.
fn request() -> Answering {
    request_to(gapless::router(), "/metrics")
}

fn request_to(router: Router, path: &str) -> Answering {
    let request = Request::get(path).body(Body::empty()).expect("it is a valid request");
    let mut answering: Answering = Box::pin(async {
        let answer = router.oneshot(request).await;
        answer.expect("a router does not fail").into_body()
    });
    assert!(poll(&mut answering).is_pending());
    answering
}

fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn finish<F: Future + Unpin>(mut future: F) -> F::Output {
    loop {
        if let Poll::Ready(output) = poll(&mut future) {
            return output;
        }
    }
}

/// Returns the next chunk of a body.
fn chunk(body: &mut Body) -> Option<Vec<u8>> {
    let frame = finish(std::future::poll_fn(|context| pin!(&mut *body).poll_frame(context)))?;
    let chunk = frame.expect("a body does not fail").into_data().expect("the body has no trailers");
    Some(chunk.to_vec())
}

/// Returns the linted exposition of a body.
fn whole(body: Body) -> String {
    linted(rest(body), Format::Text.content_type())
}

fn rest(mut body: Body) -> String {
    let chunks: Vec<_> = std::iter::from_fn(|| chunk(&mut body)).collect();
    String::from_utf8(chunks.concat()).expect("an exposition is UTF-8")
}

#[track_caller]
fn check_recorded(body: &str, expected: u64) {
    let line = format!("\nrecorded_total {expected}\n");
    assert!(body.contains(&line), "{:?}", body.lines().find(|line| line.starts_with("recorded_total")));
}

#[test]
fn requests_during_a_rendering_share_the_next_rendering() {
    let _turn = turn(5_000);
    let before = recorded_total().get();
    let first = request();
    recorded_total().inc();
    let (second, third) = (request(), request());
    recorded_total().inc();
    check_recorded(&whole(finish(first)), before);
    let second = whole(finish(second));
    recorded_total().inc();
    let fourth = request();
    let third = whole(finish(third));
    check_recorded(&second, before + 2);
    assert!(second == third, "the third request shares the rendering of the second");
    check_recorded(&whole(finish(fourth)), before + 3);
}

#[test]
fn requests_share_renderings_of_the_same_view_only() {
    let _turn = turn(5_000);
    let view = View::builder().names(["recorded_total", "shared_total"]).label("region", "eu").build();
    let exporter = Exporter::new(view.expect("both names are declared"));
    let before = recorded_total().get();
    let check = |body: &str, n| {
        let line = format!("\nrecorded_total{{region=\"eu\"}} {}\n", before + n);
        assert!(body.contains(&line), "{:?}", body.lines().find(|line| line.starts_with("recorded_total{")));
    };
    let first = request_to(exporter.router(), "/metrics");
    recorded_total().inc();
    let (second, third) =
        (request_to(exporter.router(), "/metrics"), request_to(exporter.router(), "/metrics"));
    let (part, all) = (request_to(exporter.router(), "/metrics?name[]=recorded_total"), request());
    recorded_total().inc();
    check(&whole(finish(first)), 0);
    let second = whole(finish(second));
    check(&second, 2);
    assert!(second == whole(finish(third)), "the third request shares the rendering of the second");
    check(&whole(finish(part)), 1);
    check_recorded(&whole(finish(all)), before + 1);
}

#[test]
fn a_response_contains_every_record_before_its_request() {
    let _turn = turn(5_000);
    let before = recorded_total().get();
    let mut requests = Vec::new();
    let check = |(n, request): (usize, Answering)| {
        let body = whole(finish(request));
        assert!((n..10).any(|n| body.contains(&format!("\nrecorded_total {}\n", before + n as u64))));
    };
    for n in 1..10 {
        recorded_total().inc();
        requests.push((n, request()));
        if n % 3 == 0 {
            check(requests.swap_remove(n % 2));
        }
    }
    requests.into_iter().for_each(check);
}

#[test]
fn a_dropped_or_abandoned_request_does_not_delay_others() {
    let _turn = turn(5_000);
    let (dropped, left) = (request(), request());
    let (other, last) = (request(), request());
    drop(dropped);
    drop(other);
    let shared = whole(finish(last));
    assert!(whole(finish(left)) == shared);
}

#[test]
fn a_slow_reader_of_a_large_body_does_not_delay_others() {
    let _turn = turn(20_000);
    let first = request();
    let (second, third) = (request(), request());
    let mut slow = finish(second);
    let start = chunk(&mut slow).expect("the scrape has more than one chunk");
    let fast = whole(finish(third));
    recorded_total().inc();
    let later = whole(finish(request()));
    check_recorded(&later, recorded_total().get());
    let slow = String::from_utf8(start).expect("a chunk ends with a line") + &rest(slow);
    assert!(slow == fast && slow.len() > 1 << 20);
    let n_lines = |body: &str| body.lines().count();
    assert_eq!([&later, &whole(finish(first))].map(|body| n_lines(body)), [n_lines(&slow); 2]);
}
