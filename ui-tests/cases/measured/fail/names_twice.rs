use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    /// Players still waiting.
    #[metric(gauge, name = "waiting")]
    still: u8,
    /// Players that waited.
    #[metric(counter, name = "waiting_total")]
    waited: u8,
    #[metric(label, max = 10)]
    name: String,
    #[metric(info, name = "name")]
    version: String,
}

fn main() {}
