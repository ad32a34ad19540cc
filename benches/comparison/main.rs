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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    gapless_benches::keep_current("README.md", Some("comparison"), "comparison", table::render)
}
