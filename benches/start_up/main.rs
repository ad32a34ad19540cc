//! What a program's metrics cost once, when it starts: `cargo run --release -p gapless-benches -- start-up`.
//!
//! This program declares 10,000 metrics, in a thousand places. It starts itself again in each round, since a program starts
//! but once, and measures there what making the registry takes: collecting the declarations, sorting them by their place in
//! the source, and checking each against the others. The result goes into `docs/performance.md`.
//!
//! `--short` starts once and writes nothing: it shows that this program works.

mod declarations;

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use gapless::__private::{Registration, inventory};
use gapless::Registry;
use gapless_benches::{Spread, machine};
use lexopt::Arg;

const FULL: usize = 15;
const SHORT: usize = 1;

/// Milliseconds for all that is done once.
const BAR: f64 = 5.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rounds = FULL;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("short") => rounds = SHORT,
            Arg::Long("once") => return Ok(start()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let text = write(&measure(rounds)?);
    io::stdout().write_all(text.as_bytes())?;
    if rounds == FULL {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
        gapless_benches::write_section(&file, "start-up", &text)?;
    }
    Ok(())
}

/// Starts, and prints the microseconds of the walk over all declarations, and the milliseconds of the whole.
fn start() -> io::Result<()> {
    let started = Instant::now();
    let places = inventory::iter::<Registration>.into_iter().count();
    let walked = started.elapsed().as_secs_f64() * 1e6;
    let started = Instant::now();
    let declared = Registry::global().descriptors().count();
    let made = started.elapsed().as_secs_f64() * 1e3;
    assert!(places >= declarations::PLACES && declared >= declarations::METRICS, "all are linked in");
    writeln!(io::stdout(), "{walked} {made}")
}

/// The two figures of each start.
fn measure(rounds: usize) -> Result<Vec<[f64; 2]>, Box<dyn std::error::Error>> {
    let start = |_| {
        let output = Command::new(std::env::current_exe()?).arg("--once").output()?;
        let text = String::from_utf8(output.stdout)?;
        let (walked, made) = text.trim().split_once(' ').ok_or("it started and printed nothing")?;
        Ok([walked.parse()?, made.parse()?])
    };
    (0..rounds).map(start).collect()
}

fn write(starts: &[[f64; 2]]) -> String {
    let [walk, whole] = [0, 1].map(|figure| Spread::of(starts.iter().map(|start| start[figure])));
    let verdict = if whole.median <= BAR { "met" } else { "missed" };
    format!(
        "{}, medians of {} starts (least to most).\n\n\
         | {} metrics in {} places | |\n|---|---|\n\
         | walking over the places, microseconds | {walk} |\n\
         | making the registry (collecting, sorting, checking), milliseconds | {whole} |\n\n\
         The bar is {} ms in all: {verdict}.\n",
        machine(),
        starts.len(),
        declarations::METRICS,
        declarations::PLACES,
        BAR,
    )
}
