//! Label values of alerts that the compiler checks.

use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

#[derive(Clone, Copy, gapless::LabelValue)]
enum Region {
    Eu,
}

#[derive(Clone, Copy, gapless::LabelValue)]
enum Phase {
    Running,
}

/// A lobby.
#[gapless::instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players.
    #[metric(counter, name = "players_total")]
    #[alert(A, rate("5m") > 1, summary = "s", where(region = Region::Us))]
    #[alert(B, rate("5m") > 1, summary = "s", where(region = "us"))]
    players: AtomicU64,
    /// The phase.
    #[metric(stateset)]
    #[alert(A, value == 1, summary = "s", where(phase = "stopped"))]
    phase: Mutex<Phase>,
    #[metric(label)]
    region: Region,
}

fn main() {}
