use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Whether it is open.
    #[metric(stateset)]
    open: bool,
    #[metric(label, max = 10, name = "lobby_open")]
    name: String,
}

fn main() {}
