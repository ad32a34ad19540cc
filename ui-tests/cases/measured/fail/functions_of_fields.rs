use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, with = count)]
    waiting: Vec<u8>,
    /// Players playing.
    #[metric(gauge, with = unknown)]
    playing: Vec<u8>,
    /// Names of players.
    #[metric(gauge, with = names)]
    names: Vec<u8>,
    #[metric(label, max = 10, with = count)]
    host: String,
}

fn count(players: &Vec<u16>) -> usize {
    players.len()
}

fn names(_: &Vec<u8>) -> String {
    String::new()
}

fn main() {}
