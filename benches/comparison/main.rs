//! Compares Gapless with other libraries: the table in `README.md`.
//!
//! Each library counts the calls of one HTTP handler, or the events of one counter, in its own words. The table
//! contains what each library exports before the first event, after a panic and after a cancelled request, for many
//! values of one label, and after many calls. The time of a scrape comes from `docs/performance.md`.
//!
//! `--check` writes nothing, and fails if the README differs from the table.

mod app;
mod autometrics;
mod axum_prometheus;
mod counter;
mod metrics_exporter;
mod ours;
mod prometheus;
mod prometheus_client;
mod scrape;
mod table;

use std::io::Write;
use std::path::Path;

use lexopt::{Arg, Parser};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut check = false;
    let mut arguments = Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("check") => check = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let table = table::render();
    if check {
        let is_current = std::fs::read_to_string(&file)?.contains(&table);
        let words =
            "the comparison in README.md is out of date; run `comparison` without `--check` to write it";
        return if is_current { Ok(()) } else { Err(words.into()) };
    }
    gapless_benches::write_section(&file, "comparison", &table)?;
    Ok(std::io::stdout().write_all(table.as_bytes())?)
}
