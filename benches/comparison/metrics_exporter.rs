//! The answers of metrics with metrics-exporter-prometheus.

use metrics::{counter, describe_counter, with_local_recorder};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::counter::{VALUES, grouped, on_threads, series, total};
use crate::table::Column;

pub(crate) fn column() -> Column {
    let recorder = PrometheusBuilder::new().build_recorder();
    let scrape = || recorder.handle().render();
    with_local_recorder(&recorder, || describe_counter!("messages_total", "Messages."));
    let messages = series(&scrape(), "messages_total");
    with_local_recorder(&recorder, || {
        (0..VALUES).for_each(|value| counter!("games_total", "game" => value.to_string()).increment(1));
    });
    let calls = with_local_recorder(&recorder, || counter!("messages_total", "channel" => "gossip"));
    on_threads(|| calls.increment(1));
    let count = grouped(total(&scrape(), "messages_total"));
    Column::of_counters(
        "metrics-exporter-prometheus",
        "metrics",
        [messages, series(&scrape(), "games_total"), count],
    )
}
