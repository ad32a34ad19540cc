//! Its use as a label is no mistake more.

#[derive(gapless::LabelValue)]
enum Channel {}

gapless::defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel);
}

fn main() {}
