use gapless::instrument_metric;

use gapless::Measured;

/// A lobby.
#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, naem = "players")]
    waiting: u8,
    #[metric(label)]
    name: String,
    #[metric(gauge)]
    playing: u8,
}

fn main() {
    let lobby: Measured<Lobby> = Lobby { waiting: 1, name: "a".to_owned(), playing: 1 }.measured();
    let clone = lobby.clone();
    assert_eq!(clone.waiting + clone.playing, 2);
}
