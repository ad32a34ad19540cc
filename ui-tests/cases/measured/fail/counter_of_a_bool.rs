use gapless::instrument_metric;

use std::sync::atomic::AtomicBool;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Whether it is open.
    #[metric(counter, name = "open_total")]
    open: bool,
    /// Whether it was closed.
    #[metric(counter, name = "closed_total")]
    closed: AtomicBool,
}

fn main() {}
