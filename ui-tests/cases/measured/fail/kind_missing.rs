use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(name = "players")]
    waiting: u8,
    /// Players playing.
    #[metric]
    playing: u8,
    /// Players leaving.
    #[metric()]
    leaving: u8,
    /// Players lost.
    #[metric = "gauge"]
    lost: u8,
}

fn main() {}
