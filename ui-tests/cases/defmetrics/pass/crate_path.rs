//! Every macro accepts the path of the crate.

mod metrics {
    pub use ::gapless;
}

#[derive(Clone, Copy, metrics::gapless::LabelValue)]
#[label(crate = crate::metrics::gapless)]
enum Channel {
    Gossip,
}

metrics::gapless::defmetrics! {
    #![crate = crate::metrics::gapless]

    /// Messages.
    counter messages_total(channel: Channel);
}

#[metrics::gapless::instrument_metric(crate = crate::metrics::gapless)]
fn send() {}

fn main() {
    messages_total(Channel::Gossip).inc();
    send();
}
