//! The topic of what is wrong.

use std::time::Duration;

use gapless::defmetrics;
use gapless::report::{Batch, Failure, Reporter, Reporting, every};
use serde_json::{Value, json};

use super::client::Stream;
use super::{live, page_of, wait};

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
    while !has(&stream.data("problems").await, "overflow", "problem_overflowing_total") {}
}

/// Returns whether a list has a problem of a kind.
fn has(list: &Value, kind: &str, subject: &str) -> bool {
    let list = list["problems"].as_array().expect("the problems are a list");
    list.iter().any(|problem| problem["kind"] == kind && problem["subject"] == subject)
}

/// A reporter whose receiver is down.
struct Unheard;

impl Reporter for Unheard {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Err(Failure::new("the receiver is down"))
    }
}

#[tokio::test(start_paused = true)]
async fn a_reporter_is_in_the_list_while_it_fails_and_while_it_is_over_its_limit() {
    let reporting = Reporting::from(every(Duration::from_secs(1))).failures(9, Duration::from_secs(60));
    let builder = gapless::builder().reporter(Unheard, reporting);
    let metrics = builder.start().await.expect("the reporter is valid");
    let mut stream = Stream::open(&page_of("gapless_reporter"), &["@problems"]).await;
    while !has(&stream.data("problems").await, "reporter", "unheard") {}
    while !has(&stream.data("problems").await, "reporter_disabled", "unheard") {}
    metrics.reporters().disable("unheard").expect("the reporter exists");
    while has(&stream.data("problems").await, "reporter_disabled", "unheard") {}
    metrics.shutdown().await;
}
