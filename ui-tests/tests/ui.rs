//! Compiler output: cases that must compile, and cases that must fail with the expected errors.
//!
//! After a change of messages, `TRYBUILD=overwrite cargo test -p gapless-ui-tests` writes the new output; read each
//! file.

#[test]
fn pass() {
    trybuild::TestCases::new().pass("cases/*/pass/*.rs");
}

#[test]
fn fail() {
    trybuild::TestCases::new().compile_fail("cases/*/fail/*.rs");
}
