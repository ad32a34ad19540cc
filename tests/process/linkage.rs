//! The metrics of a crate that is linked and otherwise unused are exported.

use gapless::Registry;
use gapless::snapshot::Value;
use gapless_tests as _;

#[test]
fn the_metrics_of_a_linked_crate_are_exported() {
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("linked_total", &[]).map(Value::as_f64), Some(0.0));
}
