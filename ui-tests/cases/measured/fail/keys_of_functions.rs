use gapless::instrument_metric;

#[instrument_metric(name = "lobby", labels(kind: Kind = Kind::Chess), skip(duration), namespce = "lobby", prefix = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
}

fn main() {
    let _lobby = Lobby { waiting: 1 }.measured();
}
