use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, buckets(1, 2))]
    waiting: u8,
    /// Whether it is open.
    #[metric(stateset, unit = "seconds")]
    open: bool,
    #[metric(label, max = 10, unit = "seconds")]
    name: String,
    #[metric(info, max = 10)]
    version: String,
    #[metric(skip, name = "other")]
    other: u8,
    #[metric(skip, buckets(1, 2))]
    more: u8,
}

fn main() {}
