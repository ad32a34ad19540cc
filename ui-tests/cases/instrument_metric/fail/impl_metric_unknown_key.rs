use gapless::instrument_metric;

struct Lobby;

#[instrument_metric]
impl Lobby {
    #[metric(skp)]
    fn join(&self) {}

    #[metric]
    fn leave(&self) {}
}

fn main() {}
