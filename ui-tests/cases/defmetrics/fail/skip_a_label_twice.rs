use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    #[skip(channel = "gossip", channel = "off_topic")]
    counter messages_total(channel: Channel);
}

fn main() {}
