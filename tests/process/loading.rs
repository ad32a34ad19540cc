//! A library that is loaded before the registry is created, and shares the core with the program.
#![cfg(target_os = "linux")]
#![expect(unsafe_code, reason = "a library is loaded by the system's own function")]

use gapless_shared::gapless::Registry;
use gapless_shared::gapless::snapshot::Value;

#[path = "../loaded.rs"]
mod loaded;

#[test]
fn metrics_of_a_library_that_is_loaded_before_the_first_scrape_are_exported() {
    let count = loaded::load();
    assert_eq!((count(), count()), (1, 2));
    let snapshot = Registry::global().gather();
    let exported =
        ["loaded_total", "loaded_unused_total"].map(|name| snapshot.value(name, &[]).map(Value::as_f64));
    assert_eq!(exported, [Some(2.0), Some(0.0)]);
    assert!(Registry::global().check().is_ok());
}
