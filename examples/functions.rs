//! `#[instrument_metric]` counts and times the calls of a function. `cargo run --bin functions` prints the metrics that
//! Prometheus would scrape.

use std::num::ParseIntError;

use gapless::encode::Format;
use gapless::{LabelValue, Registry, instrument_metric};

/// Every call is counted by its outcome. An `Err` of any type is an error.
#[instrument_metric]
fn parse(text: &str) -> Result<u8, ParseIntError> {
    text.parse()
}

/// An error type that is a label: calls are counted by their error.
#[derive(LabelValue)]
enum RegisterError {
    NameTaken,
    NameRude,
}

/// This function has a name of its own, and one series for each error in addition to `ok` and `panic`.
#[instrument_metric(name = "register", error = RegisterError)]
fn register(name: &str) -> Result<(), RegisterError> {
    match name {
        "taken" => Err(RegisterError::NameTaken),
        "rude" => Err(RegisterError::NameRude),
        _ => Ok(()),
    }
}

/// Dropping a future before it completes counts the call as `cancelled` and ends it.
#[instrument_metric]
async fn wait_for_a_guest() {
    std::future::pending::<()>().await;
}

#[derive(Clone, Copy, LabelValue)]
enum Door {
    Front,
    Back,
}

/// Labels are computed when the call starts. Metrics that you do not need can be left out.
#[instrument_metric(name = "visit", labels(door: Door = door, known: bool = name != "stranger"), skip(duration))]
fn visit(door: Door, name: &str) -> usize {
    door.as_label().len() + name.len()
}

struct Lobby {
    players: usize,
}

/// Every method of the block is measured, for example as `Lobby::join`. A method can be left out.
#[instrument_metric]
impl Lobby {
    fn join(&mut self) -> Option<usize> {
        self.players = self.players.checked_add(1)?;
        Some(self.players)
    }

    #[metric(skip)]
    fn players(&self) -> usize {
        self.players
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = parse("7").and_then(|_| parse("seven"));
    for name in ["taken", "rude", "nice"] {
        let _ = register(name);
    }
    tokio::select! {
        biased;
        () = wait_for_a_guest() => {}
        () = std::future::ready(()) => {}
    }
    for door in [Door::Front, Door::Back] {
        visit(door, "stranger");
    }
    let mut lobby = Lobby { players: 0 };
    while lobby.players() < 3 {
        lobby.join();
    }
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
