use gapless::instrument_metric;

/// A lobby.
#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label)]
    a: bool,
    #[metric(label)]
    b: bool,
    #[metric(label)]
    c: bool,
    #[metric(label)]
    d: bool,
    #[metric(label)]
    e: bool,
    #[metric(info)]
    f: bool,
    #[metric(info)]
    g: bool,
    #[metric(info)]
    h: bool,
    #[metric(info)]
    i: bool,
}

fn main() {}
