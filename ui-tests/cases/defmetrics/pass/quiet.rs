//! The expansion causes no warnings, even with many lints enabled.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(missing_copy_implementations, single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_lifetimes)]
#![deny(unused_results, let_underscore_drop, elided_lifetimes_in_paths)]
#![deny(rustdoc::all, clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![deny(clippy::let_underscore_must_use, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)]
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

    /// Messages by place.
    #[max_series(10)]
    pub counter place_messages_total(realm: &str, room: impl AsRef<str>, by: &'static str, of: Option<Channel>);

    /// Room.
    #[seed(1.0)]
    gauge room;

    /// Heat.
    #[seed(heat)]
    #[skip(channel = "gossip", indoors = "true")]
    gauge heat_celsius(channel: Channel, indoors: bool);

    /// Time.
    pub counter parser_seconds_total: f64;

    /// Size.
    #[buckets(exponential(64, 4.0, 8))]
    #[name("message.size_bytes")]
    pub histogram message_bytes(a: bool, b: bool, c: bool);

    /// Many.
    #[max_series(1000)]
    #[seed(none)]
    pub counter many_total(a: bool, b: bool, c: bool, d: bool, e: bool, f: bool, g: bool, h: bool);

    /// Clients.
    up_down_counter clients;

    /// Version of the program.
    pub info build_info(version: &str, commit: impl AsRef<str>, by: String, channel: Channel);

    /// Topic of a channel.
    #[seed(Channel::Gossip)]
    pub stateset topic(late: bool): Channel;
}

const fn heat() -> f64 {
    21.5
}

/// Uses the metrics.
pub fn main() {
    messages_total(Channel::Gossip).inc();
    game_messages_total(String::from("chess")).inc();
    send_duration_seconds().observe(0.5);
    place_messages_total("eu", "hall", "me", None).inc();
    room().set(0.5);
    heat_celsius(Channel::Gossip, false).set(0.5);
    parser_seconds_total().inc_by(0.5);
    message_bytes(true, true, true).observe(5_u64);
    many_total(true, true, true, true, true, true, true, true).inc();
    clients().inc();
    topic(true).set(Channel::Gossip);
    build_info("1.0", "abc", String::from("me"), Channel::Gossip).set();
}
