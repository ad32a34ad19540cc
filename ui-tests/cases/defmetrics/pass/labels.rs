//! Every kind of label, and what can be said of their values.

use gapless::{LabelValue, defmetrics};
use std::borrow::Cow;

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

/// Neither `Clone` nor `Copy`.
struct Game(String);

impl AsRef<str> for Game {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

const QUEUE: &str = "mail";

const fn builder() -> &'static str {
    "cargo"
}

defmetrics! {
    /// Of a text.
    #[max_series(100)]
    counter borrowed_total(game: &str);

    /// Of a text that lives on.
    #[max_series(100)]
    counter static_total(game: &'static str);

    /// Of any text.
    #[max_series(100)]
    counter any_total(game: impl AsRef<str>);

    /// Of a text that may be owned.
    #[max_series(100)]
    counter cow_total(game: Cow<'_, str>);

    /// Of a type of the program's.
    #[max_series(100)]
    #[seed(game = ["chess", "go"], realm = ["eu"])]
    histogram wait_seconds(game: &Game, channel: Channel, realm: String);

    /// Of one value.
    #[skip(channel = "gossip", done = "true")]
    #[skip(channel = "off_topic")]
    counter jobs_total(queue = QUEUE, version = env!("CARGO_PKG_VERSION"), channel: Channel, done: bool,);

    /// Of what is worked out when it is compiled.
    counter built_total(by = builder(), of = concat!("a", "b"), on = if cfg!(debug_assertions) { "debug" } else { "release" });

    /// Of other names.
    #[name("http.server_requests_total")]
    #[unit("requests")]
    counter requests(#[name("http.status")] status: gapless::StatusClass, r#type: bool);

    /// Of no unit.
    #[unit(none)]
    gauge parking_meters;
}

fn main() {
    let owned = String::from("chess");
    borrowed_total(&owned).inc();
    static_total("chess").inc();
    any_total(&owned).inc();
    any_total(owned.clone()).inc();
    cow_total(owned.as_str().into()).inc();
    wait_seconds(&Game(owned), Channel::Gossip, String::from("eu")).observe(0.5);
    jobs_total(Channel::OffTopic, false).inc();
    built_total().inc();
    requests(404.into(), true).inc();
    parking_meters().set(8.0);
}
