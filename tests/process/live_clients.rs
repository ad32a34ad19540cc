//! The gauge of the clients of live pages.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gapless::Registry;
use gapless::live::Live;
use tower::ServiceExt;

fn clients() -> Option<f64> {
    let snapshot = Registry::global().gather();
    Some(snapshot.value("gapless_live_clients", &[("transport", "sse")])?.as_f64())
}

fn gatherings() -> Option<f64> {
    let snapshot = Registry::global().gather();
    Some(snapshot.value("gapless_live_gathering_duration_seconds", &[])?.as_f64())
}

#[tokio::test(start_paused = true)]
async fn the_gauge_of_clients_returns_to_zero_and_the_page_sleeps() {
    assert_eq!(clients(), None, "a program without a page does not export it");
    let app: Router = Live::default().history(std::time::Duration::ZERO).router();
    assert_eq!(clients(), Some(0.0));
    let open = || Request::get("/metrics/live/events?topic=gapless_live_clients").body(Body::empty());
    let mut bodies = Vec::new();
    for _ in 0..10 {
        bodies.push(app.clone().oneshot(open().expect("the request is valid")).await);
    }
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(clients(), Some(10.0));
    drop(bodies);
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(clients(), Some(0.0));
    let before = gatherings();
    tokio::time::sleep(std::time::Duration::from_secs(100)).await;
    assert_eq!(gatherings(), before, "the page sleeps while nobody looks");
}
