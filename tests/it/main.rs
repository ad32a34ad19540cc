//! Tests through the public API. Each test declares its own metrics.

mod abuse;
mod alerts;
mod auth;
mod catalog;
mod catalog_files;
#[path = "../catalog_lines.rs"]
mod catalog_lines;
mod config;
mod counters;
mod dashboards;
mod datapoints;
mod declarations;
mod dynamic;
mod events;
mod exemplars;
mod exposition;
mod extremes;
mod features;
mod functions;
mod fuzz;
mod gauges;
mod generated;
mod histograms;
mod infos;
mod instance;
mod into_struct;
mod label_sets;
mod labels;
#[path = "../linted.rs"]
mod linted;
#[path = "../listed_names.rs"]
mod listed_names;
mod live_access;
mod measured;
mod names;
mod native_histograms;
mod negotiation;
mod open_labels;
mod pages;
mod polls;
mod public_api;
mod recorder;
mod router;
mod sampled;
mod selections;
mod server;
mod sources;
mod state_sets;
mod storage;
mod summaries;
mod testing;
mod tracing;
mod up_down_counters;
mod views;
mod watch;

use gapless::Registry;
use gapless::encode::Format;
use gapless::snapshot::Value;

use crate::linted::linted;

/// Returns the exported value of a series; panics if the series is absent.
fn exported(name: &str, labels: &[(&str, &str)]) -> f64 {
    exported_or_absent(name, labels).unwrap_or_else(|| panic!("{name}{labels:?} is not exported"))
}

fn exported_or_absent(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(Value::as_f64)
}

/// Returns the number of refused values of a metric.
fn refused(metric: &str) -> f64 {
    exported("gapless_refused_total", &[("metric", metric)])
}

/// Returns the lines of a family in the exposition.
fn lines(family: &str) -> Vec<String> {
    let body = String::from_utf8(linted(
        Format::Text.encode(&Registry::global().gather()),
        Format::Text.content_type(),
    ))
    .expect("an exposition is UTF-8");
    body.lines().filter(|line| line.contains(family)).map(str::to_owned).collect()
}
