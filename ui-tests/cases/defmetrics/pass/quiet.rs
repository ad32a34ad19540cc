//! What the macros write is no reason for a warning, however many are asked for.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(rustdoc::all, clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]

/// A channel.
#[derive(Clone, Copy, Debug, gapless::LabelValue)]
pub enum Channel {
    /// Talk.
    Gossip,
}

gapless::defmetrics! {
    #![namespace = "quiet"]

    /// Messages.
    pub counter messages_total(channel: Channel, kind = "text");

    /// Messages by game.
    #[max_series(10)]
    #[seed(game = ["chess"])]
    pub counter game_messages_total(game: String);

    /// Time.
    pub(crate) histogram send_duration_seconds;

    /// Room.
    #[seed(1.0)]
    gauge room;

    /// Clients.
    up_down_counter clients;
}

/// Only uses.
pub fn main() {
    messages_total(Channel::Gossip).inc();
    game_messages_total(String::from("chess")).inc();
    send_duration_seconds().observe(0.5);
    room().set(0.5);
    clients().inc();
}
