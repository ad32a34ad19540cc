//! The points of a topic.

use std::time::Duration;

use axum::Router;
use gapless::encode::View;
use gapless::live::Live;
use gapless::{Registry, defmetrics};
use serde_json::{Value, json};

use super::client::{Stream, post};
use super::{built, live, logins_total, page_of};

defmetrics! {
    #![namespace = "points"]
    #![group = "points"]

    /// Times.
    #[buckets(0.1, 1)]
    histogram wait_seconds;

    /// Sizes.
    #[buckets(1_000)]
    #[native]
    histogram size_bytes;

    /// A summary.
    #[quantiles(0.5)]
    summary delay_seconds;

    /// Numbers that JSON lacks.
    #[max_series(10)]
    gauge odd_ratio(kind: &str);

    /// Any text.
    #[max_series(10)]
    counter texts_total(text: &str);

    /// Values that come and go.
    #[max_series(10)]
    counter visits_total(user: &str);

    /// Disabled while it is shown.
    counter switched_total;

    /// The state of a door.
    stateset door: State;

    /// The build.
    info build_info(version: &str);
}

#[derive(Clone, Copy, gapless::LabelValue)]
enum State {
    Open,
    Closed,
}

/// Returns the time of a message in ms.
fn time(message: &Value) -> u64 {
    message["timestamp"].as_u64().expect("the message has a time")
}

#[tokio::test(start_paused = true)]
async fn a_topic_begins_with_its_metric_and_labels_and_continues_with_points() {
    let app: Router = live().router();
    let mut stream = Stream::open(&app, &["live_logins_total"]).await;
    let hello = stream.next().await.expect("the stream begins");
    assert_eq!((&*hello.name, hello.data["interval"].as_u64()), ("hello", Some(1000)));
    assert!(hello.data["started"].as_u64() <= hello.data["timestamp"].as_u64());
    let joined = stream.next().await.expect("the stream continues");
    assert_eq!(
        (&*joined.name, joined.data),
        (
            "joined",
            json!({
                "topic": "live_logins_total",
                "status": "ok",
                "metric": {
                    "name": "live_logins_total", "type": "counter", "help": "Logins.", "unit": null, "group": "live"
                },
                "datapoints": ["value", "rate"],
                "n_series": 2,
            })
        )
    );
    let labels = json!([{ "ok": "false" }, { "ok": "true" }]);
    let series = json!({ "topic": "live_logins_total", "first": 0, "series": labels });
    assert_eq!(stream.next().await.map(|event| event.data), Some(series));
    let first = stream.event("points").await;
    assert_eq!(first.data["values"], json!({ "value": [0, 0], "rate": [0, 0] }));
    let run = hello.data["run"].as_str().expect("a run has a name");
    assert_eq!(first.id, Some(format!("{run}-{}", time(&first.data))));
    logins_total(true).inc_by(3);
    let second = stream.data("points").await;
    assert_eq!(second["values"], json!({ "value": [0, 3], "rate": [0, 3] }));
    assert_eq!(time(&second) - time(&first.data), 1000);
}

#[tokio::test(start_paused = true)]
async fn only_joined_topics_arrive() {
    let app: Router = live().router();
    let mut stream = Stream::open(&app, &[]).await;
    let client = stream.client().await;
    assert_eq!(stream.names(Duration::from_secs(5)).await, [] as [&str; 0]);
    post(&app, &json!({ "client": client, "join": ["live_visitors"] })).await;
    assert_eq!(stream.data("points").await["topic"], "live_visitors");
    assert_eq!(stream.data("points").await["values"], json!({ "value": [3] }));
    post(&app, &json!({ "client": client, "leave": ["live_visitors"] })).await;
    assert_eq!(stream.names(Duration::from_secs(5)).await, [] as [&str; 0]);
}

