//! Storage: cells of each thread and shared cells record the same.

use std::thread;
use std::time::Duration;

use gapless::{Counter, Histogram, LabelValue, UpDownCounter, defmetrics};

use crate::lines;

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    Testing,
}

defmetrics! {
    #![namespace = "storage_slab"]

    /// Messages.
    counter messages_total(channel: Channel);

    /// Seconds.
    counter spent_seconds_total: f64;

    /// Clients.
    up_down_counter clients;

    /// Waits.
    #[buckets(0.1, 0.5)]
    histogram wait_duration_seconds(channel: Channel);

    /// Load.
    #[buckets(0.5)]
    histogram load;

    /// Games.
    #[max_series(10)]
    counter games_total(game: &str);
}

mod shared {
    use super::Channel;

    gapless::defmetrics! {
        #![namespace = "storage_shared"]

        /// Messages.
        #[storage(shared)]
        pub(super) counter messages_total(channel: Channel);

        /// Seconds.
        #[storage(shared)]
        pub(super) counter spent_seconds_total: f64;

        /// Clients.
        #[storage(shared)]
        pub(super) up_down_counter clients;

        /// Waits.
        #[buckets(0.1, 0.5)]
        #[storage(shared)]
        pub(super) histogram wait_duration_seconds(channel: Channel);

        /// Load.
        #[buckets(0.5)]
        #[storage(shared)]
        pub(super) histogram load;

        /// Games.
        #[max_series(10)]
        #[storage(shared)]
        pub(super) counter games_total(game: &str);
    }
}

/// Records into both.
struct Metrics {
    messages: fn(Channel) -> Counter,
    spent: Counter<f64>,
    clients: UpDownCounter,
    wait: fn(Channel) -> Histogram<Duration>,
    load: Histogram,
    games: fn(&str) -> Counter,
}

fn record(to: &Metrics) {
    for n in 0..1000_u32 {
        (to.messages)(if n % 3 == 0 { Channel::Gossip } else { Channel::Testing }).inc_by(n.into());
        to.spent.inc_by(0.25);
        let _guard = to.clients.guard();
        (to.wait)(Channel::Gossip).observe(Duration::from_millis(n.into()));
        to.load.observe_n(0.25, 3);
        (to.games)(["chess", "go"][n as usize % 2]).inc();
    }
    to.clients.inc();
}

#[test]
fn the_same_traffic_into_both_gives_the_same_text() {
    let slab = Metrics {
        messages: messages_total,
        spent: spent_seconds_total(),
        clients: clients(),
        wait: wait_duration_seconds,
        load: load(),
        games: games_total,
    };
    let shared = Metrics {
        messages: shared::messages_total,
        spent: shared::spent_seconds_total(),
        clients: shared::clients(),
        wait: shared::wait_duration_seconds,
        load: shared::load(),
        games: shared::games_total,
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| record(&slab));
            scope.spawn(|| record(&shared));
        }
    });
    let slab: Vec<_> = lines("storage_slab_").iter().map(|line| line.replace("storage_slab_", "")).collect();
    let shared: Vec<_> =
        lines("storage_shared_").iter().map(|line| line.replace("storage_shared_", "")).collect();
    assert_eq!(slab, shared);
    assert!(slab.contains(&"clients 3".to_owned()), "{slab:?}");
}
