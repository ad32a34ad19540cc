use gapless::instrument_metric;

struct Lobby;

#[instrument_metric]
impl Lobby {
    #[metric(skip, skip(duration))]
    fn join(&self) {}
}

fn main() {
    Lobby.join();
}
