use gapless::instrument_metric;

struct Lobby;

#[instrument_metric]
impl Lobby {
    #[track_caller]
    fn join(&self) {}

    #[metric(labels(full: bool = true))]
    fn leave(&self) {}
}

fn uses() {
    Lobby.join();
    Lobby.leave();
}

fn main() {}
