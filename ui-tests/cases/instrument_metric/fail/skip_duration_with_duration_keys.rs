use gapless::instrument_metric;

#[instrument_metric(name = "work", skip(duration), buckets(1, 2), by_outcome, exemplars, sample = 16)]
fn work() {}

struct Lobby;

#[instrument_metric(skip(duration))]
impl Lobby {
    #[metric(sample = 4)]
    fn join(&self) {}
}

fn main() {
    Lobby.join();
}
