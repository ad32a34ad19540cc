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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    gapless_benches::keep_current("docs/conformance.md", None, "conformance", page::render)
}
