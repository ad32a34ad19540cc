//! Receivers that misbehave: the program serves scrapes, its memory is bounded, and its metrics show the failures.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::eventually::{eventually, eventually_none};
use crate::figures;
use crate::queries::Labels;
use crate::sender::{Sender, TEXT};
use crate::transports::hostile::{Behavior, hostile};

/// The reporters of the sender, with their names in its metrics.
const REPORTERS: [(&str, &str); 5] = [
    ("--remote-write", "remote_write"),
    ("--otlp", "otlp"),
    ("--text-push", "text_push"),
    ("--pushgateway", "pushgateway"),
    ("--graphite", "graphite"),
];

/// The batches after which the memory must not have grown. Unbounded queues would keep 30 MB of them.
const BATCHES: usize = 100;

/// The memory that a program may gain in these batches, in bytes.
const GROWTH: f64 = 12e6;

/// The arguments of a program with 1000 series, and with a queue of 1 MB.
const ARGUMENTS: [&str; 6] = ["--series", "1000", "--queue-bytes", "1000000", "--interval", "50"];

/// The time in which a scrape is answered on a busy machine.
const SCRAPE: Duration = Duration::from_secs(5);

/// Returns the values of the exposition, and fails if it takes too long.
async fn scrape(sender: &Sender) -> BTreeMap<Labels, f64> {
    let began = Instant::now();
    let exposed = sender.exposed(TEXT).await;
    assert!(began.elapsed() < SCRAPE, "a scrape took {:?}", began.elapsed());
    exposed
}

/// Returns the value of a metric about a reporter, or of a metric of the process.
fn value(exposed: &BTreeMap<Labels, f64>, name: &str, reporter: Option<&str>) -> f64 {
    let is_of = |labels: &Labels| {
        labels["__name__"] == name && labels.get("reporter").map(String::as_str) == reporter
    };
    exposed.iter().find(|(labels, _)| is_of(labels)).map(|(_, value)| *value).unwrap_or_default()
}

/// Returns the reporters whose metrics do not show that their receiver fails.
fn unnoticed(exposed: &BTreeMap<Labels, f64>) -> Vec<String> {
    let signs = ["failures_total", "dropped_total", "queue_length"];
    let is_seen = |reporter: &str| {
        signs.iter().any(|of| value(exposed, &format!("gapless_reporter_{of}"), Some(reporter)) > 0.0)
    };
    let reporters = REPORTERS.iter().filter(|(_, reporter)| !is_seen(reporter));
    reporters.map(|(_, reporter)| (*reporter).to_owned()).collect()
}

/// Runs a program whose reporters all send to these URLs, and to this address of Graphite.
async fn survives(url: &str, graphite: &str) {
    let addresses = REPORTERS.map(|(argument, _)| if argument == "--graphite" { graphite } else { url });
    let reporters = REPORTERS.iter().zip(addresses).flat_map(|((argument, _), address)| [*argument, address]);
    let sender = Sender::start(&ARGUMENTS.into_iter().chain(reporters).collect::<Vec<_>>());
    eventually_none("each reporter counts its failures", async || unnoticed(&scrape(&sender).await)).await;
    let memory = async || value(&scrape(&sender).await, "process_resident_memory_bytes", None);
    pass(&sender, BATCHES).await;
    let before = memory().await;
    pass(&sender, BATCHES).await;
    let growth = memory().await - before;
    figures::show(&format!("the memory of the program grew from {before} by {growth} bytes"));
    assert!(growth < GROWTH, "the memory of the program grew by {growth} bytes");
    sender.stop();
}

/// Waits until the sender has made some more batches, and scrapes it while it waits.
async fn pass(sender: &Sender, more: usize) {
    let until = sender.batches() + more;
    eventually("the sender makes batches", async || {
        scrape(sender).await;
        (sender.batches() >= until).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_never_answers() {
    let address = hostile(Behavior::Silent).await;
    survives(&format!("http://{address}/"), &hostile(Behavior::Closing).await).await;
}

#[tokio::test]
async fn a_receiver_that_answers_with_200_bytes_per_second() {
    let address = hostile(Behavior::Slow).await;
    survives(&format!("http://{address}/"), &hostile(Behavior::Closing).await).await;
}

#[tokio::test]
async fn a_receiver_that_closes_connections_at_once() {
    let address = hostile(Behavior::Closing).await;
    survives(&format!("http://{address}/"), &address).await;
}

#[tokio::test]
async fn a_receiver_that_explains_its_failure_in_10_megabytes() {
    let address = hostile(Behavior::Talkative).await;
    survives(&format!("http://{address}/"), &hostile(Behavior::Closing).await).await;
}

#[tokio::test]
async fn a_receiver_that_redirects_to_itself() {
    let address = hostile(Behavior::Redirecting).await;
    survives(&format!("http://{address}/"), &hostile(Behavior::Closing).await).await;
}

#[tokio::test]
async fn a_receiver_with_a_certificate_of_an_unknown_authority() {
    let address = hostile(Behavior::Untrusted).await;
    survives(&format!("https://{address}/"), &hostile(Behavior::Closing).await).await;
}

#[tokio::test]
async fn a_receiver_whose_name_does_not_exist() {
    survives("http://receiver.invalid:9090/", "receiver.invalid:2003").await;
}
