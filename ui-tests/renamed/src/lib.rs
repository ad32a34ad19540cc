//! A crate that imports Gapless as `telemetry`: with `crate = telemetry`, every macro compiles.

use telemetry::{LabelValue, defmetrics, instrument_metric};

/// A channel.
#[derive(Debug, LabelValue)]
#[label(crate = telemetry)]
pub enum Channel {
    /// Any topic.
    Gossip,
    /// Off topic.
    OffTopic,
}

defmetrics! {
    #![crate = telemetry]

    /// Messages.
    #[skip(channel = "gossip", reply = "true")]
    pub counter messages_total(channel: Channel, reply: Option<bool>, kind = "text");

    /// Messages by game.
    #[max_series(10)]
    #[seed(game = ["chess"])]
    pub counter game_messages_total(game: impl AsRef<str>);

    /// Time to send.
    pub histogram send_duration_seconds;

    /// Room.
    #[seed(1.0)]
    pub gauge room;

    /// Clients.
    pub up_down_counter clients;
}

/// A room, whose guests are measured.
#[derive(Debug)]
#[instrument_metric(namespace = "room", crate = telemetry)]
pub struct Room {
    /// Guests in the room.
    #[metric(gauge)]
    pub guests: usize,
    #[metric(label, max = 10)]
    name: String,
    #[metric(label)]
    channel: Channel,
}

/// A lobby.
#[derive(Debug)]
pub struct Lobby;

#[instrument_metric(crate = telemetry)]
impl Lobby {
    /// Lets a person in.
    ///
    /// # Errors
    ///
    /// Always fails.
    pub fn join(&self) -> Result<(), String> {
        Err(String::new())
    }

    /// Lets a person out.
    ///
    /// # Errors
    ///
    /// Always fails.
    #[metric(name = "leave", error = Channel, labels(now: bool = now))]
    pub async fn leave(&self, now: bool) -> Result<(), Channel> {
        Err(Channel::OffTopic)
    }
}
