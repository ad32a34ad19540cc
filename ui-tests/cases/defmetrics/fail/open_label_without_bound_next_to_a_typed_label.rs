use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages by game.
    counter messages_total(channel: Channel, game: &str);
}

fn main() {}
