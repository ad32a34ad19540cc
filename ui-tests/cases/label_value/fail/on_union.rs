//! The use of the type as a label is not a second error.

#[derive(gapless::LabelValue)]
union Channel {
    gossip: u8,
}

gapless::defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel);
}

fn main() {
    messages_total(Channel { gossip: 1 }).inc();
}
