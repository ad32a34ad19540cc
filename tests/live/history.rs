//! The history before the first point, and the resumption after a lost connection.

use std::time::Duration;

use axum::Router;
use serde_json::{Value, json};

use super::client::{Stream, post};
use super::{live, wait};

/// Returns a page with a history of ten seconds, five seconds after its start.
async fn page() -> Router {
    let app = live().history(Duration::from_secs(10)).router();
    wait(5).await;
    app
}

fn times(history: &Value) -> Vec<u64> {
    let times = history["timestamps"].as_array().expect("a history has times");
    times.iter().filter_map(Value::as_u64).collect()
}

#[tokio::test(start_paused = true)]
async fn a_join_gets_the_history_before_the_first_point() {
    let mut stream = Stream::open(&page().await, &["live_visitors"]).await;
    let mut events = Vec::new();
    for _ in 0..5 {
        events.push(stream.next().await.expect("the stream continues"));
    }
    let names: Vec<_> = events.iter().map(|event| &*event.name).collect();
    assert_eq!(names, ["hello", "joined", "series", "history", "points"]);
    let (history, next) = (&events[3], &events[4]);
    assert!(history.id.is_some());
    let times = times(&history.data);
    assert!((5..=6).contains(&times.len()), "{}", history.data);
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 1000), "{times:?}");
    assert_eq!(history.data["values"]["value"], json!([vec![3; times.len()]]));
    assert_eq!(next.data["timestamp"].as_u64(), times.last().map(|last| last + 1000));
}

#[tokio::test(start_paused = true)]
async fn a_client_resumes_after_its_last_point() {
    let app = page().await;
    let mut first = Stream::open(&app, &["live_visitors"]).await;
    let last = first.event("points").await;
    drop(first);
    tokio::time::sleep(Duration::from_millis(3500)).await; // between two points
    let mut second = Stream::open_after(&app, &["live_visitors"], last.id.as_deref()).await;
    let history = second.data("history").await;
    let seen = last.data["timestamp"].as_u64().expect("a point has a time");
    assert_eq!(times(&history), [seen + 1000, seen + 2000, seen + 3000]);
    let mut third = Stream::open(&app, &[]).await;
    let client = third.client().await;
    let id = second.event("points").await.id;
    second.event("points").await; // the history has this point
    post(&app, &json!({ "client": client, "join": ["live_visitors"], "after": id })).await;
    assert_eq!(times(&third.data("history").await).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_point_of_another_run_the_history_is_complete() {
    let app = page().await;
    for id in ["0123456789abcdef-1790000000000", "nonsense", "-5", "ffffffffffffffff-99999999999999999999"] {
        let mut stream = Stream::open_after(&app, &["live_visitors"], Some(id)).await;
        assert!(times(&stream.data("history").await).len() >= 5, "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_history_keeps_the_last_points_only() {
    let app = live().history(Duration::from_secs(10)).router();
    wait(100).await;
    let mut stream = Stream::open(&app, &["live_logins_total@rate"]).await;
    let history = stream.data("history").await;
    assert_eq!(times(&history).len(), 10);
    assert_eq!(history["values"]["rate"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_long_history_arrives_in_parts() {
    let app: Router = live().history(Duration::from_secs(36_000)).router();
    wait(7_000).await;
    let mut stream = Stream::open(&app, &["live_logins_total"]).await;
    let (mut n_parts, mut last) = (0, 0);
    loop {
        let event = stream.next().await.expect("the stream continues");
        match &*event.name {
            "history" => {
                assert!(event.data.to_string().len() < 70_000);
                n_parts += 1;
                if event.data["first"] == 0 {
                    assert!(times(&event.data)[0] > last);
                    last = *times(&event.data).last().expect("a part has points");
                }
            }
            "points" => break assert_eq!(event.data["timestamp"].as_u64(), Some(last + 1000)),
            _ => {}
        }
    }
    assert!(n_parts > 2, "{n_parts}");
}
