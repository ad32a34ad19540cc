//! The first event and the end of a program, as queries see them.

use std::collections::BTreeMap;

use crate::eventually::{eventually, eventually_none};
use crate::receiver::Receiver;
use crate::transports::{receivers, send_to};

const STEPS: &str = "sent_steps_total";

/// Waits until a receiver has this number of steps.
async fn until_steps(receiver: &Receiver, steps: f64) {
    eventually("the steps are stored", async || {
        (receiver.queries.values(STEPS).await.into_values().next() == Some(steps)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_first_event_is_an_increase_of_one_by_remote_write_and_otlp() {
    let receivers = receivers();
    let sender = send_to(&receivers, &[]);
    for receiver in &receivers {
        until_steps(receiver, 0.0).await;
    }
    sender.step().await;
    for receiver in receivers.iter().filter(|receiver| receiver.is_prometheus()) {
        until_steps(receiver, 1.0).await;
        // At the last sample, because a later query would extrapolate.
        let last = receiver.queries.values(&format!("timestamp({STEPS})")).await;
        let last = last.into_values().next().expect("it has a sample").to_string();
        let increase =
            receiver.queries.ask(&[("query", &format!("increase({STEPS}[5m])")), ("time", &last)]).await;
        assert_eq!(increase.first().map(|(_, increase)| *increase), Some(1.0));
    }
}

#[tokio::test]
async fn all_series_end_with_the_program() {
    let receivers = receivers();
    let sender = send_to(&receivers, &[]);
    sender.step().await;
    for receiver in &receivers {
        until_steps(receiver, 1.0).await;
    }
    sender.stop();
    // A Prometheus that receives OTLP creates `target_info`, and does not end it.
    let all = "{__name__!~\"|target_info\"}";
    let (prometheus, victoria) = receivers.iter().partition::<Vec<_>, _>(|receiver| receiver.is_prometheus());
    for prometheus in prometheus {
        assert_eq!(prometheus.queries.values(all).await, BTreeMap::new());
    }
    for victoria in victoria {
        // New samples take a moment until they are visible.
        eventually_none("all series end", async || {
            victoria.queries.values(all).await.into_keys().map(|labels| format!("{labels:?}")).collect()
        })
        .await;
    }
}
