//! The user's modules may have the names of crates.
#![deny(warnings)]

mod core {}
mod std {}
mod alloc {}
mod gapless {}
mod inventory {}

mod chat {
    mod core {}
    mod std {}
    mod alloc {}
    mod gapless {}
    mod inventory {}

    #[derive(::gapless::LabelValue)]
    pub(crate) enum Channel {
        Gossip,
    }

    ::gapless::defmetrics! {
        /// Messages.
        #[max_series(10)]
        pub(crate) counter messages_total(channel: Channel, reply: Option<bool>, game: impl AsRef<str>);

        /// Time.
        pub(crate) histogram send_duration_seconds;

        /// Room.
        #[seed(1.5)]
        pub(crate) gauge room;
    }
}

fn main() {
    chat::messages_total(chat::Channel::Gossip, None, "chess").inc();
    chat::send_duration_seconds().observe(0.5);
    chat::room().set(0.5);
}
