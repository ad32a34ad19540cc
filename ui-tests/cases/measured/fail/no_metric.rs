use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    waiting: u8,
    #[metric(label, max = 10)]
    name: String,
}

#[instrument_metric]
struct Nothing {
    waiting: u8,
}

fn main() {}
