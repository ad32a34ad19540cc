//! What the compiler says: cases that must build, and cases that must not, with the words that it says then.
//!
//! After a change of words, `TRYBUILD=overwrite cargo test -p gapless-ui-tests` writes the new ones; read each of them.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for of in ["defmetrics", "expect_crates", "instrument_metric", "label_value"] {
        cases.pass(format!("cases/{of}/pass/*.rs"));
        cases.compile_fail(format!("cases/{of}/fail/*.rs"));
    }
}
