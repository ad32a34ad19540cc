//! The answers of prometheus-client.

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::counter::{VALUES, grouped, on_threads, series, total};
use crate::table::Column;

type Labels = Vec<(&'static str, String)>;

pub(crate) fn column() -> Column {
    let mut registry = Registry::default();
    let messages = Family::<Labels, Counter>::default();
    registry.register("messages", "Messages", messages.clone());
    let games = Family::<Labels, Counter>::default();
    registry.register("games", "Games", games.clone());
    let at_first = series(&scrape(&registry), "messages_total");
    for value in 0..VALUES {
        games.get_or_create(&vec![("game", value.to_string())]).inc();
    }
    let labels = vec![("channel", "gossip".to_owned()), ("bot", "false".to_owned())];
    on_threads(|| {
        messages.get_or_create(&labels).inc();
    });
    let count = grouped(total(&scrape(&registry), "messages_total"));
    let games = series(&scrape(&registry), "games_total");
    Column::of_counters("prometheus-client", "prometheus-client", [at_first, games, count])
}

fn scrape(registry: &Registry) -> String {
    let mut text = String::new();
    encode(&mut text, registry).expect("a string takes all");
    text
}
