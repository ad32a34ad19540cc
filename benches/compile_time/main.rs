//! Measures the compile time of declarations: `cargo run --release -p gapless-benches -- compile-time`.
//!
//! The program writes crates into a temporary directory: crates with metrics, and plain crates with the same data in
//! hand-written statics or functions. It builds the dependencies first, and then measures the CPU time of each crate
//! alone. Crates take turns in several rounds, so that other load on the machine affects all of them. The cost of
//! Gapless is the difference between a crate and its plain crate in one round. The result goes into
//! `docs/performance.md`.
//!
//! `--short` builds small crates once and writes nothing; it shows that the program works.

mod crates;
mod folder;
mod table;

use std::io;

use gapless_benches::Run;

use crate::folder::{Build, Folder};
use crate::table::Measurements;

/// The size of the crates, and the number of rounds.
struct Size {
    blocks: usize,
    metrics_per_block: usize,
    functions: usize,
    rounds: usize,
}

const FULL: Size = Size { blocks: 50, metrics_per_block: 20, functions: 300, rounds: 3 };
const SHORT: Size = Size { blocks: 2, metrics_per_block: 3, functions: 4, rounds: 1 };

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let run = Run::from_args(|_, _| Ok(false))?;
    run.report("compile-time", &measure(if run.short { &SHORT } else { &FULL })?)?;
    Ok(())
}

fn measure(size: &Size) -> io::Result<String> {
    let crates = crates::all(size);
    let folder = Folder::with(&crates)?;
    for build in Build::ALL {
        folder.build_all(build)?;
    }
    let mut measurements = Measurements::default();
    for _ in 0..size.rounds {
        for build in Build::ALL {
            for krate in &crates {
                measurements.add(krate.name, build, folder.seconds_of(krate, build)?);
            }
        }
    }
    Ok(table::write(size, &measurements))
}
