use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    #[skip(chanel = "gossip")]
    counter messages_total(channel: Channel);
}

fn main() {}
