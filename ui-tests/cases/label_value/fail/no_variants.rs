//! The use of the type as a label is not a second error.

#[derive(gapless::LabelValue)]
enum Channel {}

gapless::defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel);
}

fn main() {}
