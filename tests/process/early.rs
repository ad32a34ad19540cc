//! A process that records before anything is set up or collected: no event is lost, and none is older than its series.

use std::time::SystemTime;

use gapless::{Counter, Registry, defmetrics};

defmetrics! {
    /// Early.
    counter early_total;
}

static HANDLE: Counter = early_total();

#[test]
fn what_is_recorded_before_the_first_collection_is_in_it() {
    HANDLE.inc();
    let recorded = SystemTime::now();
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("early_total", &[]).map(gapless::Value::as_f64), Some(1.0));
    for family in &snapshot.families {
        for series in &family.series {
            let is_gauge = matches!(series.value, gapless::Value::Gauge(_));
            assert_eq!(series.created.is_none(), is_gauge, "{}", family.name);
            assert!(series.created.is_none_or(|created| created <= recorded));
        }
    }
}
