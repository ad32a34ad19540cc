use gapless::instrument_metric;

use gapless::snapshot::HistogramValue;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players of games.
    #[metric(histogram)]
    players: HistogramValue,
    /// Bytes of games.
    #[metric(histogram, name = "size_bytes", buckets(2, 1))]
    size: HistogramValue,
}

fn main() {}
