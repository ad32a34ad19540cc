//! Measures the one-time cost of metrics when a program starts: `cargo run --release -p gapless-benches -- start-up`.
//!
//! This program declares 10,000 metrics in a thousand blocks. It starts itself again in each round, because the cost
//! occurs once per process. It measures creating the registry, which collects, checks and sorts the declarations, then
//! preparing for the first scrape, and the first rendering. The result goes into `docs/performance.md`.
//!
//! `--short` starts once and writes nothing; it shows that the program works.

mod declarations;

use std::hint::black_box;
use std::io::{self, Write};
use std::process::Command;
use std::time::Instant;

use gapless::__private::{Registration, inventory};
use gapless::Registry;
use gapless::encode::Format;
use gapless_benches::{Run, Spread, machine};

const FULL: usize = 15;
const SHORT: usize = 1;

/// The target for creating the registry, in milliseconds.
const BAR: f64 = 5.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut once = false;
    let run = Run::from_args(|name, _| {
        once |= name == "once";
        Ok(name == "once")
    })?;
    if once {
        return Ok(start()?);
    }
    let rounds = if run.short { SHORT } else { FULL };
    run.report("start-up", &write(&measure(rounds)?))?;
    Ok(())
}

/// The steps of a start, in order.
const STEPS: [&str; N] = [
    "iterating over the blocks",
    "creating the registry: collecting, checking, sorting",
    "choosing the clock and laying out all series",
    "the first rendering",
    "the second rendering",
];

const N: usize = 5;

/// The index of the step with a target.
const HELD: usize = 1;

/// Runs each step and prints its milliseconds.
fn start() -> io::Result<()> {
    let mut took = [0.0; N];
    let mut places = 0;
    took[0] = milliseconds(|| places = inventory::iter::<Registration>.into_iter().count());
    took[1] = milliseconds(|| _ = Registry::global());
    took[2] = milliseconds(|| Registry::global().prepare());
    let render = || drop(black_box(Format::Text.scrape().into_bytes()));
    took[3] = milliseconds(render);
    took[4] = milliseconds(render);
    let declared = Registry::global().descriptors().count();
    assert!(places >= declarations::PLACES && declared >= declarations::METRICS, "all are linked in");
    took.iter().try_for_each(|step| writeln!(io::stdout(), "{step}"))
}

fn milliseconds(step: impl FnOnce()) -> f64 {
    let started = Instant::now();
    step();
    started.elapsed().as_secs_f64() * 1e3
}

/// Returns the milliseconds of each step, for each start.
fn measure(rounds: usize) -> Result<Vec<Vec<f64>>, Box<dyn std::error::Error>> {
    let start = |_| {
        let output = Command::new(std::env::current_exe()?).arg("--once").output()?;
        let text = String::from_utf8(output.stdout)?;
        Ok(text.lines().map(str::parse).collect::<Result<_, _>>()?)
    };
    (0..rounds).map(start).collect()
}

fn write(starts: &[Vec<f64>]) -> String {
    let steps = STEPS.iter().enumerate();
    let steps = steps.map(|(step, what)| (what, Spread::of(starts.iter().map(|start| start[step]))));
    let steps: Vec<_> = steps.collect();
    let row = |(what, took): &(_, Spread)| {
        format!("| {what} | {:.2} ({:.2} to {:.2}) |\n", took.median, took.min, took.max)
    };
    let rows: String = steps.iter().map(row).collect();
    let verdict = if steps[HELD].1.median <= BAR { "met" } else { "missed" };
    format!(
        "{}, medians of {} starts (minimum to maximum).\n\n\
         | milliseconds, for {} metrics in {} blocks | |\n|---|---|\n{rows}\n\
         The target for creating the registry is {} ms: {verdict}.\n",
        machine(),
        starts.len(),
        declarations::METRICS,
        declarations::PLACES,
        BAR,
    )
}
