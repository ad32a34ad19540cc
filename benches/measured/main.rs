//! Measures structs whose fields are metrics: `cargo run --release -p gapless-benches -- measured`.
//!
//! This program has ten thousand values of one struct with five fields, and nothing else. It measures the memory of the
//! values, scrapes while the values stay, scrapes after some of them were replaced, and the time to make and drop a
//! value. The result goes into `docs/performance.md`.
//!
//! `--short` uses few values, and writes nothing; it shows that the program works.

use std::collections::VecDeque;
use std::hint::black_box;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::time::{Duration, Instant};

use gapless::encode::Format;
use gapless::{LabelValue, Measured, instrument_metric};
use gapless_benches::{Run, Spread, machine};

/// The size of a run.
struct Options {
    values: usize,
    rounds: usize,
}

const FULL: Options = Options { values: 10_000, rounds: 51 };

const SHORT: Options = Options { values: 100, rounds: 1 };

/// A session of a player.
#[instrument_metric(namespace = "session")]
struct Session {
    /// Messages that wait to be sent.
    #[metric(gauge)]
    queued: AtomicUsize,
    /// Messages sent.
    #[metric(counter, name = "messages_total")]
    messages: AtomicU64,
    /// Rooms that the player has joined.
    #[metric(gauge)]
    rooms: Mutex<Vec<u32>>,
    /// Time that the player was idle.
    #[metric(counter, name = "idle_seconds_total")]
    idle: Mutex<Duration>,
    /// The state of the session.
    #[metric(stateset)]
    state: Mutex<State>,
    #[metric(label, max = 20_000)]
    id: String,
}

/// The numbers of metrics and of lines of a session.
const FIELDS: usize = 5;
const LINES: usize = 6;

#[derive(Clone, Copy, LabelValue)]
enum State {
    Active,
    Idle,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let run = Run::from_args(|_, _| Ok(false))?;
    run.report("measured", &measure(if run.short { &SHORT } else { &FULL })?)?;
    Ok(())
}

fn measure(options: &Options) -> io::Result<String> {
    let &Options { values, rounds } = options;
    drop((fields(0), session(0))); // starts everything
    let plain = grown_by(|| (0..values).map(fields).collect::<Vec<_>>())?.0;
    let (bytes, mut sessions) = grown_by(|| (0..values).map(session).collect::<VecDeque<_>>())?;
    let (cached, ()) = grown_by(|| drop(scrape()))?;
    let per_value = |bytes: f64| bytes / values as f64;
    let whole = Spread::of((0..rounds).map(|_| time(|| drop(scrape())) / 1e6));
    let series = Spread::of((0..rounds).map(|_| time(|| drop(scrape())) / (values * LINES) as f64));
    let churn = Spread::of((0..rounds).map(|round| {
        for n in 0..values / 100 {
            sessions.pop_front();
            sessions.push_back(session(values + round * values + n));
        }
        time(|| drop(scrape())) / 1e6
    }));
    let make = Spread::of((0..rounds).map(|round| {
        let ids = (0..values).map(|n| 1000 * values + round * values + n);
        time(|| ids.for_each(|id| drop(black_box(session(id))))) / values as f64
    }));
    let own = Spread::of((0..rounds).map(|_| {
        time(|| (0..values).for_each(|id| drop(black_box(std::sync::Arc::new(fields(id)))))) / values as f64
    }));
    Ok(format!(
        "{}, medians of {rounds} rounds (minimum to maximum), with {values} values of {FIELDS} fields.\n\n\
         | | |\n|---|---|\n\
         | memory of a plain struct, bytes | {:.0} |\n\
         | memory of a measured struct before a scrape, bytes | {:.0} |\n\
         | memory that the first scrape adds for each struct, bytes | {:.0} |\n\
         | scrape, ms | {whole} |\n\
         | scrape, ns per line | {series} |\n\
         | scrape after 1 % of the structs were replaced, ms | {churn} |\n\
         | making and dropping a measured struct, ns | {make} |\n\
         | making and dropping an `Arc` of the struct, ns | {own} |\n",
        machine(),
        per_value(plain),
        per_value(bytes),
        per_value(cached),
    ))
}

/// Returns a value that is not measured.
fn fields(id: usize) -> Session {
    Session {
        queued: AtomicUsize::new(id % 10),
        messages: AtomicU64::new(id as u64),
        rooms: Mutex::default(),
        idle: Mutex::default(),
        state: Mutex::new(if id.is_multiple_of(2) { State::Active } else { State::Idle }),
        id: format!("session-{id:08}"),
    }
}

fn session(id: usize) -> Measured<Session> {
    fields(id).measured()
}

fn scrape() -> Vec<u8> {
    black_box(Format::Text.scrape().into_bytes())
}

/// Returns the time of some work in nanoseconds.
fn time(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_nanos() as f64
}

/// Returns the growth of the process's anonymous resident memory in bytes, and the result of the work.
fn grown_by<T>(work: impl FnOnce() -> T) -> io::Result<(f64, T)> {
    let before = resident_bytes()?;
    let result = work();
    Ok((resident_bytes()? - before, result))
}

fn resident_bytes() -> io::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(1024.0 * kib.ok_or_else(|| io::Error::other("/proc/self/status has no `RssAnon` in kB"))?)
}
