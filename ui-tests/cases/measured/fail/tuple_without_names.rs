use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby(
    /// Players waiting.
    #[metric(gauge)]
    u8,
    #[metric(label, max = 10)] String,
);

fn main() {}
