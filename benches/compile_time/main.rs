//! What declarations cost while a program compiles: `cargo run --release -p gapless-benches -- compile-time`.
//!
//! It writes crates into a temporary folder: some with metrics, and beside each a plain one with the same data in statics
//! or functions by hand. What they depend on is built first; then the processor time of building each of them alone is
//! measured, in several rounds by turns, so that whatever else the machine does hits all alike. What a crate takes longer
//! than its plain one, in the same round, is what Gapless costs. The result goes into `docs/performance.md`.
//!
//! `--short` builds small crates once and writes nothing: it shows that this program works.

mod crates;
mod folder;
mod table;

use std::io;

use gapless_benches::Run;

use crate::folder::{Build, Folder};
use crate::table::Measurements;

/// How much is built, and how often.
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
