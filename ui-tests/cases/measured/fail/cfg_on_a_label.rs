use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[cfg(unix)]
    #[metric(gauge)]
    waiting: u8,
    #[cfg(unix)]
    #[metric(label, max = 10)]
    name: String,
}

fn main() {}
