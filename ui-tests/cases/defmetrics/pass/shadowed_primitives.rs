//! The user's types may have the names of primitive types.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

struct u8;
struct u32;
struct u64;
struct usize;
type f64 = ();
type str = ();
type bool = Reply;

#[derive(gapless::LabelValue)]
enum Reply {
    Yes,
    No,
}

gapless::defmetrics! {
    /// Messages.
    #[skip(reply = "no")]
    counter messages_total(reply: bool, kind = "text");

    /// Messages by game.
    #[max_series(10)]
    #[seed(game = ["chess"])]
    counter game_messages_total(game: String);

    /// Messages by realm.
    #[max_series(10)]
    counter realm_messages_total(realm: impl AsRef<::core::primitive::str>);

    /// Size.
    #[buckets(64, 1024)]
    histogram message_bytes;

    /// Time.
    counter parser_seconds_total: f64;

    /// Room.
    #[seed(1.5)]
    gauge room;
}

fn main() {
    messages_total(Reply::Yes).inc();
    game_messages_total(String::from("chess")).inc();
    realm_messages_total("eu").inc();
    message_bytes().observe(5_u64);
    parser_seconds_total().inc_by(0.5);
    room().set(0.5);
}
