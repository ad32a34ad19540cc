use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    #[skip()]
    counter messages_total(channel: Channel);
}

fn main() {}
