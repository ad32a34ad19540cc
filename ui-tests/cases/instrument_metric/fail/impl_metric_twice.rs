use gapless::instrument_metric;

struct Lobby;

#[instrument_metric]
impl Lobby {
    #[metric(name = "lobby")]
    #[metric(sample = 4)]
    fn join(&self) {}
}

fn main() {
    Lobby.join();
}
