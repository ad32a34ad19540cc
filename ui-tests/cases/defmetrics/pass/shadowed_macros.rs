//! The user's macros may have the names of standard macros.
#![deny(warnings)]
#![allow(unused_macros)]

macro_rules! shadow {
    ($($name:ident)*) => {
        $(macro_rules! $name { () => { this is not what was meant }; })*
    };
}

shadow!(assert column compile_error concat const_format debug_assert env file format include line);
shadow!(matches module_path option_env panic stringify submit todo unreachable vec write);

gapless::defmetrics! {
    #![namespace = "chat"]

    /// Messages.
    #[max_series(10)]
    #[seed(game = ["chess"])]
    #[skip(reply = "true")]
    counter messages_total(reply: bool, game: &str);

    /// Time.
    histogram send_duration_seconds;

    /// Room.
    #[seed(1.5)]
    gauge room;
}

fn main() {
    messages_total(false, "chess").inc();
    send_duration_seconds().observe(0.5);
    room().set(0.5);
}
