//! The answers of Gapless.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use gapless::encode::Format;
use gapless::{LabelValue, Registry, defmetrics, instrument_metric};

use crate::app::{App, PATH, work};
use crate::counter::{VALUES, series};
use crate::table::Column;

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel, bot: bool);

    /// Games.
    #[max_series(100)]
    counter games_total(game: &str);
}

#[instrument_metric]
async fn handler(Path(how): Path<String>) -> StatusCode {
    work(&how).await
}

pub(crate) fn column() -> Column {
    let app = App {
        router: Router::new().route(PATH, get(handler)),
        scrape: Box::new(scrape),
        recorder: None,
        calls: "function_calls_total",
        in_flight: "function_in_flight",
        end: "outcome",
    };
    let messages = series(&scrape(), "messages_total");
    messages_total(Channel::Gossip, false).inc();
    messages_total(Channel::OffTopic, true).inc();
    let [calls, failure, panic, cancelled, in_flight] = app.answers();
    (0..VALUES).for_each(|value| games_total(&value.to_string()).inc());
    let games = format!("{} (`max_series(100)`)", series(&scrape(), "games_total"));
    Column {
        name: "Gapless",
        answers: [messages, calls, failure, panic, cancelled, in_flight, games, app.count()],
        writer: "Gapless",
    }
}

fn scrape() -> String {
    String::from_utf8(Format::Text.encode(&Registry::global().gather())).expect("an exposition is UTF-8")
}
