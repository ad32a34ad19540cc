//! Measures recording and rendering for Gapless and other libraries: `cargo run --release -p gapless-benches -- table`.
//!
//! Each case is measured for Gapless, for every peer that supports it, and for a lower limit. All contenders take turns
//! in one process, in rounds, so that other load on the machine affects all of them: compare only figures of one run.
//! The result goes into `docs/performance.md`.
//!
//! `--rounds N` and `--threads N` change the number of rounds and threads. `--short` runs nearly everything once and
//! writes nothing; it shows that the program works.

mod case;
mod counters;
mod events;
mod functions;
mod histograms;
mod inputs;
mod labels;
mod peers;
mod recorder;
mod renders;
mod report;
mod rounds;
mod traced;
mod watched;

use std::io::{self, Write};
use std::time::Duration;

use gapless::Registry;
use gapless_benches::Run;
use lexopt::ValueExt;

use crate::case::Case;
use crate::report::Row;

/// The options of a run.
struct Options {
    rounds: usize,
    /// The number of threads for concurrent cases.
    threads: usize,
    /// The approximate time of one measurement.
    time: Duration,
}

const CASES: [fn() -> Case; 19] = [
    counters::plain,
    counters::typed_labels,
    counters::open_label,
    counters::gauge,
    counters::up_and_down,
    histograms::doubles,
    histograms::durations,
    histograms::typed_labels,
    functions::function,
    watched::poll_of_a_task,
    events::unheard,
    recorder::each_time,
    recorder::open_label,
    recorder::kept,
    traced::known,
    traced::unknown,
    renders::counters,
    renders::compressed_counters,
    renders::histograms,
];

/// Cases that are too long for a short run.
const LONG_CASES: [fn() -> Case; 1] = [renders::million_counters];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (run, options) = options()?;
    Registry::global().prepare(); // the first scrape of a program also chooses the clock
    let mut rows = Vec::new();
    let long_cases = LONG_CASES.iter().filter(|_| !run.short);
    for case in CASES.iter().chain(long_cases) {
        let row = row(case(), &options);
        io::stdout().write_all(row.to_string().as_bytes())?; // shows the progress
        rows.push(row);
    }
    run.report("table", &report::write(&options, &rows))?;
    Ok(())
}

fn row(case: Case, options: &Options) -> Row {
    let measurements = rounds::measure(&case, options);
    Row::new(case, measurements)
}

fn options() -> Result<(Run, Options), lexopt::Error> {
    let (mut rounds, mut threads) = (None, 2);
    let run = Run::from_args(|name, arguments| {
        match name {
            "rounds" => rounds = Some(arguments.value()?.parse()?),
            "threads" => threads = arguments.value()?.parse()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let (all, time) = if run.short { (1, Duration::from_micros(1)) } else { (15, Duration::from_millis(15)) };
    Ok((run, Options { rounds: rounds.unwrap_or(all), threads, time }))
}
