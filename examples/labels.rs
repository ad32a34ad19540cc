//! Which labels can a metric have? `cargo run --bin labels` prints what Prometheus would see.

use gapless::encode::Format;
use gapless::{LabelValue, Registry, StatusClass, defmetrics};

/// A label is an enum: all its values are known, so all of its series are there before anything happens.
#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    #[label(rename = "off-topic")]
    OffTopic,
}

defmetrics! {
    #![namespace = "site"]

    /// Messages.
    ///
    /// Two channels, with and without a bot: four series, all at zero from the start.
    counter messages_total(channel: Channel, bot: bool);

    /// Answers.
    ///
    /// Bots never answer in the gossip channel, so that series is not there.
    #[skip(channel = "gossip", bot = "true")]
    counter answers_total(channel: Channel, bot: bool);

    /// Requests by the class of their status.
    ///
    /// Without a channel, the label is left out.
    counter requests_total(status: StatusClass, channel: Option<Channel>);

    /// Jobs done.
    ///
    /// The label has one value; another crate may declare the same metric for its own queue.
    counter jobs_total(queue = "mail");

    /// Players by game.
    ///
    /// Nobody knows the games when this is compiled. Two are listed, a third one has room, and all further ones are
    /// `_other`: no visitor can fill the memory of Prometheus.
    #[max_series(3)]
    #[seed(game = ["chess", "go"])]
    counter players_total(game: &str);

    /// Requests sent.
    ///
    /// The name is one of OpenTelemetry's: in quotes for a server that knows such names, with underscores for others.
    #[name("http.client.requests_total")]
    counter client_requests(#[name("http.status")] status: StatusClass);
}

fn main() {
    messages_total(Channel::Gossip, false).inc();
    answers_total(Channel::OffTopic, true).inc();
    requests_total(StatusClass::from(404), Some(Channel::OffTopic)).inc();
    jobs_total().inc();
    for game in ["go", "dice", "tag", "hangman"] {
        players_total(game).inc();
    }
    client_requests(StatusClass::Success).inc();
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
