//! An expected crate is linked although no other code names it, and its metrics are exported.

use gapless::Registry;
use gapless::snapshot::Value;

gapless::expect_crates![gapless_tests];

#[test]
fn an_expected_crate_is_linked_with_its_metrics() {
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("linked_total", &[]).map(Value::as_f64), Some(0.0));
    assert!(Registry::global().check().is_ok());
}
