//! Answers to good and bad requests.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use gapless::live::Live;
use serde_json::json;

use super::client::{Stream, answer, events, get, post, post_text, send};
use super::{live, wait};

#[tokio::test(start_paused = true)]
async fn each_join_is_answered_with_its_status() {
    let app: Router = live().router();
    let mut stream = Stream::open(&app, &[]).await;
    let client = stream.client().await;
    let topics = ["live_visitors", "live_visitor", "zzz", "live_visitors@median", "live_visitors{"];
    let (status, answer) = post(&app, &json!({ "client": client, "join": topics })).await;
    assert_eq!(status, StatusCode::OK);
    let joined = answer["joined"].as_array().expect("the answer has a list");
    let fields = |field: &str| json!(joined.iter().map(|joined| joined[field].clone()).collect::<Vec<_>>());
    assert_eq!(fields("topic"), json!(topics));
    assert_eq!(fields("status"), json!(["ok", "unknown", "unknown", "invalid", "invalid"]));
    assert_eq!(joined[1]["reason"], "no metric is called `live_visitor`; did you mean `live_visitors`?");
    assert_eq!(joined[2]["reason"], "no metric is called `zzz`; `GET metrics` lists all of them");
    assert_eq!(joined[4]["reason"], "the list of labels has no end; write `}` after the last label");
    let mut streamed = Vec::new();
    for _ in 0..5 {
        streamed.push(stream.data("joined").await);
    }
    assert!(joined.iter().all(|joined| streamed.contains(joined)), "{streamed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_served_is_rejected() {
    let app: Router = live().router();
    let mut stream = Stream::open(&app, &[]).await;
    let client = stream.client().await;
    let too_many: Vec<_> = (0..1001).map(|n| format!("a{n}")).collect();
    for (body, status, text) in [
        ("{}".to_owned(), StatusCode::NOT_FOUND, "the client does not exist; "),
        (
            json!({ "client": "guessed", "join": [] }).to_string(),
            StatusCode::NOT_FOUND,
            "the client does not exist; ",
        ),
        ("join".to_owned(), StatusCode::BAD_REQUEST, "the request is not valid: expected"),
        (
            json!({ "client": client, "join": 5 }).to_string(),
            StatusCode::BAD_REQUEST,
            "the request is not valid: ",
        ),
        ("\"".repeat(1_000_000), StatusCode::PAYLOAD_TOO_LARGE, "a request has at most 65536 bytes; "),
        (
            json!({ "client": client, "join": too_many }).to_string(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "a client has at most 1000 topics; ",
        ),
    ] {
        let (answered, reason) = post_text(&app, body).await;
        assert_eq!(answered, status, "{reason}");
        assert!(reason.starts_with(text), "{reason}");
    }
    let (status, _) = post(&app, &json!({ "client": client, "join": ["live_visitors"] })).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_unknown_topics_are_answered() {
    let app: Router = live().router();
    let mut stream = Stream::open(&app, &[]).await;
    let client = stream.client().await;
    let topics: Vec<_> = (0..1000).map(|n| format!("live_visitor_{n}")).collect();
    let (status, answer) = post(&app, &json!({ "client": client, "join": topics })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["joined"].as_array().map(Vec::len), Some(1000));
}

#[tokio::test(start_paused = true)]
async fn the_stream_is_neither_cached_nor_buffered() {
    let response = send(&live().router(), events(&[], None)).await;
    assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
}

#[tokio::test(start_paused = true)]
async fn clients_beyond_the_limit_get_503() {
    let app: Router = live().max_clients(2).router();
    let streams = [Stream::open(&app, &[]).await, Stream::open(&app, &[]).await];
    let refused = send(&app, events(&[], None)).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[RETRY_AFTER], "5");
    drop(streams);
    Stream::open(&app, &[]).await;
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_page_ends_all_streams() {
    let page = live().start();
    let app: Router = page.router_at("/metrics/live");
    let mut stream = Stream::open(&app, &["live_visitors"]).await;
    stream.data("points").await;
    page.end();
    page.end();
    wait(3).await;
    assert_eq!(stream.data("end").await, json!({ "reason": "the program is shutting down" }));
    assert_eq!(stream.next().await, None);
    assert_eq!(send(&app, events(&[], None)).await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(start_paused = true)]
async fn odd_numbers_in_a_query_are_rejected_or_limited() {
    let app: Router = live().router();
    for limit in ["-1", "1.5", "NaN", "99999999999999999999999", "", "%00"] {
        let (status, text) = get(&app, &format!("metrics?limit={limit}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{limit}: {text}");
        assert!(text.as_str().is_some_and(|text| text.contains("write a number from 0 to 1000")), "{text}");
    }
    for limit in ["0", "1", "1000000"] {
        assert_eq!(get(&app, &format!("metrics?limit={limit}")).await.0, StatusCode::OK);
    }
}

#[tokio::test(start_paused = true)]
async fn settings_out_of_range_are_limited() {
    let live =
        live().interval(Duration::ZERO).history(Duration::MAX).max_clients(0).max_history_series(usize::MAX);
    let app: Router = Live::router(live);
    let mut stream = Stream::open(&app, &[]).await;
    let hello = stream.data("hello").await;
    assert_eq!((&hello["interval"], &hello["history"]), (&json!(100), &json!(36_000)));
}

#[tokio::test(start_paused = true)]
async fn a_page_with_the_longest_interval_serves_a_client_that_comes_later() {
    let app: Router = live().interval(Duration::MAX).router();
    wait(1).await;
    let mut stream = Stream::open(&app, &["live_visitors"]).await;
    assert_eq!(stream.data("hello").await["interval"], 3_600_000);
    stream.data("points").await;
}

#[tokio::test(start_paused = true)]
async fn the_topics_of_all_clients_are_limited() {
    let app: Router = live().router();
    let (mut streams, mut answers) = (Vec::new(), Vec::new());
    for n in 0..11 {
        let mut stream = Stream::open(&app, &[]).await;
        let client = stream.client().await;
        let topics: Vec<_> = (0..1000).map(|k| format!("live_visitors{{a=\"{n}.{k}\"}}")).collect();
        answers.push(post(&app, &json!({ "client": client, "join": topics })).await.1["joined"].clone());
        streams.push(stream);
    }
    let refused = |answer: &serde_json::Value| {
        let joined = answer.as_array().expect("the answer has a list");
        joined.iter().filter(|joined| joined["status"] == "refused").count()
    };
    assert_eq!(answers.iter().map(refused).collect::<Vec<_>>(), [[0; 10].as_slice(), &[1000]].concat());
    assert_eq!(
        answers[10][0]["reason"],
        "the page has 10000 topics already; leave some, or close another page"
    );
    drop(streams);
    wait(2).await;
    let mut stream = Stream::open(&app, &["live_visitors"]).await;
    assert_eq!(stream.data("joined").await["status"], "ok");
}

#[tokio::test(start_paused = true)]
async fn the_page_can_be_nested() {
    let app: Router = Router::new().nest("/admin", live().router_at("/live/"));
    let request = axum::http::Request::get("/admin/live/metrics?search=visitors");
    let (status, body) =
        answer(&app, request.body(axum::body::Body::empty()).expect("the request is valid")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("live_visitors"));
}
