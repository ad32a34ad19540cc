//! A client of the stream.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A stream of server-sent events that is being read.
pub(super) struct Stream {
    body: Body,
    /// Bytes that are not an event yet.
    text: String,
    n_events: u32,
}

/// The most events that a test reads. A test whose message never comes then fails instead of hanging.
const MAX_EVENTS: u32 = 10_000;

/// An event of a stream. A comment has no name.
#[derive(Debug, PartialEq)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) data: Value,
}

impl Stream {
    /// Opens the stream of the application, with these topics.
    pub(super) async fn open(app: &Router, topics: &[&str]) -> Stream {
        Stream::open_after(app, topics, None).await
    }

    /// Opens the stream with the id of the last event of an earlier stream.
    pub(super) async fn open_after(app: &Router, topics: &[&str], last: Option<&str>) -> Stream {
        let response = send(app, events(topics, last)).await;
        assert_eq!(response.status(), StatusCode::OK);
        Stream { body: response.into_body(), text: String::new(), n_events: 0 }
    }

    /// Returns the next event, or `None` at the end of the stream.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = Event::parse(event);
                self.text = rest.to_owned();
                self.n_events += 1;
                assert!(self.n_events < MAX_EVENTS, "the message did not come; the last event is {event:?}");
                return Some(event);
            }
            let frame = in_time(self.body.frame()).await?.expect("a stream does not fail");
            let bytes = frame.into_data().expect("a stream has no trailers");
            self.text.push_str(std::str::from_utf8(&bytes).expect("each frame is UTF-8"));
        }
    }

    /// Returns the data of the next event with a name, and skips others.
    pub(super) async fn data(&mut self, name: &str) -> Value {
        self.event(name).await.data
    }

    /// Returns the next event with a name, and skips others.
    pub(super) async fn event(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.name == name {
                return event;
            }
        }
    }

    /// Returns the id of this client, which the stream begins with.
    pub(super) async fn client(&mut self) -> Value {
        self.data("hello").await["client"].clone()
    }

    /// Returns the names of the events of a time.
    pub(super) async fn names(&mut self, time: Duration) -> Vec<String> {
        let (mut names, end) = (Vec::new(), tokio::time::Instant::now() + time);
        while let Ok(Some(event)) = tokio::time::timeout_at(end, self.next()).await {
            names.push(event.name);
        }
        names
    }
}

impl Event {
    fn parse(event: &str) -> Event {
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        Event {
            name: field("event").or_else(|| field("")).unwrap_or_default().to_owned(),
            id: field("id").map(ToOwned::to_owned),
            data: field("data")
                .map_or(Value::Null, |data| serde_json::from_str(data).expect("the data is JSON")),
        }
    }
}

/// Returns the output of a future, or panics after ten minutes of the test's clock.
pub(super) async fn in_time<T>(future: impl Future<Output = T>) -> T {
    let time = Duration::from_secs(600);
    tokio::time::timeout(time, future).await.expect("something happens within ten minutes")
}

/// Returns the request for a stream.
pub(super) fn events(topics: &[&str], last: Option<&str>) -> Request<Body> {
    let topics: Vec<_> = topics.iter().map(|topic| ("topic", topic)).collect();
    let url = reqwest::Url::parse_with_params("http://localhost/metrics/live/events", topics);
    let url = url.expect("the query is valid");
    let mut request = Request::get(url.as_str().trim_start_matches("http://localhost"));
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    request.body(Body::empty()).expect("the request is valid")
}

/// Sends a request to an application.
pub(super) async fn send(app: &Router, request: Request<Body>) -> axum::response::Response {
    app.clone().oneshot(request).await.expect("a router does not fail")
}

/// Sends a request, and returns the status and the body of the answer.
pub(super) async fn answer(app: &Router, request: Request<Body>) -> (StatusCode, String) {
    let response = send(app, request).await;
    let status = response.status();
    let body = response.into_body().collect().await.expect("the body does not fail").to_bytes();
    (status, String::from_utf8(body.to_vec()).expect("the answer is a string"))
}

/// Gets a path below the page, and returns the status and the body of the answer.
pub(super) async fn get(app: &Router, path: &str) -> (StatusCode, Value) {
    let request = Request::get(format!("/metrics/live/{path}")).body(Body::empty());
    let (status, body) = answer(app, request.expect("the request is valid")).await;
    (status, serde_json::from_str(&body).unwrap_or_else(|_| json!(body)))
}

/// Posts a JSON object to `topics`.
pub(super) async fn post(app: &Router, object: &Value) -> (StatusCode, Value) {
    let (status, body) = post_text(app, object.to_string()).await;
    (status, serde_json::from_str(&body).unwrap_or_else(|_| json!(body)))
}

pub(super) async fn post_text(app: &Router, body: impl Into<Body>) -> (StatusCode, String) {
    let request = Request::post("/metrics/live/topics").header("content-type", "application/json");
    answer(app, request.body(body.into()).expect("the request is valid")).await
}
