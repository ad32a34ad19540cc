use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Time to hand a message on.
    #[max_series(10)]
    #[buckets(1, 2, 4)]
    histogram sizes(channel: Channel, game: &str);
}

fn main() {}
