//! Receivers that are away for a while: no sample is lost, and none is stored twice.

use crate::eventually::{eventually, eventually_none};
use crate::figures;
use crate::queries::{Labels, Samples};
use crate::receiver::Receiver;
use crate::sender::{Sender, TEXT};
use crate::transports::stored::{is_of_native_histogram, without_program, without_resource};
use crate::transports::{receivers, send_to};
use crate::version::V3_5;

/// The interval of the sender in milliseconds.
const INTERVAL: &str = "250";

/// The batches while the receivers are away: 30 seconds.
const AWAY: usize = 120;

/// Selects the series that the sender records.
const RECORDED: &str = "{__name__=~\"sent_.+(_total|_count)\"}";

/// Waits until the sender has made some more batches, and changes the values while it waits.
async fn pass(sender: &Sender, more: usize) {
    let before = sender.batches();
    for done in (0..more).step_by(10) {
        sender.step().await;
        eventually("the sender makes batches", async || {
            (sender.batches() >= before + done + 10).then_some(())
        })
        .await;
    }
}

/// Returns the samples of a receiver, without the labels of the program.
async fn stored(receiver: &Receiver) -> Samples {
    let stored = receiver.queries.stored(RECORDED).await.into_iter();
    let without = |labels: Labels| match labels.contains_key("service.name") {
        true => without_resource(labels),
        false => without_program(labels),
    };
    stored.map(|(labels, samples)| (without(labels), samples)).collect()
}

/// Waits until a receiver stores the newest sample of a sender.
async fn caught_up(receiver: &Receiver, sender: &Sender) {
    let newest = |samples: &Samples| samples.values().flatten().map(|(time, _)| *time).max();
    let until = newest(&sender.recorded());
    eventually("the receiver catches up", async || (newest(&stored(receiver).await) >= until).then_some(()))
        .await;
}

/// Returns a line for each series whose samples differ, with the first differences.
fn differences(sent: &Samples, stored: &Samples) -> Vec<String> {
    let all = sent.keys().chain(stored.keys().filter(|labels| !sent.contains_key(*labels)));
    all.filter_map(|labels| {
        let of = |samples: &Samples| samples.get(labels).cloned().unwrap_or_default();
        let (sent, stored) = (of(sent), of(stored));
        let lost = beyond(&sent, &stored);
        let other = beyond(&stored, &sent);
        let is_equal = lost.is_empty() && other.is_empty() && sent.len() == stored.len();
        (!is_equal).then(|| {
            let first = |samples: &[(u64, f64)]| format!("{:?}", &samples[..samples.len().min(3)]);
            let (n_sent, n_lost, n_stored, n_other) = (sent.len(), lost.len(), stored.len(), other.len());
            format!(
                "{labels:?}: {n_lost} of {n_sent} samples are lost: {}; {n_other} of {n_stored} were not sent: {}",
                first(&lost),
                first(&other)
            )
        })
    })
    .collect()
}

/// Returns the samples that others do not contain, with the eleven digits that VictoriaMetrics keeps.
fn beyond(samples: &[(u64, f64)], others: &[(u64, f64)]) -> Vec<(u64, f64)> {
    let is_close = |a: f64, b: f64| (a - b).abs() <= a.abs() * 1e-11;
    let is_other = |(time, value): &&(u64, f64)| {
        !others.iter().any(|(other, found)| time == other && is_close(*value, *found))
    };
    samples.iter().filter(is_other).copied().collect()
}

/// Returns the samples that a receiver stores as numbers. It stores exponential histograms of OTLP as native ones.
fn expected(receiver: &Receiver, mut sent: Samples) -> Samples {
    if receiver.receives_otlp() {
        sent.retain(|labels, _| !is_of_native_histogram(labels));
    }
    sent
}

#[tokio::test]
async fn receivers_that_restart_have_every_sample_once() {
    let mut receivers = receivers();
    let sender = send_to(&receivers, &["--interval", INTERVAL]);
    pass(&sender, 10).await;
    for receiver in &receivers {
        caught_up(receiver, &sender).await;
    }
    for receiver in &mut receivers {
        // A killed VictoriaMetrics loses samples that it has accepted.
        if receiver.is_prometheus() { receiver.kill() } else { receiver.stop() }
    }
    pass(&sender, AWAY).await;
    receivers.iter_mut().for_each(Receiver::start_again);
    for receiver in &receivers {
        caught_up(receiver, &sender).await;
    }
    let sent = sender.stop();
    let samples: usize = sent.values().map(Vec::len).sum();
    figures::show(&format!("{samples} samples of {} series were sent", sent.len()));
    for receiver in &receivers {
        let expected = expected(receiver, sent.clone());
        eventually_none("each sample is stored once", async || {
            differences(&expected, &stored(receiver).await)
        })
        .await;
    }
}

#[tokio::test]
async fn a_queue_on_a_full_disk_waits_in_memory() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let queue = folder.path().join("queue").display().to_string();
    let mut receiver = Receiver::prometheus(&V3_5);
    let url = receiver.url("/api/v1/write");
    let arguments =
        ["--interval", "50", "--series", "1000", "--queue-folder", &queue, "--remote-write", &url];
    receiver.kill();
    let sender = Sender::start_on_full_disk(&arguments);
    let metric = async |name: &str| {
        let exposed = sender.exposed(TEXT).await.into_iter();
        let mut values = exposed.filter(|(labels, _)| labels["__name__"] == name);
        values.next().map(|(_, value)| value).unwrap_or_default()
    };
    // This takes more space than the disk has.
    eventually("the queue is long", async || {
        (metric("gapless_reporter_queue_length").await > 40.0).then_some(())
    })
    .await;
    sender.step().await;
    receiver.start_again();
    eventually("the receiver has the values", async || {
        (receiver.queries.values("count(sent_load_total)").await.into_values().next() == Some(1000.0)
            && receiver.queries.values("sent_steps_total").await.into_values().next() == Some(1.0))
        .then_some(())
    })
    .await;
    assert_eq!(metric("gapless_reporter_dropped_total").await, 0.0);
}
