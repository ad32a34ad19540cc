use gapless::instrument_metric;

use std::cell::Cell;
use std::sync::Mutex;
use std::time::Instant;

struct Room;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: String,
    /// Players that joined.
    #[metric(counter, name = "joined_total")]
    joined: Mutex<Room>,
    /// The last time.
    #[metric(gauge)]
    last: Option<Instant>,
}

#[instrument_metric(namespace = "cell")]
struct NotShared {
    /// Players waiting.
    #[metric(gauge, with = Cell::get)]
    waiting: Cell<u8>,
}

fn main() {}
