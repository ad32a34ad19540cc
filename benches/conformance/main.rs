//! Compares what each library writes for each rule of a wire format: `docs/conformance.md`.
//!
//! Every rule has a small case (`rows`), which each library records (`ours`, and the modules named after libraries).
//! The linter of Gapless judges the output, and a rule can require certain lines (`answer`). A cell shows output that
//! breaks the rule.
//!
//! `--check` writes nothing, and fails if the page is out of date.

mod answer;
mod metrics_exporter;
mod numbers;
mod ours;
mod page;
mod prometheus;
mod prometheus_client;
mod rows;

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
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conformance.md");
    let page = page::render();
    if check {
        let is_current = std::fs::read_to_string(&file)? == page;
        let words = "docs/conformance.md is out of date; run `conformance` without `--check` to write it";
        return if is_current { Ok(()) } else { Err(words.into()) };
    }
    std::fs::write(&file, &page)?;
    Ok(std::io::stdout().write_all(page.as_bytes())?)
}
