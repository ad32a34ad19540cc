//! What a client of a topic gets.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;

use super::client::{Stream, post};
use super::{live, logins_total};

#[tokio::test(start_paused = true)]
async fn a_topic_begins_with_its_metric_and_labels_and_continues_with_points() {
    let app: Router = live().history(Duration::ZERO).router();
    let mut stream = Stream::open(&app, &["live_logins_total"]).await;
    let hello = stream.next().await.expect("the stream begins");
    assert_eq!(hello.name, "hello");
    assert_eq!(hello.data["interval"], json!(1000));
    let joined = stream.next().await.expect("the stream continues");
    assert_eq!(joined.name, "joined");
    assert_eq!(joined.data["metric"]["type"], json!("counter"));
    assert_eq!(joined.data["datapoints"], json!(["value", "rate"]));
    let series = stream.next().await.expect("the stream continues");
    let labels = json!([{ "ok": "false" }, { "ok": "true" }]);
    assert_eq!(series.data, json!({ "topic": "live_logins_total", "first": 0, "series": labels }));
    let first = stream.data("points").await;
    assert_eq!(first["values"], json!({ "value": [0, 0], "rate": [0, 0] }));
    logins_total(true).inc_by(3);
    let second = stream.data("points").await;
    assert_eq!(second["values"], json!({ "value": [0, 3], "rate": [0, 3] }));
    let time = |points: &serde_json::Value| points["timestamp"].as_u64().expect("a point has a time");
    assert_eq!(time(&second) - time(&first), 1000);
}

#[tokio::test(start_paused = true)]
async fn a_client_joins_and_leaves_topics_while_it_reads() {
    let app: Router = live().history(Duration::ZERO).router();
    let mut stream = Stream::open(&app, &[]).await;
    let client = stream.data("hello").await["client"].clone();
    let topics = ["live_visitors", "live_visitor", "live_visitors@median"];
    let (status, answer) = post(&app, &json!({ "client": client, "join": topics })).await;
    assert_eq!(status, StatusCode::OK);
    let reasons: Vec<_> = answer["joined"].as_array().expect("the answer has a list").iter().collect();
    assert_eq!(reasons[0]["status"], "ok");
    assert_eq!(reasons[1]["status"], "unknown");
    assert_eq!(reasons[1]["reason"], "no metric is called `live_visitor`; did you mean `live_visitors`?");
    assert_eq!(reasons[2]["status"], "invalid");
    assert_eq!(stream.data("points").await["values"], json!({ "value": [3] }));
    let (status, _) = post(&app, &json!({ "client": client, "leave": ["live_visitors"] })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(stream.names(Duration::from_secs(10)).await, [] as [&str; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_join_gets_the_history_before_the_first_point() {
    let app: Router = live().history(Duration::from_secs(10)).router();
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut stream = Stream::open(&app, &["live_visitors"]).await;
    let mut names = Vec::new();
    let history = loop {
        let event = stream.next().await.expect("the stream continues");
        names.push(event.name.clone());
        if event.name == "history" {
            break event.data;
        }
    };
    assert_eq!(names, ["hello", "joined", "series", "history"]);
    let timestamps = history["timestamps"].as_array().expect("history has times");
    assert!(timestamps.len() >= 5, "{history}");
    assert_eq!(history["values"]["value"][0], json!(vec![3; timestamps.len()]));
    let next = stream.data("points").await;
    let last = timestamps.last().and_then(serde_json::Value::as_u64);
    assert_eq!(next["timestamp"].as_u64(), last.map(|last| last + 1000));
}
