//! Expected crates without metrics are reported by name.

use gapless::{ErrorKind, Registry};

gapless::expect_crates![serde, gapless_tests, tempfile = another_name];

#[test]
fn crates_without_metrics_are_reported_by_their_own_names() {
    gapless::expect_crates![reqwest];
    let error = Registry::global().check().expect_err("three of the crates declare nothing");
    let ErrorKind::NoMetrics(crates) = error.kind() else { panic!("{error:?}") };
    assert_eq!(crates[..], ["another_name", "reqwest", "serde"]);
    assert_eq!(
        error.to_string(),
        "crates in `expect_crates!` do not declare metrics: `another_name`, `reqwest`, `serde`; declare a metric in the crate, \
         or remove it from the list; if the package is renamed, write `local_name = real_name`"
    );
}
