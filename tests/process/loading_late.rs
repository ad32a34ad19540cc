//! A library that is loaded after the registry was created, and shares the core with the program.
#![cfg(target_os = "linux")]
#![expect(unsafe_code, reason = "a library is loaded by the system's own function")]

use gapless_shared::gapless::{ErrorKind, Registry};

#[path = "../loaded.rs"]
mod loaded;

#[test]
fn metrics_of_a_library_that_is_loaded_late_are_reported_and_not_exported() {
    assert!(Registry::global().check().is_ok());
    let count = loaded::load();
    assert_eq!((count(), count()), (1, 2));
    let snapshot = Registry::global().gather();
    assert!(snapshot.families.iter().all(|family| !family.name.starts_with("loaded_")));
    let error = Registry::global().check().expect_err("the library came after the registry");
    let ErrorKind::DeclaredLate(metrics) = error.kind() else { panic!("{error:?}") };
    assert!(metrics.iter().map(|(name, _)| *name).eq(["loaded_unused_total", "loaded_total"]));
    let file = "tests/linking/loaded/lib.rs";
    assert_eq!(
        error.to_string(),
        format!(
            "metrics are not exported, because their library was loaded after the registry was created; load it before the first \
             call of `Registry::global`, the first scrape and the start of an instance\n  `loaded_unused_total` at {file}:7\n  `loaded_total` at {file}:14"
        )
    );
}
