//! The expansion does not use the prelude, even for labels, seeds and skipped combinations.
#![no_implicit_prelude]
#![deny(warnings)]

#[derive(::std::clone::Clone, ::std::marker::Copy, ::gapless::LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

fn capacity() -> f64 {
    100.0
}

::gapless::defmetrics! {
    #![namespace = "chat"]
    #![group = "chat"]

    /// Messages.
    #[skip(channel = "gossip", reply = "true")]
    pub(crate) counter messages_total(channel: Channel, reply: ::std::option::Option<bool>, kind = "text");

    /// Messages by game.
    #[max_series(100)]
    #[seed(game = ["chess"], realm = ["eu"])]
    counter game_messages_total(game: &str, realm: impl ::std::convert::AsRef<str>);

    /// Time.
    #[seed(none)]
    histogram send_duration_seconds(channel: Channel);

    /// Size.
    #[buckets(64, 1024)]
    histogram message_bytes;

    /// Room.
    #[seed(capacity)]
    gauge room;

    /// Heat.
    #[seed(21.5)]
    gauge heat_celsius;

    /// Clients.
    up_down_counter clients;

    /// Time.
    counter parser_seconds_total: f64;
}

fn main() {
    messages_total(Channel::OffTopic, ::std::option::Option::None).inc();
    game_messages_total("chess", "eu").inc();
    send_duration_seconds(Channel::Gossip).observe(0.5);
    message_bytes().observe(5_u64);
    room().set(0.5);
    heat_celsius().set(0.5);
    clients().inc();
    parser_seconds_total().inc();
}
