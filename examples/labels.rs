//! Which labels can a metric have? `cargo run --bin labels` prints the metrics that Prometheus would scrape.

use gapless::encode::Format;
use gapless::{LabelValue, Registry, StatusClass, defmetrics};

/// A label is an enum. All its values are known, so all its series exist before anything happens.
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
    /// Two channels, with and without a bot, make four series. All start at zero.
    counter messages_total(channel: Channel, bot: bool);

    /// Answers.
    ///
    /// Bots never answer in the gossip channel, so that series is left out.
    #[skip(channel = "gossip", bot = "true")]
    counter answers_total(channel: Channel, bot: bool);

    /// Requests by the class of their status.
    ///
    /// A request without a channel has no label `channel`.
    counter requests_total(status: StatusClass, channel: Option<Channel>);

    /// Jobs done.
    ///
    /// The label has one value. Another crate can declare the same metric for its own queue.
    counter jobs_total(queue = "mail");

    /// Players by game.
    ///
    /// The games are not known at compile time. Two games are listed, a third has room, and all further games are
    /// counted as `_other`, so visitors cannot fill the memory of Prometheus.
    #[max_series(3)]
    #[seed(game = ["chess", "go"])]
    counter players_total(game: &str);

    /// Requests sent.
    ///
    /// The name comes from OpenTelemetry. Servers that support such names get it in quotes, others with underscores.
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
