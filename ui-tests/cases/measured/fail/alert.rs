//! Alerts that a measured type cannot have.

use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

#[derive(Clone, Copy, gapless::LabelValue)]
enum Region {
    Eu,
}

/// A lobby.
#[gapless::instrument_metric(namespace = "lobby")]
#[alert(A, value > 1, summary = "s")]
struct Lobby {
    /// Players.
    #[metric(counter, name = "players_total")]
    #[alert(A, value > 1, summary = "s")]
    #[alert(B, rate("5m") > 1)]
    #[alert(C, ratio(waiting, "5m") > 1, summary = "s")]
    #[alert(D, rate("5m") > 1, summary = "s", where(regon = Region::Eu))]
    #[alert(E, rate("5m") > 1, summary = "s", where(name = NAME))]
    players: AtomicU64,
    /// Waiting.
    #[metric(gauge)]
    waiting: AtomicU64,
    #[metric(label)]
    #[alert(A, absent("5m"), summary = "s")]
    region: Region,
    #[metric(label, max = 10)]
    name: String,
    #[alert(A, absent("5m"), summary = "s")]
    other: u8,
}

/// A phase.
#[gapless::instrument_metric]
#[alert(A, rate("5m") > 1, summary = "s")]
#[derive(Clone, Copy, gapless::LabelValue)]
enum Phase {
    #[alert(B, value == 1, summary = "s")]
    Running,
}

fn main() {
    let _: Option<gapless::Measured<Lobby>> = None;
    let _: Option<gapless::Measured<Mutex<Phase>>> = None;
}
