//! A measured struct or enum causes no new warnings, even with many lints enabled.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(missing_copy_implementations, single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_lifetimes)]
#![deny(unused_results, let_underscore_drop, explicit_outlives_requirements, elided_lifetimes_in_paths)]
#![deny(rustdoc::all, clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![forbid(unsafe_code)]

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

use gapless::{LabelValue, instrument_metric};

/// The phase of a lobby.
#[derive(Clone, Copy, Debug, LabelValue)]
#[instrument_metric(name = "phase_of_all")]
pub enum Phase {
    /// The lobby waits.
    Waiting,
    /// The game runs.
    Running,
}

/// A lobby.
#[derive(Debug)]
#[instrument_metric(namespace = "lobby")]
pub struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: AtomicUsize,
    /// The phase.
    #[metric(stateset)]
    phase: Mutex<Phase>,
    /// Players, by a function.
    #[metric(gauge, with = Vec::len)]
    players: Vec<u8>,
    #[metric(label, max = 10)]
    name: String,
    #[metric(label)]
    open: bool,
    #[metric(info)]
    version: &'static str,
}

/// A pool.
#[derive(Debug)]
#[instrument_metric(namespace = "pool")]
pub struct Pool<T> {
    /// Items in the pool.
    #[metric(gauge)]
    items: Vec<T>,
    #[metric(label)]
    cached: bool,
}

/// Uses the types.
pub fn main() {
    let lobby = Lobby {
        waiting: AtomicUsize::new(0),
        phase: Mutex::new(Phase::Waiting),
        players: Vec::new(),
        name: "a".to_owned(),
        open: true,
        version: "1",
    };
    drop((lobby.measured(), Phase::Running.measured()));
    drop(Pool { items: vec!["a"], cached: true }.measured());
}
