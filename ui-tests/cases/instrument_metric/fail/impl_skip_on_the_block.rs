use gapless::instrument_metric;

struct Lobby;

#[instrument_metric(skip)]
impl Lobby {
    fn join(&self) {}
}

fn main() {
    Lobby.join();
}
