//! The flagship under the real Prometheus: what a user's graphs and alerts would see.
//!
//! Needs the real programs, which `.ci/install-peers target/peers` unpacks; `GAPLESS_PEERS` names another place. Where
//! they are missing, these tests fail.

mod catalog;
#[path = "../catalog_lines.rs"]
mod catalog_lines;
mod documentation;
mod formats;
mod grapevine;
mod lint;
#[path = "../linted.rs"]
mod linted;
#[path = "../listed_names.rs"]
mod listed_names;
mod locked;
mod names;
mod native;
mod negotiation;
mod peer;
mod process;
mod prometheus;
mod relay;
mod scrape;
mod start;
mod version;
