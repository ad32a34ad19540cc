//! The topic of what is wrong.

use gapless::defmetrics;
use serde_json::json;

use super::client::Stream;
use super::{live, wait};

defmetrics! {
    #![namespace = "problem"]
    #![group = "problem"]

    /// Overflows.
    #[max_series(1)]
    counter overflowing_total(user: &str);
}

#[tokio::test(start_paused = true)]
async fn the_list_of_problems_arrives_when_it_changes() {
    let app =
        live().view(super::built(gapless::encode::View::builder().groups(["problem", "gapless"]))).router();
    let mut stream = Stream::open(&app, &["@problems"]).await;
    assert_eq!(stream.data("joined").await, json!({ "topic": "@problems", "status": "ok" }));
    let first = stream.data("problems").await;
    assert_eq!(first["topic"], "@problems");
    wait(3).await;
    overflowing_total("ann").inc();
    overflowing_total("bob").inc();
    let is_overflow = |list: &serde_json::Value| {
        let list = list["problems"].as_array().expect("the problems are a list").clone();
        list.iter()
            .any(|problem| problem["kind"] == "overflow" && problem["subject"] == "problem_overflowing_total")
    };
    while !is_overflow(&stream.data("problems").await) {}
}
