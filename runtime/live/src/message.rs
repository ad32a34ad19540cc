//! Messages: encoded once, and shared by all clients that get them.

use std::fmt::{self, Write};
use std::sync::LazyLock;
#[cfg(feature = "websocket")]
use std::sync::{Arc, OnceLock};

#[cfg(feature = "websocket")]
use axum::extract::ws::Utf8Bytes;
use bytes::Bytes;
use serde::Serialize;

use crate::json;

/// A message of the stream, in the form of its transport. Clones share the bytes.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The event for server-sent events: `event`, `id` and `data`, each on one line.
    bytes: Bytes,
    /// The object for WebSocket clients, once one of them gets the message.
    #[cfg(feature = "websocket")]
    object: Arc<OnceLock<Utf8Bytes>>,
}

/// The id of a point: the run of the program, and the time of the point in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PointId {
    run: Run,
    pub(crate) timestamp: u64,
}

/// A run of the program, by a random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run(u64);

impl Run {
    /// Returns the current run.
    pub(crate) fn current() -> Self {
        static RUN: LazyLock<Run> = LazyLock::new(|| Run(random()));
        *RUN
    }
}

impl PointId {
    /// Returns the id of a point of the current run.
    pub(crate) fn new(timestamp: u64) -> Self {
        PointId { run: Run::current(), timestamp }
    }

    /// Returns the time of the point, unless it is a point of another run.
    pub(crate) fn of_current_run(self) -> Option<u64> {
        (self.run == Run::current()).then_some(self.timestamp)
    }
}

impl Message {
    /// Encodes a message without an id.
    pub(crate) fn new(event: &str, data: &impl Serialize) -> Self {
        Message::of(event, None, &json::of(data))
    }

    /// Encodes a message from its JSON object.
    pub(crate) fn of(event: &str, id: Option<PointId>, data: &str) -> Self {
        let mut text = String::with_capacity(event.len() + data.len() + 64);
        let _ = writeln!(text, "event: {event}"); // writing to a string does not fail
        if let Some(id) = id {
            let _ = writeln!(text, "id: {id}");
        }
        text.push_str("data: ");
        text.push_str(data);
        text.push_str("\n\n");
        Message {
            bytes: text.into(),
            #[cfg(feature = "websocket")]
            object: Arc::default(),
        }
    }

    /// Returns the server-sent event.
    pub(crate) fn event(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Returns the size in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the JSON object with the members `event` and `id`, as WebSocket clients get it.
    #[cfg(feature = "websocket")]
    pub(crate) fn object(&self) -> Utf8Bytes {
        self.object.get_or_init(|| object(&String::from_utf8_lossy(&self.bytes)).into()).clone()
    }
}

/// Returns the data of an event, with the other fields as members.
#[cfg(feature = "websocket")]
fn object(event: &str) -> String {
    let (head, data) = event.trim_end().split_once("data: {").unwrap_or((event, "}"));
    let fields = head.lines().filter_map(|line| line.split_once(": "));
    let members: Vec<_> = fields.map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
    let comma = if data == "}" { "" } else { "," };
    format!("{{{}{comma}{data}", members.join(","))
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Display for PointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.run, self.timestamp)
    }
}

impl std::str::FromStr for PointId {
    type Err = ();

    fn from_str(id: &str) -> Result<Self, ()> {
        let (run, timestamp) = id.split_once('-').ok_or(())?;
        let run = u64::from_str_radix(run, 16).map(Run).map_err(|_| ())?;
        Ok(PointId { run, timestamp: timestamp.parse().map_err(|_| ())? })
    }
}

/// Returns an unguessable number.
///
/// # Panics
///
/// Panics if the operating system has no random numbers.
pub(crate) fn random() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    u64::from_ne_bytes(bytes)
}
