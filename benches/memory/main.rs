//! Measures the memory of metrics and the time of a scrape: `cargo run --release -p gapless-benches -- memory`.
//!
//! This program declares 100,000 counters and nothing else. It measures the memory that the first rendering leaves
//! behind, and the memory that each thread adds that records into every series. It also measures a scrape after more
//! and more threads and records. The result goes into `docs/performance.md`.
//!
//! `--short` uses few threads and records, and writes nothing; it shows that the program works.

mod jobs;
mod threads;

use std::hint::black_box;
use std::io;
use std::time::Instant;

use gapless::encode::Format;
use gapless_benches::{Run, Spread, machine};

use crate::threads::Threads;

/// The size of a run.
struct Options {
    /// The numbers of threads that record into every series, ascending.
    threads: &'static [usize],
    /// The numbers of records, ascending.
    records: &'static [usize],
    rounds: usize,
}

const FULL: Options =
    Options { threads: &[1, 2, 4, 8, 16, 32, 64, 128], records: &[1_000, 100_000_000], rounds: 15 };

const SHORT: Options = Options { threads: &[1, 2], records: &[1_000, 10_000], rounds: 1 };

/// The target for the memory of a series after its first rendering, in bytes.
const BAR: f64 = 130.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let run = Run::from_args(|_, _| Ok(false))?;
    run.report("memory", &measure(if run.short { &SHORT } else { &FULL })?)?;
    Ok(())
}

fn measure(options: &Options) -> io::Result<String> {
    let mut text = format!("{}, medians of {} scrapes (minimum to maximum).\n\n", machine(), options.rounds);
    let first = first_rendering()?;
    let verdict = if first <= BAR { "met" } else { "missed" };
    text.push_str(&format!(
        "A series takes {first:.0} bytes after the first rendering of {} series; the target is {BAR}: {verdict}.\n\n\
         | threads that recorded into every series | bytes per series and thread | scrape, ns per series |\n|---|---|---|\n",
        jobs::N
    ));
    by_threads(options, &mut text)?;
    text.push_str("\n| records before the scrapes | scrape, ns per series |\n|---|---|\n");
    by_records(options, &mut text);
    Ok(text)
}

/// Returns the memory that the first rendering leaves behind, in bytes per series.
fn first_rendering() -> io::Result<f64> {
    let before = resident_bytes()?;
    drop(scrape());
    Ok((resident_bytes()? - before) / jobs::N as f64)
}

/// Writes a row for each number of threads; the threads live until the end.
fn by_threads(options: &Options, text: &mut String) -> io::Result<()> {
    let mut threads = Threads::default();
    let mut grown = 0.0;
    for &n in options.threads {
        let before = resident_bytes()?;
        threads.grow_to(n, || (0..jobs::N).for_each(|series| jobs::counter(series).inc()));
        grown += resident_bytes()? - before;
        let each = grown / (n * jobs::N) as f64;
        text.push_str(&format!("| {n} | {each:.1} | {} |\n", scrapes(options.rounds)));
    }
    Ok(())
}

/// Writes a row for each number of records, which are distributed over all series.
fn by_records(options: &Options, text: &mut String) {
    for &n in options.records {
        (0..n).for_each(|record| jobs::counter(record % jobs::N).inc());
        text.push_str(&format!("| {n} | {} |\n", scrapes(options.rounds)));
    }
}

fn scrape() -> Vec<u8> {
    Format::Text.scrape().into_bytes()
}

/// Returns the time of scrapes, in nanoseconds per series.
fn scrapes(rounds: usize) -> Spread {
    Spread::of((0..rounds).map(|_| {
        let started = Instant::now();
        drop(black_box(scrape()));
        started.elapsed().as_nanos() as f64 / jobs::N as f64
    }))
}

/// Returns the anonymous resident memory of this process, in bytes.
fn resident_bytes() -> io::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(1024.0 * kib.ok_or_else(|| io::Error::other("/proc/self/status has no `RssAnon` in kB"))?)
}
