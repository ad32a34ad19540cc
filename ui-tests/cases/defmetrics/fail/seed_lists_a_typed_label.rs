use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    #[seed(channel = ["gossip"])]
    counter messages_total(channel: Channel);
}

fn main() {}
