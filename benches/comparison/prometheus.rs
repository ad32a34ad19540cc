//! The answers of prometheus.

use prometheus::{IntCounterVec, Opts, Registry, TextEncoder};

use crate::counter::{VALUES, grouped, on_threads, series, total};
use crate::table::Column;

pub(crate) fn column() -> Column {
    let registry = Registry::new();
    let messages = counter(&registry, "messages_total", &["channel", "bot"]);
    let games = counter(&registry, "games_total", &["game"]);
    let scrape = || TextEncoder::new().encode_to_string(&registry.gather()).expect("valid metrics");
    let at_first = series(&scrape(), "messages_total");
    (0..VALUES).for_each(|value| games.with_label_values(&[value.to_string()]).inc());
    on_threads(|| messages.with_label_values(&["gossip", "false"]).inc());
    let count = grouped(total(&scrape(), "messages_total"));
    let games = series(&scrape(), "games_total");
    Column::of_counters("prometheus", "prometheus", [at_first, games, count])
}

fn counter(registry: &Registry, name: &str, labels: &[&str]) -> IntCounterVec {
    let counter = IntCounterVec::new(Opts::new(name, "Events."), labels).expect("a valid metric");
    registry.register(Box::new(counter.clone())).expect("the name is free");
    counter
}
