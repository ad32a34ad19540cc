use gapless::instrument_metric;

use std::sync::Mutex;

enum Region {
    Europe,
}

#[derive(Clone, Copy, gapless::LabelValue)]
enum Game {
    Chess,
}

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label)]
    region: Region,
    #[metric(label, max = 10)]
    name: Mutex<String>,
    #[metric(label, max = 10)]
    port: u16,
    #[metric(label, max = 10)]
    game: Game,
}

fn main() {
    let _ = (Region::Europe, Game::Chess);
}
