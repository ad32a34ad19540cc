//! Every kind of label, and every attribute about label values.

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
    /// With a `&str`.
    #[max_series(100)]
    counter borrowed_total(game: &str);

    /// With a `&'static str`.
    #[max_series(100)]
    counter static_total(game: &'static str);

    /// With any string.
    #[max_series(100)]
    counter any_total(game: impl AsRef<str>);

    /// With a `Cow<str>`.
    #[max_series(100)]
    counter cow_total(game: Cow<'_, str>);

    /// With a type of the program.
    #[max_series(100)]
    #[seed(game = ["chess", "go"], realm = ["eu"])]
    histogram wait_seconds(game: &Game, channel: Channel, realm: String);

    /// With a constant value.
    #[skip(channel = "gossip", done = "true")]
    #[skip(channel = "off_topic")]
    counter jobs_total(queue = QUEUE, version = env!("CARGO_PKG_VERSION"), channel: Channel, done: bool,);

    /// With a constant expression.
    counter built_total(by = builder(), of = concat!("a", "b"), on = if cfg!(debug_assertions) { "debug" } else { "release" });

    /// With other exported names.
    #[name("http.server_requests_total")]
    #[unit("requests")]
    counter requests(#[name("http.status")] status: gapless::StatusClass, r#type: bool);

    /// Without a unit.
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
