#![deny(warnings)]

use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label, max = 10)]
    job: String,
}

fn main() {
    let _lobby = Lobby { waiting: 1, job: "a".to_owned() }.measured();
}
