use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    #[skip(channel = "off-topic", done = "yes")]
    counter messages_total(channel: Channel, done: bool);
}

fn main() {}
