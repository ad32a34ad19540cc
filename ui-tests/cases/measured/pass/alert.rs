//! Alerts of fields and of an enum.

#![deny(warnings, missing_docs)]

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};

/// A region.
#[derive(Clone, Copy, gapless::LabelValue)]
pub enum Region {
    /// Europe.
    Eu,
    /// Asia.
    Asia,
}

/// A phase.
#[gapless::instrument_metric]
#[alert(Stopping, value == 1, for = "5m", summary = "The program stops", where(phase = Phase::Stopping))]
#[derive(Clone, Copy, gapless::LabelValue)]
pub enum Phase {
    /// Runs.
    Running,
    /// Stops.
    Stopping,
}

gapless::defmetrics! {
    /// Connections.
    pub counter connections_total;
}

/// A lobby.
#[gapless::instrument_metric(namespace = "lobby")]
pub struct Lobby {
    /// Players that joined.
    #[metric(counter, name = "players_total")]
    #[alert(NobodyJoins, rate("1h") == 0, for = "1h", summary = "Nobody joins", by(region, name))]
    #[alert(FewJoin, ratio(connections_total, "1h") < 0.1, summary = "Few join", where(region = Region::Eu))]
    pub players: AtomicU64,
    /// Players that left.
    #[metric(counter, name = "left_total")]
    #[alert(ManyLeave, ratio(players, "5m") > 1, summary = "Many leave", where(region != [Region::Asia], name = "main"))]
    pub left: AtomicU64,
    /// The phase.
    #[metric(stateset)]
    #[alert(LobbyStops, value == 1, summary = "s", where(phase = "stopping"))]
    pub phase: Mutex<Phase>,
    /// The region.
    #[metric(label)]
    pub region: Region,
    /// The name.
    #[metric(label, max = 10)]
    pub name: String,
}

fn main() {
    connections_total().inc();
    let lobby = Lobby {
        players: AtomicU64::new(1),
        left: AtomicU64::new(0),
        phase: Mutex::new(Phase::Running),
        region: Region::Asia,
        name: "main".into(),
    };
    let lobby = lobby.measured();
    *lobby.phase.lock().unwrap_or_else(PoisonError::into_inner) = Phase::Stopping;
    let _ = (Phase::Stopping.measured(), Region::Eu);
}
