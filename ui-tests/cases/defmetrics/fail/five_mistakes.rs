//! One build reports every mistake at its token, and uses of the metrics are not errors.

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
}

defmetrics! {
    #![namespace = "grapevine"]

    conter chat_messages_total(channel: Channel);

    /// Clients connected.
    up_down_counter clients_total;

    /// Time to hand one message to everyone.
    #[bucket(0.1, 0.5)]
    histogram broadcast_duration_milliseconds(le: Channel);
}

fn main() {
    chat_messages_total(Channel::Gossip).inc();
    clients_total().inc();
    broadcast_duration_milliseconds(Channel::Gossip).observe(0.1);
}
