//! A process that records before anything is set up or exported: no value is lost, and no value is older than its
//! series.

use std::time::SystemTime;

use gapless::encode::Format;
use gapless::snapshot::Value;
use gapless::{Counter, Registry, defmetrics, instrument_metric};

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    /// Early.
    counter early_total;

    /// Early, in a state.
    #[seed(false)]
    stateset early_state(late: bool): bool;

    /// Early, by name.
    info early_name_info(name = "early");
}

static HANDLE: Counter = early_total();

#[test]
fn values_recorded_before_the_first_snapshot_are_included() {
    HANDLE.inc();
    let recorded = SystemTime::now();
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("early_total", &[]).map(Value::as_f64), Some(1.0));
    for family in &snapshot.families {
        for series in &family.series {
            let adds_up = matches!(series.value, Value::Counter(_) | Value::Histogram(_));
            assert_eq!(series.created.is_some(), adds_up, "{}", family.name);
            assert!(series.created.is_none_or(|created| created <= recorded));
        }
    }
}

/// A function without errors and cancelled calls.
#[instrument_metric]
fn early() {}

#[test]
fn the_number_of_series_equals_the_number_of_exported_lines() {
    early();
    let exposition = String::from_utf8(linted(
        Format::Text.encode(&Registry::global().gather()),
        Format::Text.content_type(),
    ))
    .expect("an exposition is UTF-8");
    let n_series = exposition.lines().filter(|line| !line.starts_with('#')).count();
    assert!(
        exposition.ends_with(&format!("\ngapless_series {n_series}\n")),
        "{n_series} lines:\n{exposition}"
    );
}
