use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby<'a> {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label, max = 10)]
    name: &'a str,
}

fn main() {
    let _lobby = Lobby { waiting: 1, name: "a" }.measured();
}
