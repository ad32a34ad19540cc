//! How do I export the fields of a struct? `cargo run --bin structs` prints the metrics while three lobbies are open.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gapless::encode::Format;
use gapless::{LabelValue, Measured, Registry, instrument_metric};

/// A lobby, in which players wait for a game.
///
/// Each scrape reads the fields. No code sets a gauge.
#[instrument_metric(namespace = "lobby", group = "games")]
struct Lobby {
    /// Players waiting.
    ///
    /// A collection is exported as its length. A scrape never waits for the lock: it repeats the last length.
    #[metric(gauge)]
    waiting: Mutex<Vec<&'static str>>,

    /// Players that have joined.
    #[metric(counter, name = "joined_total")]
    joined: AtomicU64,

    /// Time that players have played.
    #[metric(counter, name = "played_seconds_total", unit = "seconds")]
    played: Mutex<Duration>,

    /// Votes of the last round; absent before the first round.
    #[metric(gauge)]
    votes: Option<u32>,

    /// Players who are ready.
    #[metric(gauge, with = ready)]
    ready: [bool; 4],

    /// The state of the lobby.
    #[metric(stateset)]
    state: Mutex<State>,

    /// The label that tells lobbies apart. At most 100 lobbies are exported at once.
    #[metric(label, max = 100)]
    name: String,

    /// A label of `lobby_info`.
    #[metric(info)]
    version: &'static str,

    /// The macro ignores fields without `#[metric(..)]`.
    history: Vec<String>,
}

#[derive(Clone, Copy, LabelValue)]
enum State {
    Waiting,
    Playing,
}

fn ready(players: &[bool; 4]) -> usize {
    players.iter().filter(|is_ready| **is_ready).count()
}

/// The phase of the server, as a state set.
#[derive(Clone, Copy, LabelValue)]
#[instrument_metric(namespace = "server")]
enum Phase {
    Starting,
    Running,
}

/// Opens a lobby, which is exported until the last handle is dropped.
fn open(name: &str) -> Measured<Lobby> {
    Lobby {
        waiting: Mutex::default(),
        joined: AtomicU64::new(0),
        played: Mutex::default(),
        votes: None,
        ready: [true, false, true, false],
        state: Mutex::new(State::Waiting),
        name: name.to_owned(),
        version: "2.1",
        history: Vec::new(),
    }
    .measured()
}

fn main() {
    let phase = Phase::Starting.measured();
    let (chess, go, closed) = (open("chess"), open("go"), open("checkers"));
    if let Ok(mut phase) = phase.lock() {
        *phase = Phase::Running;
    }
    if let (Ok(mut waiting), Ok(mut state)) = (chess.waiting.lock(), chess.state.lock()) {
        waiting.extend(["ann", "ben"]);
        *state = State::Playing;
    }
    chess.joined.fetch_add(2, Ordering::Relaxed);
    if let Ok(mut played) = go.played.lock() {
        *played += Duration::from_millis(2500);
    }
    assert!(go.history.is_empty());
    drop(closed); // its series are gone
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