#[tokio::test(start_paused = true)]
async fn datapoints_are_those_of_the_interval() {
    let app = page_of("points");
    let topic = "points_wait_seconds@count,sum,mean,p50,heat,value";
    let mut stream = Stream::open(&app, &[topic]).await;
    assert_eq!(stream.data("joined").await["bounds"], json!([0.1, 1.0]));
    stream.data("points").await;
    for seconds in [0.05, 0.5, 5.0] {
        wait_seconds().observe(Duration::from_secs_f64(seconds));
    }
    let values = stream.data("points").await["values"].clone();
    assert_eq!(values["count"], json!([3]));
    assert_eq!(values["sum"], json!([5.55]));
    assert_eq!(values["mean"], json!([1.8499999999999999]));
    assert_eq!(values["heat"], json!([[1, 1, 1]]));
    let nothing =
        json!({ "count": [0], "sum": [0], "mean": [null], "p50": [null], "heat": [[0, 0, 0]], "value": [3] });
    assert_eq!(stream.data("points").await["values"], nothing);
}

#[tokio::test(start_paused = true)]
async fn each_type_has_its_datapoints() {
    door().set(State::Closed);
    build_info("1.2").set();
    size_bytes().observe(1000_u64);
    delay_seconds().observe(Duration::from_secs(2));
    let app = page_of("points");
    for (metric, datapoints) in [
        ("points_size_bytes", json!(["rate", "mean", "p50", "p90", "p99", "heat"])),
        ("points_delay_seconds", json!(["rate", "mean", "p50", "p90", "p99"])),
        ("points_door", json!(["value"])),
        ("points_build_info", json!(["value"])),
    ] {
        let mut stream = Stream::open(&app, &[metric]).await;
        let joined = stream.data("joined").await;
        assert_eq!(joined["datapoints"], datapoints, "{metric}");
        let points = stream.data("points").await;
        match metric {
            "points_door" => {
                assert_eq!(joined["states"], json!(["open", "closed"]));
                assert_eq!(points["values"], json!({ "value": [1] }));
            }
            "points_size_bytes" => {
                let bounds = joined["bounds"].as_array().expect("the bounds are a list");
                let heat = points["values"]["heat"][0].as_array().expect("the heat is a list");
                assert_eq!(heat.len(), bounds.len() + 1);
            }
            "points_build_info" => assert_eq!(points["values"], json!({ "value": [1] })),
            _ => assert_eq!(points["values"]["rate"], json!([0])),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn numbers_that_json_lacks_are_strings() {
    let numbers = [("nan", f64::NAN), ("inf", f64::INFINITY), ("minus", f64::NEG_INFINITY), ("tiny", 1e-300)];
    for (kind, number) in numbers {
        odd_ratio(kind).set(number);
    }
    let topics = numbers.map(|(kind, _)| format!("points_odd_ratio{{kind=\"{kind}\"}}@value"));
    for (topic, expected) in topics.iter().zip([json!("NaN"), json!("+Inf"), json!("-Inf"), json!(1e-300)]) {
        let mut stream = Stream::open(&page_of("points"), &[topic]).await;
        assert_eq!(stream.data("points").await["values"], json!({ "value": [expected] }));
    }
}

#[tokio::test(start_paused = true)]
async fn an_unset_gauge_has_no_series_until_it_is_set() {
    let mut stream = Stream::open(&live().router(), &["live_temperature_celsius"]).await;
    assert_eq!(stream.data("joined").await["n_series"], 0);
    assert_eq!(stream.data("points").await["values"], json!({ "value": [] }));
}

#[tokio::test(start_paused = true)]
async fn every_label_value_arrives_unchanged() {
    let texts = [
        "<script>alert(1)</script>",
        "\"quoted\" and \\",
        "two\nlines\r\n\n",
        "\u{202e}ltr\u{202c} \u{5d0}",
        "\0",
    ];
    texts.iter().for_each(|text| texts_total(text).inc());
    let topic = "points_texts_total";
    let mut stream = Stream::open(&page_of("points"), &[topic]).await;
    let series = stream.data("series").await["series"].clone();
    let mut arrived: Vec<_> = series.as_array().expect("the series are a list").iter().collect();
    arrived.sort_by_key(|labels| labels["text"].to_string());
    let mut sent: Vec<_> = texts.iter().map(|text| json!({ "text": text })).collect();
    sent.sort_by_key(|labels| labels["text"].to_string());
    assert_eq!(json!(arrived), json!(sent));
    for text in texts {
        let value = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let topic = format!("points_texts_total{{text=\"{value}\"}}");
        let mut stream = Stream::open(&page_of("points"), &[&topic]).await;
        assert_eq!(stream.data("joined").await["topic"], json!(topic));
        assert_eq!(stream.data("series").await["series"], json!([{ "text": text }]));
    }
}

#[tokio::test(start_paused = true)]
async fn series_come_and_go_while_they_are_shown() {
    let app = page_of("points");
    visits_total("ann").inc_by(5);
    let mut stream = Stream::open(&app, &["points_visits_total"]).await;
    assert_eq!(stream.data("points").await["values"], json!({ "value": [5], "rate": [0] }));
    visits_total("bob").inc();
    assert_eq!(
        stream.data("series").await,
        json!({ "topic": "points_visits_total", "first": 1, "series": [{ "user": "bob" }] })
    );
    assert_eq!(stream.data("points").await["values"], json!({ "value": [5, 1], "rate": [0, 1] }));
    Registry::global().find("points_visits_total").with_label("user", "ann").remove();
    let points = stream.data("points").await;
    assert_eq!((&points["gone"], &points["values"]["value"]), (&json!([0]), &json!([null, 1])));
    visits_total("ann").inc_by(2);
    assert_eq!(stream.data("series").await["first"], json!(2));
    assert_eq!(stream.data("points").await["values"], json!({ "value": [null, 1, 2], "rate": [null, 0, 2] }));
    let mut late = Stream::open(&app, &["points_visits_total"]).await;
    let series = late.data("series").await;
    assert_eq!(series["first"], json!(1));
    assert_eq!(series["series"], json!([{ "user": "bob" }, { "user": "ann" }]));
}

#[tokio::test(start_paused = true)]
async fn a_metric_that_leaves_says_so_once_and_may_come_back() {
    let app = page_of("points");
    let mut stream = Stream::open(&app, &["points_switched_total"]).await;
    assert_eq!(stream.data("points").await["values"], json!({ "value": [0], "rate": [0] }));
    let switch = Registry::global().switch("points_switched_total").expect("the metric exists");
    switch.disable();
    let left = stream.data("points").await;
    assert_eq!((&left["left"], &left["gone"]), (&json!(true), &json!([0])));
    assert_eq!(stream.data("points").await["left"], Value::Null);
    let mut other = Stream::open(&app, &["points_switched_total@value"]).await;
    assert_eq!(other.data("joined").await["n_series"], 0);
    assert_eq!(other.data("points").await["values"]["value"], json!([]));
    switch.enable();
    assert_eq!(other.data("series").await["first"], json!(0));
    assert_eq!(stream.data("series").await["first"], json!(1));
    assert_eq!(stream.data("points").await["values"]["value"], json!([null, 0]));
}

#[tokio::test(start_paused = true)]
async fn names_and_labels_are_those_of_the_view() {
    let view = View::builder().groups(["live"]).prefix("shop").label("region", "eu");
    let app: Router = Live::new(built(view)).history(Duration::ZERO).router();
    let mut stream = Stream::open(&app, &["shop_live_visitors{region=\"eu\"}"]).await;
    assert_eq!(stream.data("joined").await["metric"]["name"], "shop_live_visitors");
    assert_eq!(stream.data("series").await["series"], json!([{ "region": "eu" }]));
    assert_eq!(stream.data("points").await["values"], json!({ "value": [3] }));
}

#[tokio::test(start_paused = true)]
async fn clients_of_a_topic_get_equal_messages() {
    let app: Router = live().router();
    let mut streams =
        [Stream::open(&app, &["live_visitors"]).await, Stream::open(&app, &["live_visitors"]).await];
    let [first, second] = &mut streams;
    first.event("points").await;
    let late = second.event("points").await;
    let mut early = first.event("points").await;
    while early.id < late.id {
        early = first.event("points").await;
    }
    assert_eq!(early, late);
    assert_eq!(first.event("points").await, second.event("points").await);
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_messages_has_a_heartbeat() {
    let mut stream = Stream::open(&live().router(), &[]).await;
    stream.client().await;
    let started = tokio::time::Instant::now();
    let events = [stream.next().await, stream.next().await].map(|event| event.expect("the stream goes on"));
    assert!(events.iter().all(|event| event.name == "heartbeat"), "{events:?}");
    assert_eq!(started.elapsed().as_secs(), 30);
    let mut busy = Stream::open(&live().router(), &["live_visitors"]).await;
    assert!(!busy.names(Duration::from_secs(60)).await.contains(&"heartbeat".to_owned()));
}
