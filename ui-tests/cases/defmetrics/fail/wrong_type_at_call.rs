use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
}

defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel);

    /// Time to send.
    histogram send_duration_seconds;

    /// Size.
    #[buckets(64, 1024)]
    histogram message_bytes;
}

fn main() {
    let _ = Channel::Gossip;
    messages_total("gossip").inc();
    messages_total().inc();
    send_duration_seconds().observe("1s");
    message_bytes().observe(1.5);
    messages_totl(Channel::Gossip).inc();
}
