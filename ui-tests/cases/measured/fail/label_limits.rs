use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, max = 10)]
    waiting: u8,
    #[metric(label, max = 0)]
    name: String,
    #[metric(label, max = 10_000_000)]
    region: &'static str,
    #[metric(label, max = -1)]
    zone: String,
    #[metric(label, max = "10")]
    host: String,
    #[metric(label, max = 2)]
    open: bool,
}

fn main() {}
