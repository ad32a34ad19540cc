use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    #[seed(none)]
    #[skip(channel = "gossip")]
    counter messages_total(channel: Channel);
}

fn main() {}
