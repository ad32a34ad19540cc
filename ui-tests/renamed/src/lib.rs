//! A crate to which Gapless is `telemetry`: every macro can be told so, and that is enough for it to build.

use telemetry::{LabelValue, defmetrics, instrument_metric};

/// Where people talk.
#[derive(Debug, LabelValue)]
#[label(crate = telemetry)]
pub enum Channel {
    /// About anything.
    Gossip,
    /// About nothing.
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

/// Where people wait.
#[derive(Debug)]
pub struct Lobby;

#[instrument_metric(crate = telemetry)]
impl Lobby {
    /// Lets one in.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn join(&self) -> Result<(), String> {
        Err(String::new())
    }

    /// Lets one out.
    ///
    /// # Errors
    ///
    /// Always.
    #[metric(name = "leave", error = Channel, labels(now: bool = now))]
    pub async fn leave(&self, now: bool) -> Result<(), Channel> {
        Err(Channel::OffTopic)
    }
}
