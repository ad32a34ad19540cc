//! The user's items may have the names of the prelude.
#![deny(warnings)]
#![allow(dead_code)]

mod prelude {
    pub struct Option;
    pub struct Result;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub trait Default {}
    pub trait Iterator {}
    pub trait Into {}
    pub trait From {}
    pub trait AsRef {}
    pub trait Clone {}
    pub trait Copy {}
    pub trait Fn {}
    pub trait FnOnce {}
    pub trait Send {}
    pub trait Sync {}
    pub trait Sized {}
    pub trait Drop {}
    pub fn drop() {}
}

#[allow(unused_imports)]
use prelude::*;

#[derive(gapless::LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

gapless::defmetrics! {
    /// Messages.
    #[skip(channel = "gossip", reply = "true")]
    counter messages_total(channel: Channel, reply: ::std::option::Option<bool>);

    /// Messages by game.
    #[max_series(100)]
    #[seed(game = ["chess"])]
    counter game_messages_total(game: &str);

    /// Messages by realm.
    #[max_series(100)]
    counter realm_messages_total(realm: impl ::std::convert::AsRef<str>);

    /// Time.
    histogram send_duration_seconds(channel: Channel);

    /// Room.
    #[seed(1.5)]
    gauge room;

    /// Clients.
    up_down_counter clients;
}

fn main() {
    messages_total(Channel::OffTopic, ::std::option::Option::None).inc();
    messages_total(Channel::Gossip, ::std::option::Option::Some(false)).inc();
    game_messages_total("chess").inc();
    realm_messages_total("eu").inc();
    send_duration_seconds(Channel::Gossip).observe(0.5);
    room().set(0.5);
    clients().inc();
}
