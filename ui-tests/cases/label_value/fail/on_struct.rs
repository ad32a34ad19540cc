//! The use of the type as a label is not a second error.

#[derive(gapless::LabelValue)]
struct Channel;

#[derive(gapless::LabelValue)]
struct Origin<'a>(&'a str);

gapless::defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel, origin: Origin<'_>);
}

fn main() {
    messages_total(Channel, Origin("web")).inc();
}
