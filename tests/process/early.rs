//! A process that records before anything is set up or collected: no event is lost, and none is older than its series.

use std::time::SystemTime;

use gapless::encode::{Format, text};
use gapless::{Counter, Descriptor, Registry, Value, defmetrics, instrument_metric};

#[path = "../linted.rs"]
mod linted;
#[path = "../without_plugins.rs"]
mod without_plugins;

use linted::linted;
use without_plugins::without_plugins;

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
fn what_is_recorded_before_the_first_collection_is_in_it() {
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

/// Has neither an error nor a cancelled call.
#[instrument_metric]
fn early() {}

#[test]
fn the_number_of_series_is_that_of_the_lines_of_an_exposition() {
    early();
    let exposition = linted(text::encode(&Registry::global().gather()), Format::Text.content_type());
    let exposition = without_plugins(&exposition);
    let lines = exposition.lines().filter(|line| !line.starts_with('#')).count();
    // Of handlers that fail there is a line once one does.
    let of_handlers = |of: &&Descriptor| of.name == "gapless_event_handler_failures_total";
    let n_series = lines + Registry::global().descriptors().find(of_handlers).map_or(0, Descriptor::n_series);
    assert!(exposition.ends_with(&format!("\ngapless_series {n_series}\n")), "{lines} lines:\n{exposition}");
}
