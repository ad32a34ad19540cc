//! A mistake in a label is one error, and the accessor keeps its declared arguments.

use gapless::{Counter, LabelValue, StatusClass, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
}

defmetrics! {
    /// Twice.
    counter twice_total(channel: Channel, channel: bool);

    /// Twice, one of them constant.
    counter constant_first_total(channel = "mail", channel: Channel);

    /// Twice, one of them constant.
    counter constant_last_total(channel: Channel, channel = "mail");

    /// Twice by its exported name.
    counter renamed_total(channel: Channel, #[name("channel")] other: bool);

    /// Reserved.
    counter reserved_total(le: Channel, done: bool);

    /// Reserved.
    counter underscores_total(__channel: Channel, done: bool);

    /// Not snake_case.
    counter camel_total(orderKind: Channel, done: bool);

    /// Not snake_case.
    counter digit_total(#[name("2xx")] status: StatusClass, done: bool);

    /// A keyword.
    counter keyword_total(type: Channel, done: bool);

    /// A keyword that cannot be a raw name.
    counter self_total(self: Channel, done: bool);

    /// A wrong attribute.
    counter attribute_total(#[rename("kind")] channel: Channel, done: bool);

    /// A wrong attribute.
    counter form_total(#[name = "kind"] channel: Channel, done: bool);

    /// An empty name.
    counter empty_total(#[name("")] channel: Channel, done: bool);

    /// An open label.
    counter text_total("channel": Channel, done: bool);

    /// An empty name.
    counter nameless_total(: Channel, done: bool);

    /// A value that is not a string.
    counter number_total(host = 1, done: bool);

    /// Nine labels.
    counter many_total(a: bool, c: bool, e: bool, f: bool, g: bool, i: bool, j: bool, k: bool, l: bool);

    /// A constant handle.
    counter handle_ms_total(host = "a");

    /// Two metrics with one name and different labels.
    #[cfg(any())]
    counter other_total(done: bool);

    /// Two metrics with one name and different labels.
    #[cfg(all())]
    counter other_total(#[name("le")] done: bool, channel: Channel);
}

static HANDLE: Counter = handle_ms_total();

fn main() {
    twice_total(Channel::Gossip, true).inc();
    constant_first_total(Channel::Gossip).inc();
    constant_last_total(Channel::Gossip).inc();
    renamed_total(Channel::Gossip, true).inc();
    reserved_total(Channel::Gossip, true).inc();
    underscores_total(Channel::Gossip, true).inc();
    camel_total(Channel::Gossip, true).inc();
    digit_total(StatusClass::from(200), true).inc();
    keyword_total(Channel::Gossip, true).inc();
    self_total(Channel::Gossip, true).inc();
    attribute_total(Channel::Gossip, true).inc();
    form_total(Channel::Gossip, true).inc();
    empty_total(Channel::Gossip, true).inc();
    text_total(Channel::Gossip, true).inc();
    nameless_total(Channel::Gossip, true).inc();
    number_total(true).inc();
    many_total(true, true, true, true, true, true, true, true, true).inc();
    HANDLE.inc();
    other_total(true, Channel::Gossip).inc();
}
