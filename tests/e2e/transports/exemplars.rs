//! The exemplars that Prometheus stores, by each transport that has exemplars.

use std::collections::BTreeSet;

use crate::eventually::eventually;
use crate::queries::{labels, number};
use crate::receiver::Receiver;
use crate::transports::{receivers, send_to};

/// Selects the series with exemplars.
const WITH_EXEMPLARS: &str = "{__name__=~\"sent_events_total|sent_answer_duration_seconds_bucket\"}";

/// The last exemplar of each series after three steps: the bucket, the trace and the value.
const EXPECTED: [(&str, &str, &str); 5] = [
    ("", "00000000000000000000000000000003", "1"),
    ("0.005", "feed", "0.001"),
    ("1", "feed", "0.3"),
    ("10", "feed", "2"),
    ("+Inf", "feed", "11"),
];

/// Returns the last exemplar of each series.
async fn stored(receiver: &Receiver) -> BTreeSet<(String, String, String)> {
    let series = receiver.queries.exemplars(WITH_EXEMPLARS).await.into_iter();
    let last = |series: serde_json::Value| {
        let exemplar = series["exemplars"].as_array()?.last()?.clone();
        let bound = labels(&series["seriesLabels"]).remove("le").unwrap_or_default();
        // OpenMetrics writes whole bounds with a decimal point.
        let bound = bound.trim_end_matches(".0").to_owned();
        let trace = labels(&exemplar["labels"]).remove("trace_id")?;
        Some((bound, trace, number(&exemplar["value"]).to_string()))
    };
    series.filter_map(last).collect()
}

#[tokio::test]
async fn prometheus_stores_the_exemplars_of_remote_write_and_otlp() {
    let receivers = receivers();
    let sender = send_to(&receivers, &[]);
    for _ in 0..3 {
        sender.step().await;
    }
    let expected: BTreeSet<_> =
        EXPECTED.map(|(bound, trace, value)| (bound.to_owned(), trace.to_owned(), value.to_owned())).into();
    for receiver in receivers.iter().filter(|receiver| receiver.is_prometheus()) {
        eventually("the exemplars are stored", async || (stored(receiver).await == expected).then_some(()))
            .await;
    }
}
