use gapless::instrument_metric;

struct Lobby;

#[instrument_metric]
impl Lobby {
    const fn new() -> Self {
        Lobby
    }
}

fn main() {}
