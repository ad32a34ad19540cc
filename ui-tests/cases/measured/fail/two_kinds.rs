use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, counter)]
    waiting: u8,
    /// Players playing.
    #[metric(gauge)]
    #[metric(label, max = 10)]
    playing: u8,
}

fn main() {}
