use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby", group = games)]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, name = waiting)]
    waiting: u8,
    /// Players playing.
    #[metric(gauge = 1)]
    playing: u8,
    /// Players leaving.
    #[metric(gauge, with = |players| players.len())]
    leaving: Vec<u8>,
    /// Players lost.
    #[metric(gauge, with)]
    lost: Vec<u8>,
    /// Players found.
    #[metric(gauge, naem = "players_found")]
    found: u8,
    /// Players seen.
    #[metric(gauge, name = "seen", name = "saw")]
    seen: u8,
    /// Players heard.
    #[metric(gauge name = "heard_players")]
    heard: u8,
}

fn main() {}
