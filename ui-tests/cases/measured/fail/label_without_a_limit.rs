use gapless::instrument_metric;

use std::borrow::Cow;
use std::sync::Arc;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label)]
    name: String,
    #[metric(label)]
    region: &'static str,
    #[metric(label)]
    host: Option<String>,
    #[metric(label)]
    game: Arc<str>,
    #[metric(label)]
    genre: Cow<'static, str>,
}

fn main() {}
