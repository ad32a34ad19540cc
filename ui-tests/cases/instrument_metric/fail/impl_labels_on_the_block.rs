use gapless::instrument_metric;

struct Lobby;

#[instrument_metric(function = "Lobby", name = "lobby", labels(full: bool = true))]
impl Lobby {
    fn join(&self) {}
}

fn main() {}
