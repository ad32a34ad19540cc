//! Tests through the public API, of metrics that each test declares for itself.

mod abuse;
mod auth;
mod catalog;
#[path = "../catalog_lines.rs"]
mod catalog_lines;
mod config;
mod counters;
mod declarations;
mod dynamic;
mod events;
mod exemplars;
mod exposition;
mod extremes;
mod facade;
mod features;
mod functions;
mod fuzz;
mod gauges;
mod histograms;
mod infos;
mod instance;
mod labels;
#[path = "../linted.rs"]
mod linted;
#[path = "../listed_names.rs"]
mod listed_names;
mod names;
mod native_histograms;
mod negotiation;
mod open_labels;
mod polls;
mod router;
mod selections;
mod server;
mod sources;
mod state_sets;
mod storage;
mod summaries;
mod tracing;
mod up_down_counters;
mod views;

use gapless::Registry;
use gapless::encode::Format;
use gapless::snapshot::Value;

use crate::linted::linted;

/// The exported value of a series; panics if there is none.
fn exported(name: &str, labels: &[(&str, &str)]) -> f64 {
    exported_or_absent(name, labels).unwrap_or_else(|| panic!("{name}{labels:?} is not exported"))
}

fn exported_or_absent(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(Value::as_f64)
}

/// How many values of a metric were refused.
fn refused(metric: &str) -> f64 {
    exported("gapless_refused_total", &[("metric", metric)])
}

/// The lines of the exposition that are about a family.
fn lines(family: &str) -> Vec<String> {
    let body = String::from_utf8(linted(
        Format::Text.encode(&Registry::global().gather()),
        Format::Text.content_type(),
    ))
    .expect("an exposition is UTF-8");
    body.lines().filter(|line| line.contains(family)).map(str::to_owned).collect()
}
