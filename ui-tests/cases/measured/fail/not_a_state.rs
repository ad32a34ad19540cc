use gapless::instrument_metric;

use std::sync::Mutex;

enum Phase {
    Waiting,
}

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// The phase.
    #[metric(stateset)]
    phase: Mutex<Phase>,
    /// The number.
    #[metric(stateset)]
    number: u8,
    /// Whether it is open.
    #[metric(stateset)]
    open: Option<bool>,
}

fn main() {
    let _ = Phase::Waiting;
}
