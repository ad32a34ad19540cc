//! Its use as a label is no mistake more.

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
